package io.howdah.ingest.rebuild;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ingest.rebuild.Rebuild.Counts;
import org.junit.jupiter.api.Test;

class DeadLetterLimitTest {

    private final DeadLetterLimit limit = new DeadLetterLimit(0.5);

    @Test
    void lastRecordsOfARouteCountAfterALongGoodHistory() {
        // Given a long good history
        for (int i = 0; i < 1000; i++) {
            limit.add("rides", 1000, 0);
        }

        // When most of the last thousand records are bad
        limit.add("rides", 400, 400);

        // Then
        assertThatThrownBy(() -> limit.add("rides", 200, 200))
                .isInstanceOf(RebuildRefusedException.class)
                .hasMessageContaining("howdah.ingest.dlq-max-ratio=0.5")
                .hasMessageContaining("--restart");
        assertThatCode(() -> limit.add("drivers", 200, 200)).doesNotThrowAnyException();
    }

    @Test
    void fewRecordsAreEnoughBeforeTheSwitch() {
        assertThatThrownBy(() -> limit.requireFew(new Counts(0, 0, 0, 1, 0)))
                .isInstanceOf(RebuildRefusedException.class)
                .hasMessageContaining("1 of 1 records");
        assertThatThrownBy(() -> limit.requireFew(new Counts(200, 200, 0, 500, 9000)))
                .isInstanceOf(RebuildRefusedException.class);
        assertThatCode(() -> limit.requireFew(new Counts(200, 200, 100, 500, 0)))
                .doesNotThrowAnyException();
        assertThatCode(() -> limit.requireFew(new Counts(0, 0, 0, 0, 0))).doesNotThrowAnyException();
    }
}
