package io.howdah.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TroubleTest {

    @Test
    void operationIsTroubleAfterSecondsWithoutAnAnswer() {
        Instant longAgo = Instant.now().minusSeconds(6);

        assertThat(Trouble.noAnswer(null)).isEmpty();
        assertThat(Trouble.noAnswer(Instant.now())).isEmpty();
        assertThat(Trouble.noAnswer(longAgo)).contains(new Trouble.Present("MongoDB gives no answer", longAgo));
    }
}
