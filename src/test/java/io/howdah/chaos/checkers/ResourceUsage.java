package io.howdah.chaos.checkers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The resources that a process uses right after a full garbage collection, by its own metrics. Netty's buffers count as direct ones:
 * without access to JVM internals, Netty allocates them as all code does.
 *
 * @param values by name
 */
record ResourceUsage(Map<String, Double> values) {

    /** The live objects: the serial collector leaves them all there after a full collection. */
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

    /** Collects garbage in the process and reads its metrics. */
    static ResourceUsage of(SingleProcess process) throws IOException, InterruptedException {
        jcmd(process.instance().pid(), "GC.run");
        List<String> lines = process.metrics().toList();
        Map<String, Double> values = new TreeMap<>();
        METRICS.forEach((name, metric) -> values.put(name, value(lines, metric)));
        return new ResourceUsage(values);
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

    /** Sends a command to a JVM, as an operator can. */
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
