package io.howdah.graphql.execution;

import io.howdah.graphql.schema.PageSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How many fields an answer may have at most, and what its filters cost: a sum in which only what variables say is open, the lengths of
 * pages and filters, so that it is made once for a document and worked out for each request.
 */
final class Complexity {

    static final Complexity NONE = of(0);

    /** Lists in lists multiply over whatever a long can hold. */
    private static final long MANY = 1_000_000_000_000L;

    private final long known;
    private final List<Term> terms;

    /** A number that the variables of a request tell. */
    @FunctionalInterface
    interface Count {
        long of(Map<String, Object> variables);
    }

    /** What is below a list, so many times as the page is long; or a filter's cost. */
    private record Term(long times, Count count, Complexity below) {
        long of(Map<String, Object> variables) {
            return product(times, product(count.of(variables), below.of(variables)));
        }
    }

    private Complexity(long known, List<Term> terms) {
        this.known = known;
        this.terms = terms;
    }

    static Complexity of(long known) {
        return new Complexity(known, List.of());
    }

    static Complexity of(Count count) {
        return new Complexity(0, List.of(new Term(1, count, of(1))));
    }

    /** Returns whether it is the same for all variables. */
    boolean isKnown() {
        return terms.isEmpty();
    }

    /** Work it out. */
    long of(Map<String, Object> variables) {
        long sum = known;
        for (Term term : terms) {
            sum = sum(sum, term.of(variables));
        }
        return sum;
    }

    static Complexity sum(List<Complexity> parts) {
        long known = 0;
        List<Term> terms = new ArrayList<>();
        for (Complexity part : parts) {
            known = sum(known, part.known);
            terms.addAll(part.terms);
        }
        return new Complexity(known, terms);
    }

    Complexity plusOne() {
        return new Complexity(sum(known, 1), terms);
    }

    /** Returns this for each element of a page. */
    Complexity times(PageSize page) {
        if (!page.isKnown()) {
            return new Complexity(0, List.of(new Term(1, page::of, this)));
        }
        long times = page.of(Map.of());
        return new Complexity(
                product(known, times),
                terms.stream()
                        .map(term -> new Term(product(term.times, times), term.count, term.below))
                        .toList());
    }

    private static long sum(long one, long other) {
        return Math.min(MANY, one + other);
    }

    private static long product(long one, long other) {
        return other != 0 && one > MANY / other ? MANY : one * other;
    }
}
