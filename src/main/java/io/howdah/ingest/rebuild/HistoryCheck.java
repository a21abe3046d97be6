package io.howdah.ingest.rebuild;

import io.howdah.ingest.rebuild.Rebuild.Position;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/**
 * Checks that topics still contain all records of a read model. A compacted topic keeps each key's last record. That is
 * enough if the last record wins, but not if the greatest version does.
 */
final class HistoryCheck {

    private HistoryCheck() {}

    /**
     * Checks the first offsets of partitions.
     *
     * @throws RebuildRefusedException if records were removed from the start of one
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
                                position.topic() + "-" + position.partition() + " starts at offset " + position.begin())
                        .collect(Collectors.joining(", "))
                + ": older records were removed, and documents that only they contain would be lost; --keep-missing"
                + " carries those documents over unchanged");
    }

    /**
     * Checks the cleanup policy of topics in the order of a version.
     *
     * @param versioned topics of a versioned model, or of its versioned parts
     * @param isCompacted returns whether a topic is compacted; may throw a {@link KafkaException}
     * @throws RebuildRefusedException if a topic is compacted, or if this process lacks the permission to read that
     */
    static void requireUncompacted(Collection<String> versioned, Predicate<String> isCompacted) {
        for (String topic : versioned) {
            if (isCompacted(topic, isCompacted)) {
                throw new RebuildRefusedException(
                        "topic " + topic + " is compacted (cleanup.policy): it keeps the last record"
                                + " of a key, which may not be the one with the greatest version; --keep-missing takes over what is"
                                + " newer in the current collection");
            }
        }
    }

    private static boolean isCompacted(String topic, Predicate<String> check) {
        try {
            return check.test(topic);
        } catch (KafkaException e) {
            if (e.getCause() instanceof TopicAuthorizationException) {
                throw new RebuildRefusedException(
                        "this process may not read whether topic " + topic + " is compacted; grant it the"
                                + " permission DESCRIBE_CONFIGS on the topic, or use --keep-missing");
            }
            throw e;
        }
    }
}
