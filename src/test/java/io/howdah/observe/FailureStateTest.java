package io.howdah.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureStateTest {

    @Test
    void operationFailsAfterSecondsWithoutAResponse() {
        Instant longAgo = Instant.now().minusSeconds(6);

        assertThat(FailureState.noResponse(null)).isEmpty();
        assertThat(FailureState.noResponse(Instant.now())).isEmpty();
        assertThat(FailureState.noResponse(longAgo))
                .contains(new FailureState.Present("MongoDB does not respond", longAgo));
    }
}
