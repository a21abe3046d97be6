package io.howdah.ingest.rebuild;

import io.howdah.ingest.rebuild.Rebuild.Position;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/**
 * Whether topics still hold all that a read model is made of. A compacted topic keeps each key's last record, which is
 * enough where the last one counts, but not where the one with the greatest version does.
 */
final class HistoryCheck {

    private HistoryCheck() {}

    /**
     * Looks at where partitions begin.
     *
     * @throws RebuildRefusedException if records were removed from the beginning of one
     */
    static void require(List<Position> positions) {
        List<Position> cut =
                positions.stream().filter(position -> position.begin() > 0).toList();
        if (!cut.isEmpty()) {
            throw refusal(cut);
        }
    }

    static RebuildRefusedException refusal(List<Position> cut) {
        return new RebuildRefusedException(cut.stream()
                        .map(position ->
                                position.topic() + "-" + position.partition() + " begins at offset " + position.begin())
                        .collect(Collectors.joining(", "))
                + ": older records were removed, and documents that only they tell of would be lost; --keep-missing"
                + " carries those documents over as they are");
    }

    /**
     * Looks at what the topics of a versioned model, or of its versioned parts, keep.
     *
     * @param versioned topics whose records are ordered by a version
     * @param isCompacted whether one is compacted; it may throw a {@link KafkaException}
     * @throws RebuildRefusedException if one is, or if it may not be known
     */
    static void requireUncompacted(Collection<String> versioned, Predicate<String> isCompacted) {
        for (String topic : versioned) {
            if (isCompacted(topic, isCompacted)) {
                throw new RebuildRefusedException(
                        "topic " + topic + " is compacted (cleanup.policy): it keeps the last record"
                                + " of a key, which may not be the one with the greatest version; --keep-missing takes over what is"
                                + " newer in the present collection");
            }
        }
    }

    private static boolean isCompacted(String topic, Predicate<String> asked) {
        try {
            return asked.test(topic);
        } catch (KafkaException e) {
            if (e.getCause() instanceof TopicAuthorizationException) {
                throw new RebuildRefusedException(
                        "whether topic " + topic + " is compacted may not be looked at; give the"
                                + " right to DESCRIBE_CONFIGS on it, or use --keep-missing");
            }
            throw e;
        }
    }
}
