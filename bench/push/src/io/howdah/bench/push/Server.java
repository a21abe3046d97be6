package io.howdah.bench.push;

import io.howdah.bench.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** A contender's process, on the first processor alone; the load generator has the second. */
abstract class Server implements AutoCloseable {

    private static final int HERTZ = 100;
    private static final List<String> FIRST_PROCESSOR = List.of("taskset", "-c", "0");

    private final Child child;

    Server(Child child) {
        this.child = child;
    }

    static List<String> pinned(List<String> command) {
        return Stream.concat(FIRST_PROCESSOR.stream(), command.stream()).toList();
    }

    Child child() {
        return child;
    }

    abstract int port();

    /** Whether a client gets a frame as soon as it is subscribed. */
    abstract boolean saysReady();

    /** The path that a client opens for the deliveries, by its number. */
    abstract IntFunction<String> path();

    /** Has a frame with this number at its end sent to all, as soon as may be. */
    abstract void publish(long number) throws IOException;

    Sockets open(int number) {
        return Sockets.open(port(), saysReady(), number, path());
    }

    /** Processor time used since its start, user and system, in seconds. */
    double cpu() throws IOException {
        String stat = Files.readString(Path.of("/proc", String.valueOf(child.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) HERTZ;
    }

    /** Resident memory in bytes, after full collections. */
    long residentAfterCollection() throws IOException, InterruptedException {
        for (int i = 0; i < 3; i++) {
            new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            String.valueOf(child.pid()),
                            "GC.run")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(child.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public void close() throws IOException {
        child.close();
    }
}
