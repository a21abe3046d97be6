package io.howdah.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares what was stored with what the history asks for: no state that it does not ask for, none twice, none backwards. */
final class Ingested {

    private final History history;

    Ingested(History history) {
        this.history = history;
    }

    /** Returns what is wrong; empty if nothing is. */
    Optional<String> check(List<Change> changes) {
        Map<String, List<Change>> perKey = new HashMap<>();
        for (Change change : changes) {
            boolean isOurs = change.key() != null
                    && change.collection()
                            .replaceFirst("--\\d+$", "")
                            .equals(history.model().plural());
            if (isOurs && !change.operation().equals("delete")) {
                perKey.computeIfAbsent(change.collection() + " " + change.key(), unknown -> new ArrayList<>())
                        .add(change);
            }
        }
        return perKey.values().stream()
                .map(this::wrong)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> wrong(List<Change> ofKey) {
        String key = ofKey.get(0).key();
        List<Write> main = history.accepted(key, false);
        List<Write> part = history.model().partVersion() == null ? List.of() : history.accepted(key, true);
        int mainAt = -1;
        int partAt = -1;
        long revision = 0;
        for (Change change : ofKey) {
            if (change.revision() != ++revision) {
                return Optional.of("%s: revision %d and not %d".formatted(change, change.revision(), revision));
            }
            mainAt = find(main, mainAt, change.isPresent(), change.mark());
            partAt = find(part, partAt, change.partMark() != 0, change.partMark());
            if (mainAt == main.size() || partAt == part.size() && !part.isEmpty()) {
                return Optional.of("%s is no state that the history of %s asks for here: %s then %s"
                        .formatted(change, key, marks(main), marks(part)));
            }
        }
        return Optional.empty();
    }

    /** The next of the writes that makes this; the one where it is where that does; -1 before the first; their number for none. */
    private static int find(List<Write> writes, int from, boolean isPresent, long mark) {
        boolean isNothing = from < 0 && !isPresent;
        for (int i = Math.max(0, from); i < writes.size() && !isNothing; i++) {
            Write write = writes.get(i);
            if (isPresent ? !write.isDeletion() && write.state().mark() == mark : write.isDeletion()) {
                return i;
            }
        }
        return isNothing ? -1 : writes.size();
    }

    private static List<String> marks(List<Write> writes) {
        return writes.stream()
                .map(write -> write.isDeletion()
                        ? "deleted"
                        : String.valueOf(write.state().mark()))
                .toList();
    }
}
