package io.howdah.bench;

import java.util.Locale;

/**
 * What one run came to.
 *
 * @param seconds from the first measured record stored to the last
 * @param perSecond measured records for each second
 * @param coldPerSecond all records, the warm-up too, for each second since the very first was stored
 * @param cpuMicros processor time of the contender for each measured record
 * @param servicesMicros processor time of Kafka and MongoDB for each measured record
 */
record Measurement(double seconds, double perSecond, double coldPerSecond, double cpuMicros, double servicesMicros) {

    /** The median by each column. */
    static Measurement median(java.util.List<Measurement> runs) {
        return new Measurement(
                median(runs, Measurement::seconds),
                median(runs, Measurement::perSecond),
                median(runs, Measurement::coldPerSecond),
                median(runs, Measurement::cpuMicros),
                median(runs, Measurement::servicesMicros));
    }

    private static double median(
            java.util.List<Measurement> runs, java.util.function.ToDoubleFunction<Measurement> column) {
        double[] sorted = runs.stream().mapToDouble(column).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%7.0f /s  %7.0f /s with warm-up  %5.1f s  cpu us/record: own %5.1f  services %5.1f",
                perSecond,
                coldPerSecond,
                seconds,
                cpuMicros,
                servicesMicros);
    }
}
