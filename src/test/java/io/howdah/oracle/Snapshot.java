package io.howdah.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The documents of a snapshot, which were read one after the other: from which steps a subscriber may go on so that it misses
 * nothing. A document that was read must not have been replaced before that step, and one that was not there must come after it.
 */
final class Snapshot {

    private final Expected expected;
    private final Map<String, Event> items;

    Snapshot(Expected expected, Map<String, Event> items) {
        this.expected = expected;
        this.items = items;
    }

    /** Returns the numbers of all steps that it may go on with. */
    List<Integer> possible() {
        List<Integer> possible = new ArrayList<>();
        List<Expected.Stretch> stretches = expected.stretches();
        for (int i = 0; i < stretches.size(); i++) {
            Expected.Stretch stretch = stretches.get(i);
            int end = i + 1 < stretches.size()
                    ? stretches.get(i + 1).firstStep() - 1
                    : expected.steps().size();
            int latest = latest(stretch, end);
            for (int at = stretch.firstStep(); at <= latest; at++) {
                possible.add(at);
            }
            // Read after a switch that the channel has not come to: it goes on from before, and the resync follows.
            for (int at = i == 0 ? end : stretches.get(i - 1).firstStep();
                    at < stretch.firstStep() && latest >= 0;
                    at++) {
                possible.add(at);
            }
        }
        return possible;
    }

    /** The last step of a stretch that it may go on with; less than the first where there is none. */
    private int latest(Expected.Stretch stretch, int end) {
        int latest = end;
        Map<String, List<Change>> timeline = expected.timeline(stretch.collection());
        for (Event item : items.values()) {
            int replaced = replaced(timeline.getOrDefault(item.key(), List.of()), item);
            if (replaced < 0) {
                return -1;
            }
            latest = Math.min(latest, step(stretch, end, replaced));
        }
        for (Map.Entry<String, List<Change>> key : timeline.entrySet()) {
            int since = items.containsKey(key.getKey()) ? Integer.MAX_VALUE : shownSince(key.getValue());
            latest = Math.min(latest, since < stretch.firstChange() ? -1 : step(stretch, end, since));
        }
        return latest;
    }

    /** The change that replaced an item; the largest number for none, a negative one if the item was never there. */
    private static int replaced(List<Change> changes, Event item) {
        for (int i = changes.size() - 1; i >= 0; i--) {
            Change change = changes.get(i);
            if (change.isPresent() && change.mark() == item.mark() && change.partMark() == item.partMark()) {
                return i + 1 < changes.size() ? changes.get(i + 1).number() : Integer.MAX_VALUE;
            }
        }
        return -1;
    }

    /** The change since which a document is shown to the end; the largest number if it is not. */
    private int shownSince(List<Change> changes) {
        int since = Integer.MAX_VALUE;
        for (int i = changes.size() - 1; i >= 0 && expected.isShown(changes.get(i)); i--) {
            since = changes.get(i).number();
        }
        return since;
    }

    /** The first step of a stretch that is for a change or a later one. */
    private int step(Expected.Stretch stretch, int end, int change) {
        int step = stretch.firstStep();
        while (step < end && expected.steps().get(step).change() < change) {
            step++;
        }
        return step;
    }
}
