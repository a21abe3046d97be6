package io.howdah.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureStateTest {

    @Test
    void operationIsTroubleAfterSecondsWithoutAnAnswer() {
        Instant longAgo = Instant.now().minusSeconds(6);

        assertThat(FailureState.noAnswer(null)).isEmpty();
        assertThat(FailureState.noAnswer(Instant.now())).isEmpty();
        assertThat(FailureState.noAnswer(longAgo))
                .contains(new FailureState.Present("MongoDB gives no answer", longAgo));
    }
}
