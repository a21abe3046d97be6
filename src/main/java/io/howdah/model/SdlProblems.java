package io.howdah.model;

import graphql.language.Node;
import graphql.language.SourceLocation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects problems in the SDL, to report all at once. */
final class SdlProblems {

    private static final SourceLocation NOWHERE = new SourceLocation(0, 0, SdlProblem.NOWHERE);

    private final List<SdlProblem> problems = new ArrayList<>();

    void add(Node<?> node, String what, String fix) {
        add(node.getSourceLocation(), what, fix);
    }

    void add(@Nullable SourceLocation location, String what, String fix) {
        add(location, what, fix, false);
    }

    /** Adds a syntax error. */
    void addSyntax(SourceLocation location, String what, String fix) {
        add(location, what, fix, true);
    }

    private void add(@Nullable SourceLocation location, String what, String fix, boolean syntax) {
        SourceLocation at = location == null ? NOWHERE : location;
        problems.add(
                new SdlProblem(String.valueOf(at.getSourceName()), at.getLine(), at.getColumn(), what, fix, syntax));
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /** Throws a {@link SchemaException} if there are problems. */
    void throwIfAny() {
        if (problems.isEmpty()) {
            return;
        }
        throw new SchemaException(
                problems.stream().sorted(SdlProblem.ORDER).distinct().toList());
    }
}
