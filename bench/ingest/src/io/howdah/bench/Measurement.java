package io.howdah.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * What one run came to.
 *
 * @param perSecond measured records for each second, from the first stored to the last
 * @param coldPerSecond all records, the warm-up too, for each second since the very first was stored
 * @param ownMicros processor time of the contender for each measured record
 * @param compiledMicros the same without the compilers of its JVM, whose work ends while a process goes on
 * @param servicesMicros processor time of Kafka and MongoDB for each measured record
 * @param load the machine's load average at the end
 */
record Measurement(
        double perSecond,
        double coldPerSecond,
        double ownMicros,
        double compiledMicros,
        double servicesMicros,
        double load) {

    String csv() {
        return String.format(
                Locale.ROOT,
                "%.1f,%.1f,%.2f,%.2f,%.2f,%.1f",
                perSecond,
                coldPerSecond,
                ownMicros,
                compiledMicros,
                servicesMicros,
                load);
    }

    static Measurement parse(String csv) {
        double[] cells = Arrays.stream(csv.split(",", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return new Measurement(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]);
    }
}
