package io.howdah.tools.golden;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Answers of remote services in a case, by the ids of the steps that call them. */
final class Answers {

    /** No answers. */
    static final Answers NONE = new Answers(Map.of());

    private final Map<String, Answer> steps;

    private Answers(Map<String, Answer> steps) {
        this.steps = steps;
    }

    /**
     * Reads files of answers. If several files answer the same step, the first file wins.
     *
     * @param known the ids of all steps
     * @throws GoldenException with file and line, if an answer is invalid
     */
    static Answers of(List<GoldenFile> files, Set<String> known) {
        Map<String, Answer> steps = new LinkedHashMap<>();
        for (GoldenFile file : files) {
            LocatedJson json = file.json();
            if (!json.root().isObject()) {
                throw new GoldenException(json.location("") + ": must be an object; write {\"<step id>\": <answer>}");
            }
            json.root().properties().forEach(each -> {
                if (!known.contains(each.getKey())) {
                    throw new GoldenException(json.location(each.getKey()) + ": no step has the id " + each.getKey()
                            + "; the steps are " + String.join(", ", new TreeSet<>(known)));
                }
                steps.putIfAbsent(each.getKey(), Answer.of(each.getValue()));
            });
        }
        return new Answers(steps);
    }

    Optional<Answer> of(String step) {
        return Optional.ofNullable(steps.get(step));
    }
}
