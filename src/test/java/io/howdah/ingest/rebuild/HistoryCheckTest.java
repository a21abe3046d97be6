package io.howdah.ingest.rebuild;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class HistoryCheckTest {

    @Test
    void compactedTopicOfAVersionedModelIsRejected() {
        assertThatThrownBy(() -> HistoryCheck.requireUncompacted(List.of("drivers", "rides"), "rides"::equals))
                .isInstanceOf(RebuildRefusedException.class)
                .hasMessageContaining("topic rides is compacted")
                .hasMessageContaining("--keep-missing");
        assertThatCode(() -> HistoryCheck.requireUncompacted(List.of("drivers"), "rides"::equals))
                .doesNotThrowAnyException();
    }

    @Test
    void missingPermissionIsReported() {
        assertThatThrownBy(() -> HistoryCheck.requireUncompacted(List.of("rides"), topic -> {
                    throw new KafkaException("refused", new TopicAuthorizationException("no"));
                }))
                .isInstanceOf(RebuildRefusedException.class)
                .hasMessageContaining("DESCRIBE_CONFIGS")
                .hasMessageContaining("--keep-missing");
    }
}
