package io.howdah.oracle;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What one subscriber must be sent, change by change, worked out from the change stream and the history alone. */
final class Expected {

    private final History history;
    private final Model model;
    private final User user;
    private final Where where;
    private final boolean mayBeUnknown;
    private final Map<String, Field> fields;
    private final List<Change> changes;
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Map<String, Change>> present = new HashMap<>();
    private final Map<String, Map<String, List<Change>>> timelines = new HashMap<>();
    private final List<Stretch> stretches = new ArrayList<>();
    private String collection;

    /** The steps for as long as the model has had one collection. */
    record Stretch(String collection, int firstStep, int firstChange) {}

    /**
     * Works it out.
     *
     * @param mayBeUnknown whether a field became filterable. Then the process may not know former values of filtered fields, so a
     *     document that the user could see may have matched any filter.
     */
    Expected(History history, User user, Where where, List<Change> changes, boolean mayBeUnknown) {
        this.mayBeUnknown = mayBeUnknown;
        this.history = history;
        this.model = history.model();
        this.user = user;
        this.where = where;
        this.fields = model.byName();
        this.changes = changes;
        this.collection = model.plural();
        stretches.add(new Stretch(collection, 0, 0));
        for (Change change : changes) {
            take(change);
        }
    }

    List<Step> steps() {
        return steps;
    }

    Model model() {
        return model;
    }

    User user() {
        return user;
    }

    State state(long mark) {
        return history.state(mark);
    }

    /** Returns what the subscriber must have in the end: the states of its documents by key. */
    Map<String, Long> view() {
        Map<String, Long> view = new TreeMap<>();
        present.getOrDefault(collection, Map.of()).forEach((key, change) -> {
            if (isShown(change)) {
                view.put(key, change.mark());
            }
        });
        return view;
    }

    private void take(Change change) {
        if (change.switchedTo() != null) {
            if (!change.switchedTo().equals(collection) && change.switchedTo().startsWith(model.plural() + "--")) {
                collection = change.switchedTo();
                steps.add(Step.resync(change.number()));
                stretches.add(new Stretch(collection, steps.size(), change.number()));
            }
            return;
        }
        if (!change.collection().replaceFirst("--\\d+$", "").equals(model.plural())) {
            return;
        }
        if (!change.operation().equals("delete") || model.isExternal()) {
            timelines
                    .computeIfAbsent(change.collection(), unknown -> new HashMap<>())
                    .computeIfAbsent(change.key(), unknown -> new ArrayList<>())
                    .add(change);
        }
        Change former = present.computeIfAbsent(change.collection(), unknown -> new HashMap<>())
                .put(change.key(), change);
        if (!change.collection().equals(collection) || change.operation().equals("delete") && !model.isExternal()) {
            return;
        }
        if (model.isExternal()) {
            external(change);
        } else {
            own(former, change);
        }
    }

    private void own(Change former, Change change) {
        boolean was = former != null && isVisible(former);
        boolean wasShown = was && isShown(former);
        boolean isShown = isShown(change);
        boolean mayHaveBeen = was || (mayBeUnknown && former != null && isSeen(former));
        if (isShown) {
            Set<String> operations =
                    mayHaveBeen && !wasShown ? Set.of("CREATED", "UPDATED") : Set.of(was ? "UPDATED" : "CREATED");
            steps.add(new Step(
                    change.number(),
                    change.key(),
                    operations,
                    Set.of(change.mark()),
                    change.partMark(),
                    versions(change),
                    false));
        } else if (mayHaveBeen) {
            // It may come for a document that was never shown.
            String gone = change.isPresent() ? "LEFT" : "DELETED";
            steps.add(new Step(change.number(), change.key(), Set.of(gone), Set.of(), 0, versions(change), !wasShown));
        }
    }

    private static Set<BigDecimal> versions(Change change) {
        return change.version() == null ? Set.of() : Set.of(change.version().stripTrailingZeros());
    }

    /** An update shows the document as it was when it was read, which may be newer. */
    private void external(Change change) {
        if (change.operation().equals("delete")) {
            boolean isTold = model.access().seesEverything(user)
                    || model.access().owners().stream()
                            .anyMatch(rule -> user.claim(rule.claim()).contains(owner(change.key())));
            if (isTold) {
                add(change, Set.of("DELETED"), Set.of(), false);
            }
            return;
        }
        if (change.operation().equals("insert")) {
            if (isShown(change)) {
                add(change, Set.of("CREATED"), Set.of(change.mark()), false);
            }
            return;
        }
        Set<String> operations = new HashSet<>();
        Set<Long> marks = new HashSet<>();
        boolean mayBeGone = false;
        for (Change later : changes.subList(change.number(), changes.size())) {
            boolean isOfKey =
                    later.collection().equals(collection) && change.key().equals(later.key());
            if (!isOfKey || (change.operation().equals("replace") && later != change)) {
                continue;
            }
            if (later.operation().equals("delete")) {
                mayBeGone = true;
            } else if (isShown(later)) {
                operations.add("UPDATED");
                marks.add(later.mark());
            } else if (model.sees(user, state(later.mark()))) {
                operations.add("LEFT");
            } else {
                mayBeGone = true;
            }
        }
        if (!operations.isEmpty()) {
            add(change, operations, marks, mayBeGone);
        }
    }

    private void add(Change change, Set<String> operations, Set<Long> marks, boolean isOptional) {
        steps.add(new Step(change.number(), change.key(), operations, marks, 0, Set.of(), isOptional));
    }

    /** The owner is the first field of such a key. */
    private static String owner(String key) {
        return key.substring(0, key.indexOf(':'));
    }

    private boolean isVisible(Change change) {
        return isSeen(change) && where.matches(state(change.mark()), fields);
    }

    /** Whether the user could see it without a filter. */
    private boolean isSeen(Change change) {
        State state = state(change.mark());
        return change.isPresent() && state != null && model.sees(user, state);
    }

    boolean isShown(Change change) {
        return isVisible(change) && !model.frame().withholds(state(change.mark()));
    }

    /** Whether the subscriber may be shown this state of a document at all. */
    boolean maySee(long mark) {
        State state = state(mark);
        return state != null
                && model.sees(user, state)
                && where.matches(state, fields)
                && !model.frame().withholds(state);
    }

    List<Stretch> stretches() {
        return stretches;
    }

    /** Returns the changes of each key of a collection, in their order. */
    Map<String, List<Change>> timeline(String ofCollection) {
        return timelines.getOrDefault(ofCollection, Map.of());
    }
}
