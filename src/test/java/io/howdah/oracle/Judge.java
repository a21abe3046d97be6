package io.howdah.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares what a subscriber was sent with what it must be sent. It keeps all steps at which the subscriber may stand: one, as soon
 * as an event has identified it. Each event must be the next step; a conflated one may also stand for later steps of its document.
 */
final class Judge {

    private static final int TAIL = 25;

    private final Expected expected;
    private final List<Step> steps;
    private final boolean isGraphQl;
    private final boolean mayBeginAnew;
    private final Map<String, Set<Spot>> cursors = new HashMap<>();
    private Set<Spot> spots = new HashSet<>();
    private boolean isWaiting;
    private String last = "";

    /**
     * A position among the steps.
     *
     * @param next the next step
     * @param covered the last step of each document that a conflated event has stood for
     */
    private record Spot(int next, Map<String, Integer> covered) {
        static Spot at(int next) {
            return new Spot(next, Map.of());
        }
    }

    /**
     * Creates a judge.
     *
     * @param mayBeginAnew whether subscribers may receive a resync, because of an earlier fault
     */
    Judge(Expected expected, boolean isGraphQl, boolean mayBeginAnew) {
        this.expected = expected;
        this.steps = expected.steps();
        this.isGraphQl = isGraphQl;
        this.mayBeginAnew = mayBeginAnew;
    }

    /** Returns what is wrong, and where; empty if nothing is. */
    Optional<String> check(List<ConnectionHistory> connections) {
        for (int i = 0; i < connections.size(); i++) {
            ConnectionHistory connection = connections.get(i);
            List<Event> events = connection.events();
            String wrong = new OfConnection(connection).check(events);
            if (wrong != null) {
                String before =
                        i == 0 ? "" : "; before\n" + tail(connections.get(i - 1).events(), 25);
                return Optional.of("connection %d of %d (%s): %s%s"
                        .formatted(i + 1, connections.size(), connection, wrong, before));
            }
        }
        if (closure(spots).stream().noneMatch(spot -> spot.next() == steps.size())) {
            isWaiting = true;
            return Optional.of("misses the last %s; it was sent last: %s".formatted(next(), last));
        }
        return Optional.empty();
    }

    /** Whether all that is wrong may still come. */
    boolean isWaiting() {
        return isWaiting;
    }

    /** One connection. */
    private final class OfConnection {

        private final ConnectionHistory connection;
        private final Set<String> ids = new HashSet<>();
        private final Map<String, Event> items = new HashMap<>();
        private boolean isInSnapshot;
        private boolean isOver;

        OfConnection(ConnectionHistory connection) {
            this.connection = connection;
        }

        String check(List<Event> events) {
            for (int i = 0; i < events.size() && !isOver; i++) {
                Event event = events.get(i);
                String wrong = (i == 0) == event.operation().equals("READY")
                        ? take(event)
                        : "READY must be the first event, and no other";
                if (wrong != null) {
                    return "event %d, %s: %s; the steps are\n%s\n%s"
                            .formatted(i + 1, event, wrong, all(steps), tail(events, i));
                }
                if (!event.operation().equals("SNAPSHOT") && !event.cursor().isEmpty() && !isInSnapshot) {
                    cursors.put(event.cursor(), event.operation().equals("POSITION") ? withCovered() : spots);
                }
                last = event.toString();
            }
            return null;
        }

        private String take(Event event) {
            return switch (event.operation()) {
                case "READY" -> ready(event);
                case "SNAPSHOT_BEGIN" -> isInSnapshot ? null : "no snapshot was asked for, or it goes on";
                case "SNAPSHOT" -> item(event);
                case "SNAPSHOT_END" -> snapshotEnds();
                case "POSITION" -> isInSnapshot ? "a position in a snapshot" : null;
                case "RESYNC" -> resync();
                case "CREATED", "UPDATED", "DELETED", "LEFT" -> change(event);
                default -> "is unknown";
            };
        }

        private String ready(Event event) {
            if (event.isRecovered()) {
                Set<Spot> known = cursors.get(connection.since());
                if (known == null) {
                    return "recovered from a cursor that it was never given";
                }
                // What a conflated event stood for comes again from its older cursor.
                spots = known.stream().map(spot -> Spot.at(spot.next())).collect(Collectors.toSet());
                return null;
            }
            if (!connection.since().isEmpty() && !mayBeginAnew && !isBehindAResync()) {
                return "its cursor was good, and nothing happened for which it must begin anew";
            }
            isInSnapshot = connection.isSnapshot();
            spots = all();
            return null;
        }

        private boolean isBehindAResync() {
            int from = cursors.getOrDefault(connection.since(), Set.of(Spot.at(0))).stream()
                    .mapToInt(Spot::next)
                    .min()
                    .orElse(0);
            return steps.subList(from, steps.size()).stream().anyMatch(Step::isResync);
        }

        private String item(Event event) {
            if (!isInSnapshot) {
                return "no snapshot goes on";
            }
            items.put(event.key(), event);
            return expected.maySee(event.mark()) ? wrongData(event) : "is no document for this subscriber";
        }

        /** It continues from a position that no item is older than. */
        private String snapshotEnds() {
            if (!isInSnapshot) {
                return "no snapshot goes on";
            }
            isInSnapshot = false;
            spots = new Snapshot(expected, items)
                    .possible().stream().map(Spot::at).collect(Collectors.toCollection(HashSet::new));
            return spots.isEmpty() ? "holds what cannot have been there together" : null;
        }

        private String resync() {
            int from = spots.stream().mapToInt(Spot::next).min().orElse(0);
            boolean isDue = steps.subList(from, steps.size()).stream().anyMatch(Step::isResync);
            isOver = true;
            spots = all();
            return isDue || mayBeginAnew ? null : "nothing happened that it could be for";
        }

        private String change(Event event) {
            if (isInSnapshot) {
                return "a change in a snapshot";
            }
            if (!ids.add(event.cursor())) {
                return "its cursor was there before";
            }
            Set<Spot> after = advance(event);
            if (after.isEmpty()) {
                return (event.isUpsert() && !expected.maySee(event.mark())
                                ? "THIS SUBSCRIBER MAY NOT SEE IT, or did not ask for it; "
                                : "")
                        + "expected " + next();
            }
            spots = after;
            return event.isUpsert() ? wrongData(event) : null;
        }
    }

    /** A position may be behind what a conflated event has stood for, or before it. */
    private Set<Spot> withCovered() {
        Set<Spot> both = new HashSet<>(spots);
        both.addAll(closure(spots));
        return both;
    }

    private Set<Spot> all() {
        Set<Spot> all = new HashSet<>();
        for (int i = 0; i <= steps.size(); i++) {
            all.add(Spot.at(i));
        }
        return all;
    }

    /** What may come next, for a person. */
    private String next() {
        Set<Integer> next = closure(spots).stream().map(Spot::next).collect(Collectors.toCollection(TreeSet::new));
        return next.stream()
                        .limit(3)
                        .map(at -> at < steps.size() ? "[" + at + "] " + steps.get(at) : "nothing more")
                        .collect(Collectors.joining(" or "))
                + (next.size() > 3 ? " or others" : "");
    }

    private Set<Spot> closure(Set<Spot> from) {
        Set<Spot> found = new LinkedHashSet<>();
        Deque<Spot> open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            Spot spot = open.pop();
            Step step = spot.next() < steps.size() ? steps.get(spot.next()) : null;
            boolean isCovered = step != null && spot.covered().getOrDefault(step.key(), -1) >= spot.next();
            if (!isCovered && !found.add(spot)) {
                continue;
            }
            if (step != null && (isCovered || step.isOptional())) {
                open.push(new Spot(spot.next() + 1, spot.covered()));
            }
        }
        return found;
    }

    private Set<Spot> advance(Event event) {
        Set<Spot> after = new HashSet<>();
        for (Spot spot : closure(spots)) {
            Set<String> operations = Set.of();
            for (int i = spot.next(); i < steps.size() && !steps.get(i).isResync(); i++) {
                Step step = steps.get(i);
                if (step.key().equals(event.key())) {
                    operations = merge(operations, step.operations());
                    if (step.is(event, operations)) {
                        Map<String, Integer> covered = new HashMap<>(spot.covered());
                        if (i > spot.next()) {
                            covered.put(event.key(), i);
                        }
                        after.add(new Spot(spot.next() + 1, covered));
                    }
                }
                if (i == spot.next() && (!expected.model().isConflated() || operations.isEmpty())) {
                    break;
                }
            }
        }
        return after;
    }

    /** What two changes of a document are together. */
    private static Set<String> merge(Set<String> earlier, Set<String> later) {
        if (!earlier.contains("CREATED") || !later.contains("UPDATED")) {
            return later;
        }
        Set<String> both = new HashSet<>(later);
        both.add("CREATED");
        if (!earlier.contains("UPDATED")) {
            both.remove("UPDATED");
        }
        return both;
    }

    private String wrongData(Event event) {
        Map<String, JsonNode> shown = expected.model().shown(expected.user(), expected.state(event.mark()), isGraphQl);
        List<String> wrong = new ArrayList<>();
        shown.forEach((field, value) -> {
            JsonNode there = event.data().path(field);
            boolean isAbsent = there.isMissingNode() && isGraphQl && value.isNull();
            if (!isAbsent && (there.isMissingNode() || !expected.model().isSame(field, value, there))) {
                wrong.add(field + " is " + there + " and must be " + value);
            }
        });
        return wrong.isEmpty() ? null : String.join(", ", wrong);
    }

    private static String all(List<Step> steps) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < steps.size(); i++) {
            text.append("   [").append(i).append("] ").append(steps.get(i)).append('\n');
        }
        return text.toString();
    }

    private static String tail(List<Event> events, int end) {
        return events.subList(Math.max(0, end - TAIL), Math.min(events.size(), end + 3)).stream()
                .map(event -> "      " + event)
                .collect(Collectors.joining("\n"));
    }
}
