package io.howdah.bench.push;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** What was seen, and whether it is what is wanted. */
final class Table {

    private final List<String> rows = new ArrayList<>();

    /** How a ratio or a value is compared with its goal. */
    enum Goal {
        AT_LEAST(">="),
        AT_MOST("<=");

        private final String sign;

        Goal(String sign) {
            this.sign = sign;
        }

        boolean meets(double value, double limit) {
            return this == AT_LEAST ? value >= limit : value <= limit;
        }
    }

    /** Adds a figure that is compared with a peer's. */
    void ratio(
            String figure,
            String peer,
            Collection<Double> own,
            Collection<Double> others,
            DoubleFunction<String> text,
            Goal goal,
            double limit) {
        double ratio = median(own) / median(others);
        row(
                figure,
                text.apply(median(own)),
                peer + " " + text.apply(median(others)),
                String.format(Locale.ROOT, "%.2f", ratio),
                goal.sign + " " + limit,
                goal.meets(ratio, limit));
    }

    /** Adds a figure with a goal of its own. */
    void value(String figure, Collection<Double> own, DoubleFunction<String> text, Goal goal, double limit) {
        row(
                figure,
                text.apply(median(own)),
                "",
                "",
                goal.sign + " " + text.apply(limit),
                goal.meets(median(own), limit));
    }

    private void row(String figure, String value, String peer, String ratio, String goal, boolean met) {
        String row =
                "| %s | %s | %s | %s | %s | %s |".formatted(figure, value, peer, ratio, goal, met ? "met" : "missed");
        rows.add(row);
    }

    /** Says what one window has given. */
    static void say(String text, Object... values) {
        System.out.printf(Locale.ROOT, text + "%n", values);
    }

    void print() {
        System.out.println();
        System.out.println("| figure | howdah | peer | ratio | goal | |");
        System.out.println("|---|---|---|---|---|---|");
        rows.forEach(System.out::println);
    }

    static double median(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The value below which a share of some values lies. */
    static double percentile(long[] values, double share) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, (long) (sorted.length * share))];
    }
}
