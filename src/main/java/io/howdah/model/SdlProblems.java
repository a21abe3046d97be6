package io.howdah.model;

import graphql.language.Node;
import graphql.language.SourceLocation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with the SDL, so that all of it can be said at once. */
final class SdlProblems {

    private record Problem(SourceLocation place, String text) {

        String line() {
            if (place.equals(NOWHERE)) {
                return place.getSourceName() + ": " + text;
            }
            return place.getSourceName() + ":" + place.getLine() + ":" + place.getColumn() + ": " + text;
        }
    }

    private static final SourceLocation NOWHERE = new SourceLocation(0, 0, "SDL");

    private final List<Problem> problems = new ArrayList<>();

    void add(Node<?> node, String what, String cure) {
        add(node.getSourceLocation(), what, cure);
    }

    void add(@Nullable SourceLocation place, String what, String cure) {
        problems.add(new Problem(place == null ? NOWHERE : place, what + "; " + cure));
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /** Throw what was collected, if anything was. */
    void throwIfAny() {
        if (problems.isEmpty()) {
            return;
        }
        Comparator<Problem> byFile = Comparator.comparing(problem -> String.valueOf(problem.place.getSourceName()));
        throw new SchemaException(problems.stream()
                .sorted(byFile.thenComparing(problem -> problem.place.getLine())
                        .thenComparing(problem -> problem.place.getColumn()))
                .map(Problem::line)
                .distinct()
                .toList());
    }
}
