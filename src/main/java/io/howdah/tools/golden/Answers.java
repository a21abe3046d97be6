package io.howdah.tools.golden;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the services outside answer in a case, by the ids of the steps that ask them. */
final class Answers {

    /** No service answers. */
    static final Answers NONE = new Answers(Map.of());

    private final Map<String, Answer> steps;

    private Answers(Map<String, Answer> steps) {
        this.steps = steps;
    }

    /**
     * Reads files of answers; a step of an earlier one is not looked for in the others.
     *
     * @param known the ids of all steps
     * @throws GoldenException with file and line of what is none
     */
    static Answers of(List<GoldenFile> files, Set<String> known) {
        Map<String, Answer> steps = new LinkedHashMap<>();
        for (GoldenFile file : files) {
            PlacedJson json = file.json();
            if (!json.root().isObject()) {
                throw new GoldenException(json.place("") + ": must be an object; write {\"<step id>\": <answer>}");
            }
            json.root().properties().forEach(each -> {
                if (!known.contains(each.getKey())) {
                    throw new GoldenException(json.place(each.getKey()) + ": no step has the id " + each.getKey()
                            + "; there are " + String.join(", ", new TreeSet<>(known)));
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
