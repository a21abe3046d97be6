package io.howdah.graphql.execution;

import io.howdah.graphql.schema.PageSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Complexity of an operation: its maximum number of result fields plus the cost of its filters. It is computed once per
 * document; page lengths and filters in variables stay open and are inserted for each request. Immutable.
 */
final class Complexity {

    static final Complexity NONE = of(0);

    /** Upper bound, because products of nested lists overflow a long. */
    private static final long MAX = 1_000_000_000_000L;

    private final long constant;
    private final List<Term> terms;

    /** A number that depends on a request's variables. */
    @FunctionalInterface
    interface Count {
        long of(Map<String, Object> variables);
    }

    /** The complexity below a list times the page length, or the cost of a filter. */
    private record Term(long factor, Count count, Complexity below) {
        long of(Map<String, Object> variables) {
            return product(factor, product(count.of(variables), below.of(variables)));
        }
    }

    private Complexity(long constant, List<Term> terms) {
        this.constant = constant;
        this.terms = terms;
    }

    static Complexity of(long constant) {
        return new Complexity(constant, List.of());
    }

    static Complexity of(Count count) {
        return new Complexity(0, List.of(new Term(1, count, of(1))));
    }

    /** Returns whether the complexity is independent of variables. */
    boolean isConstant() {
        return terms.isEmpty();
    }

    /** Returns the complexity for a request's variables. */
    long of(Map<String, Object> variables) {
        long sum = constant;
        for (Term term : terms) {
            sum = sum(sum, term.of(variables));
        }
        return sum;
    }

    static Complexity sum(List<Complexity> parts) {
        long constant = 0;
        List<Term> terms = new ArrayList<>();
        for (Complexity part : parts) {
            constant = sum(constant, part.constant);
            terms.addAll(part.terms);
        }
        return new Complexity(constant, terms);
    }

    Complexity plusOne() {
        return new Complexity(sum(constant, 1), terms);
    }

    /** Returns this complexity for every element of a page. */
    Complexity times(PageSize page) {
        if (!page.isConstant()) {
            return new Complexity(0, List.of(new Term(1, page::of, this)));
        }
        long times = page.of(Map.of());
        return new Complexity(
                product(constant, times),
                terms.stream()
                        .map(term -> new Term(product(term.factor, times), term.count, term.below))
                        .toList());
    }

    private static long sum(long one, long other) {
        return Math.min(MAX, one + other);
    }

    private static long product(long one, long other) {
        return other != 0 && one > MAX / other ? MAX : one * other;
    }
}
