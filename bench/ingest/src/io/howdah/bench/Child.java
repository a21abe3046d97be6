package io.howdah.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A process that a bench started; its output is in a file of the bench's folder. */
public final class Child implements AutoCloseable {

    private static final Duration MAX_DURATION = Duration.ofMinutes(5);
    /** How their threads' names begin; the last frees what was compiled and is used no more. */
    private static final List<String> COMPILERS = List.of("C1 Compiler", "C2 Compiler", "Sweeper");

    private static final Duration LOOK = Duration.ofMillis(5);

    private final Process process;
    private final Path log;

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    }

    /** Starts a JVM. Its standard output goes to the log, too, unless it is wanted here. */
    static Child start(Path log, boolean readOutput, Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(arguments);
        return run(log, readOutput, environment, command);
    }

    /** The command that starts a JVM like this one. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Starts a command. Its standard output goes to the log, too, unless it is wanted here. */
    public static Child run(Path log, boolean readOutput, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        File file = log.toFile();
        builder.redirectError(ProcessBuilder.Redirect.appendTo(file));
        if (!readOutput) {
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(file));
        }
        return new Child(builder.start(), log);
    }

    /** The rest of the first line of its output that begins so. */
    public String await(String prefix) throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(prefix)) {
                return line.substring(prefix.length());
            }
        }
        throw new IllegalStateException("ended early: " + Files.readString(log));
    }

    /** Looks each few milliseconds; fails when the process has ended, with what it said, or takes too long. */
    void awaitThat(BooleanSupplier condition) throws IOException {
        long deadline = System.nanoTime() + MAX_DURATION.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new IllegalStateException("ended early: " + Files.readString(log));
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not done after " + MAX_DURATION + ", see " + log);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** Its standard input, one line more. */
    public void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    public long pid() {
        return process.pid();
    }

    /** Processor time used since its start. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Processor time that the compilers of its JVM have used, where the system says it (Linux); else zero. */
    Duration compilersCpu() throws IOException {
        Path tasks = Path.of("/proc", Long.toString(pid()), "task");
        if (!Files.isDirectory(tasks)) {
            return Duration.ZERO;
        }
        long nanos = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                nanos += compilerNanos(thread);
            }
        }
        return Duration.ofNanos(nanos);
    }

    private static long compilerNanos(Path thread) throws IOException {
        try {
            String name = Files.readString(thread.resolve("comm"));
            return COMPILERS.stream().anyMatch(name::startsWith)
                    ? Long.parseLong(
                            Files.readString(thread.resolve("schedstat")).split(" ", 2)[0])
                    : 0;
        } catch (NoSuchFileException ended) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
