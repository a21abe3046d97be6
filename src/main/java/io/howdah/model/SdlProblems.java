package io.howdah.model;

import graphql.language.Node;
import graphql.language.SourceLocation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with the SDL, so that all of it can be said at once. */
final class SdlProblems {

    private static final SourceLocation NOWHERE = new SourceLocation(0, 0, SdlProblem.NOWHERE);

    private final List<SdlProblem> problems = new ArrayList<>();

    void add(Node<?> node, String what, String cure) {
        add(node.getSourceLocation(), what, cure);
    }

    void add(@Nullable SourceLocation place, String what, String cure) {
        add(place, what, cure, false);
    }

    /** Adds that a text is no SDL at all. */
    void addSyntax(SourceLocation place, String what, String cure) {
        add(place, what, cure, true);
    }

    private void add(@Nullable SourceLocation place, String what, String cure, boolean syntax) {
        SourceLocation at = place == null ? NOWHERE : place;
        problems.add(
                new SdlProblem(String.valueOf(at.getSourceName()), at.getLine(), at.getColumn(), what, cure, syntax));
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /** Throw what was collected, if anything was. */
    void throwIfAny() {
        if (problems.isEmpty()) {
            return;
        }
        throw new SchemaException(
                problems.stream().sorted(SdlProblem.ORDER).distinct().toList());
    }
}
