package io.howdah.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What a process has in use, right after a full collection, by its own metrics. Netty's buffers are among the direct ones: it makes
 * them as everybody does where the JVM does not let it reach for more.
 *
 * @param values by the name of what is measured
 */
record Vitals(Map<String, Double> values) {

    /** What lives: with the serial collector, of which a full collection leaves nothing elsewhere. */
    static final String HEAP = "heap";

    static final String DIRECT = "direct";
    static final String THREADS = "threads";
    static final String FILES = "files";
    static final String CLASSES = "classes";
    static final String METASPACE = "metaspace";
    static final String CONNECTIONS = "connections";
    static final String SUBSCRIPTIONS = "subscriptions";
    static final String GROUPS = "groups";
    static final String QUEUED = "queued";

    private static final Map<String, String> METRICS = Map.of(
            CONNECTIONS, "howdah_http_connections",
            SUBSCRIPTIONS, "howdah_push_connections",
            GROUPS, "howdah_graphql_groups",
            QUEUED, "howdah_push_queue_bytes",
            HEAP, "jvm_memory_used_bytes{area=\"heap\",id=\"Tenured Gen\"}",
            DIRECT, "jvm_buffer_memory_used_bytes{id=\"direct\"}",
            THREADS, "jvm_threads_live_threads",
            FILES, "process_files_open_files",
            CLASSES, "jvm_classes_loaded_classes",
            METASPACE, "jvm_memory_used_bytes{area=\"nonheap\",id=\"Metaspace\"}");

    private static final long COLLECT_SECONDS = 60;

    /** Collects the process's garbage, and looks. */
    static Vitals of(Solo solo) throws IOException, InterruptedException {
        jcmd(solo.instance().pid(), "GC.run");
        List<String> lines = solo.metrics().toList();
        Map<String, Double> values = new TreeMap<>();
        METRICS.forEach((name, metric) -> values.put(name, value(lines, metric)));
        return new Vitals(values);
    }

    private static double value(List<String> lines, String metric) {
        return lines.stream()
                .filter(line -> line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(metric.length())))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no metric " + metric));
    }

    double get(String name) {
        return values.get(name);
    }

    /** Has a JVM do something, as its operator can. */
    static void jcmd(long pid, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(COLLECT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("jcmd " + pid + " " + command + " did not end well");
        }
    }
}
