package io.howdah.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How the bench is run; {@code bench/ingest.sh} tells what each is.
 *
 * @param rounds how often each contender runs
 * @param events measured records
 * @param warmUp records before them
 * @param active of how many rides, the newest, an update takes one; 0 for all
 * @param contenders who runs, in this order; each round begins with the next of them
 * @param replay whether Howdah's first run is followed by a replay
 * @param consumers consumer threads, or connector tasks, of each
 * @param batchSize most records in a batch of each
 * @param heap each contender's heap
 * @param jvm more JVM options of each contender, {@code %r} becomes the run's name
 * @param servicesJvm more JVM options of Kafka and MongoDB
 * @param jar Howdah's jar
 * @param before another jar of Howdah, to compare with
 * @param app the application folder that Howdah runs
 * @param work where logs and results go
 * @param connectorClassPath file with the sink connector's class path
 */
record Options(
        int rounds,
        int events,
        int warmUp,
        int active,
        List<Contender> contenders,
        boolean replay,
        int consumers,
        int batchSize,
        String heap,
        List<String> jvm,
        List<String> servicesJvm,
        Path jar,
        Path before,
        Path app,
        Path work,
        Path connectorClassPath) {

    static Options ofSystemProperties() {
        return new Options(
                Integer.getInteger("rounds"),
                Integer.getInteger("events"),
                Integer.getInteger("warmUp"),
                Integer.getInteger("active"),
                Arrays.stream(System.getProperty("contenders").split(",", -1))
                        .map(name -> Contender.valueOf(name.trim().toUpperCase(Locale.ROOT)))
                        .toList(),
                Boolean.getBoolean("replay"),
                Integer.getInteger("consumers"),
                Integer.getInteger("batchSize"),
                System.getProperty("heap"),
                words("jvm"),
                words("servicesJvm"),
                Path.of(System.getProperty("jar")),
                Path.of(System.getProperty("before", "")),
                Path.of(System.getProperty("app")),
                Path.of(System.getProperty("work")),
                Path.of(System.getProperty("connector")));
    }

    /** The workload, as a file name. */
    String workload() {
        return "events" + events + "-warm" + warmUp + "-active" + active + "-consumers" + consumers + "-batch"
                + batchSize;
    }

    List<String> contenderJvm(String run) {
        List<String> options = new ArrayList<>(List.of(
                "-Xms" + heap,
                "-Xmx" + heap,
                // One that ends would take its processor time with it.
                "-XX:-UseDynamicNumberOfCompilerThreads"));
        jvm.forEach(option -> options.add(option.replace("%r", run)));
        return options;
    }

    String connector() throws IOException {
        return Files.readString(connectorClassPath).trim();
    }

    private static List<String> words(String property) {
        String text = System.getProperty(property, "").trim();
        return text.isEmpty() ? List.of() : List.of(text.split(" +"));
    }
}
