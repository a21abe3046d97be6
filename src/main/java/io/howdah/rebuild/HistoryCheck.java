package io.howdah.rebuild;

import io.howdah.rebuild.Rebuild.Position;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether topics still hold all that was ever written to them. A compacted topic passes: it keeps each key's last record,
 * which is all that a read model of the same key is made of.
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
}
