package io.howdah.ingest.rebuild;

import io.howdah.ingest.rebuild.Rebuild.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What has become of a rebuild's topics since its place in them was noted last.
 *
 * @param positions the places, up to the topics' present ends, with those of new partitions
 * @param skips whether records were removed before they were read
 */
record Extension(List<Position> positions, boolean skips) {

    /**
     * Compares.
     *
     * @param known the places that were noted
     * @param now where each partition begins and ends now
     * @param mayMiss whether records may have been removed
     * @throws RebuildRefusedException if a topic is another one by now, or lacks records
     */
    static Extension of(List<Position> known, List<Position> now, boolean mayMiss) {
        List<Position> positions = new ArrayList<>();
        boolean skips = false;
        for (Position each : now) {
            Position place = find(known, each).orElseGet(() -> at(each, 0, 0));
            requireSameTopic(known, place, each);
            if (each.begin() > place.next()) {
                if (!mayMiss) {
                    throw HistoryCheck.refusal(List.of(each));
                }
                skips = true;
            }
            positions.add(at(each, place.begin(), Math.max(place.next(), each.begin())));
        }
        return new Extension(List.copyOf(positions), skips);
    }

    private static void requireSameTopic(List<Position> known, Position place, Position now) {
        boolean another = known.stream()
                .anyMatch(
                        old -> old.topic().equals(now.topic()) && !old.topicId().equals(now.topicId()));
        if (another) {
            throw new RebuildRefusedException("topic " + now.topic()
                    + " was made again since the rebuild was begun, and what was read is of the older one; run with"
                    + " --restart");
        }
        if (place.next() > now.end()) {
            throw new RebuildRefusedException(
                    now.topic() + "-" + now.partition() + " ends at offset " + now.end() + " and was read up to "
                            + place.next() + ": it lost records, or was made again; run with --restart");
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
