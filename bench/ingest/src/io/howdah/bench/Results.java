package io.howdah.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** All runs of one workload, kept in a file, so that a few rounds now and a few later make one median. */
final class Results {

    static final String REPLAY = "-replay";

    private final Map<String, List<Measurement>> runs = new LinkedHashMap<>();
    private final Path file;

    /** Takes up what the file holds. */
    Results(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] cells = line.split(",", 2);
                runs.computeIfAbsent(cells[0], key -> new ArrayList<>()).add(Measurement.parse(cells[1]));
            }
        }
    }

    void add(String name, Measurement run) throws IOException {
        runs.computeIfAbsent(name, key -> new ArrayList<>()).add(run);
        Files.writeString(file, name + "," + run.csv() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        System.out.printf(
                Locale.ROOT,
                "%-18s %7.0f /s (%7.0f /s cold)  own %5.1f (%5.1f compiled)  services %5.1f us/record  load %4.1f%n",
                name,
                run.perSecond(),
                run.coldPerSecond(),
                run.ownMicros(),
                run.compiledMicros(),
                run.servicesMicros(),
                run.load());
    }

    /** Prints the medians, and the figures with their goals. */
    void print() {
        System.out.println();
        System.out.println(
                "| medians | runs | records/s (least .. most) | with JVM warm-up | own us | services us | load |");
        System.out.println("|---|---|---|---|---|---|---|");
        runs.forEach((name, all) -> System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.0f (%.0f .. %.0f) | %.0f | %.1f | %.1f | %.1f |%n",
                title(name),
                all.size(),
                median(all, Measurement::perSecond),
                all.stream().mapToDouble(Measurement::perSecond).min().orElse(0),
                all.stream().mapToDouble(Measurement::perSecond).max().orElse(0),
                median(all, Measurement::coldPerSecond),
                median(all, Measurement::ownMicros),
                median(all, Measurement::servicesMicros),
                median(all, Measurement::load)));
        System.out.println();
        System.out.println("| figure | seen | goal |");
        System.out.println("|---|---|---|");
        figure("stored records/s against the bare loop", ratio(key(Contender.HOWDAH), key(Contender.BARE)), ">= 0.85");
        figure("against the sink connector", ratio(key(Contender.HOWDAH), key(Contender.CONNECTOR)), ">= 1.5");
        figure(
                "replay, all stale, against the first run",
                ratio(key(Contender.HOWDAH) + REPLAY, key(Contender.HOWDAH)),
                ">= 4");
        figure("with the jq transform against without", ratio(key(Contender.HOWDAH_JQ), key(Contender.HOWDAH)), "");
        overhead("1 % traced against not traced", Contender.HOWDAH_TRACED, Contender.HOWDAH, "< 1.02");
        overhead("not traced against the other jar", Contender.HOWDAH, Contender.HOWDAH_BEFORE, "< 1.02");
        overhead("with metrics against without", Contender.HOWDAH, Contender.HOWDAH_UNMEASURED, "< 1.03");
    }

    private void overhead(String what, Contender one, Contender other, String goal) {
        overhead("processor time for a record, " + what, one, other, Measurement::ownMicros, "");
        overhead("the same without the JVM's compilers", one, other, Measurement::compiledMicros, goal);
    }

    /** The median of the rounds' ratios, since what else runs on the machine changes from round to round. */
    private void overhead(
            String what, Contender one, Contender other, ToDoubleFunction<Measurement> column, String goal) {
        List<Measurement> ones = runs.getOrDefault(key(one), List.of());
        List<Measurement> others = runs.getOrDefault(key(other), List.of());
        double[] ratios = IntStream.range(0, Math.min(ones.size(), others.size()))
                .mapToDouble(round ->
                        column.applyAsDouble(ones.get(round)) / column.applyAsDouble(others.get(round)))
                .toArray();
        if (ratios.length > 0) {
            System.out.printf(Locale.ROOT, "| %s | %.3f | %s |%n", what, median(ratios), goal);
        }
    }

    private static void figure(String what, OptionalDouble value, String goal) {
        if (value.isPresent()) {
            System.out.printf(Locale.ROOT, "| %s | %.2f | %s |%n", what, value.getAsDouble(), goal);
        }
    }

    private OptionalDouble ratio(String one, String other) {
        return runs.containsKey(one) && runs.containsKey(other)
                ? OptionalDouble.of(
                        median(runs.get(one), Measurement::perSecond) / median(runs.get(other), Measurement::perSecond))
                : OptionalDouble.empty();
    }

    static String key(Contender contender) {
        return contender.name().toLowerCase(Locale.ROOT);
    }

    private static String title(String name) {
        return name.endsWith(REPLAY)
                ? "Howdah, replay, all stale"
                : Contender.valueOf(name.toUpperCase(Locale.ROOT)).title();
    }

    private static double median(List<Measurement> runs, ToDoubleFunction<Measurement> column) {
        return median(runs.stream().mapToDouble(column).toArray());
    }

    private static double median(double[] values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
