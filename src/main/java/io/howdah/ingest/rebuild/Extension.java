package io.howdah.ingest.rebuild;

import io.howdah.ingest.rebuild.Rebuild.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Changes of a rebuild's topics since its positions were saved.
 *
 * @param positions the positions up to the topics' current ends, including new partitions
 * @param skips whether records were removed before they were read
 */
record Extension(List<Position> positions, boolean skips) {

    /**
     * Compares positions.
     *
     * @param known the saved positions
     * @param now the current first offset and end of each partition
     * @param mayMiss whether records may have been removed
     * @throws RebuildRefusedException if a topic was recreated or lacks records
     */
    static Extension of(List<Position> known, List<Position> now, boolean mayMiss) {
        List<Position> positions = new ArrayList<>();
        boolean skips = false;
        for (Position each : now) {
            Position position = find(known, each).orElseGet(() -> at(each, 0, 0));
            requireSameTopic(known, position, each);
            if (each.begin() > position.next()) {
                if (!mayMiss) {
                    throw HistoryCheck.refusal(List.of(each));
                }
                skips = true;
            }
            positions.add(at(each, position.begin(), Math.max(position.next(), each.begin())));
        }
        return new Extension(List.copyOf(positions), skips);
    }

    private static void requireSameTopic(List<Position> known, Position position, Position now) {
        boolean recreated = known.stream()
                .anyMatch(
                        old -> old.topic().equals(now.topic()) && !old.topicId().equals(now.topicId()));
        if (recreated) {
            throw new RebuildRefusedException("topic " + now.topic()
                    + " was recreated since the rebuild started, and the records that were read are from the old topic; run with"
                    + " --restart");
        }
        if (position.next() > now.end()) {
            throw new RebuildRefusedException(
                    now.topic() + "-" + now.partition() + " ends at offset " + now.end() + " but was read up to "
                            + position.next() + ": it lost records, or was recreated; run with --restart");
        }
    }

    private static Optional<Position> find(List<Position> known, Position wanted) {
        return known.stream()
                .filter(position ->
                        position.topic().equals(wanted.topic()) && position.partition() == wanted.partition())
                .findFirst();
    }

    private static Position at(Position now, long begin, long next) {
        return new Position(now.topic(), now.topicId(), now.partition(), begin, next, now.end());
    }
}
