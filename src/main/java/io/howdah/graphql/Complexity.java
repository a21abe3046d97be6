package io.howdah.graphql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How many fields an answer may have at most: a sum in which only the lengths of pages that variables say are open, so that it is
 * made once for a document and worked out for each request.
 */
final class Complexity {

    static final Complexity NONE = new Complexity(0, List.of());

    /** Lists in lists multiply over whatever a long can hold. */
    private static final long MANY = 1_000_000_000_000L;

    private final long known;
    private final List<Term> terms;

    /** What is below a list: so many times as the page is long. */
    private record Term(long times, PageSize page, Complexity below) {
        long of(Map<String, Object> variables) {
            return product(times, product(page.of(variables), below.of(variables)));
        }
    }

    private Complexity(long known, List<Term> terms) {
        this.known = known;
        this.terms = terms;
    }

    /** Return whether it is the same for all variables. */
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

    /** Return this for each element of a page. */
    Complexity times(PageSize page) {
        if (!page.isKnown()) {
            return new Complexity(0, List.of(new Term(1, page, this)));
        }
        long times = page.of(Map.of());
        return new Complexity(
                product(known, times),
                terms.stream()
                        .map(term -> new Term(product(term.times, times), term.page, term.below))
                        .toList());
    }

    private static long sum(long one, long other) {
        return Math.min(MANY, one + other);
    }

    private static long product(long one, long other) {
        return other != 0 && one > MANY / other ? MANY : one * other;
    }
}
