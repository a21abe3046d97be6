package io.howdah.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.testing.CapturedLog;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FailureLogTest {

    @Test
    void textStaysOneShortLine() {
        assertThat(FailureLog.text("a name")).isEqualTo("a name");
        assertThat(FailureLog.text("one\nINFO forged\r\u001b[2J")).doesNotContain("\n", "\r", "\u001b");
        assertThat(FailureLog.text("a".repeat(100_000))).hasSize(303).endsWith("a...");
    }

    @Test
    void failureIsLoggedWithoutStackTrace() {
        // Given
        CapturedLog log = new CapturedLog();
        Exception failure = new IllegalStateException("outer", new IllegalArgumentException("x".repeat(100_000)));

        // When
        log.attach();
        try {
            FailureLog.error(LoggerFactory.getLogger(FailureLogTest.class), failure)
                    .log("A request failed");
        } finally {
            log.detach();
        }

        // Then
        assertThat(log.lines()).singleElement().asString().endsWith(" null").hasSizeLessThan(1000);
        assertThat(log.lines().get(0))
                .contains("error=java.lang.IllegalArgumentException: xxx", "at=io.howdah.observe.FailureLogTest");
    }
}
