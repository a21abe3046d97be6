package io.howdah.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Howdah in a JVM of its own, with a temporary folder of its own. */
public final class HowdahProcess implements AutoCloseable {

    private static final long END_SECONDS = 60;

    /** The Java from which on the JVM warns of what Netty and Kafka do; ./howdah has it say nothing of that. */
    private static final int WARNS_OF_UNSAFE = 24;

    private final Process process;
    private final Path folder;

    private HowdahProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /** Starts a command; {@code folder} keeps its temporary files and what it writes. */
    public static HowdahProcess start(Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        return start(
                List.of("-cp", System.getProperty("java.class.path"), "io.howdah.Howdah"),
                folder,
                environment,
                arguments);
    }

    /** Starts a command of a JAR, as a user does. */
    public static HowdahProcess startJar(Path jar, Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        return start(List.of("-jar", jar.toString()), folder, environment, arguments);
    }

    private static HowdahProcess start(
            List<String> program, Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + temporary,
                "-Duser.home=" + TestTokens.HOME));
        if (Runtime.version().feature() >= WARNS_OF_UNSAFE) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(program);
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(file(folder, "out")).redirectError(file(folder, "err"));
        builder.environment().putAll(environment);
        return new HowdahProcess(builder.start(), folder);
    }

    /** Returns the lines of standard output so far. */
    public List<String> out() throws IOException {
        return Files.readAllLines(file(folder, "out").toPath());
    }

    /** Returns the lines of standard error so far. */
    public List<String> err() throws IOException {
        return Files.readAllLines(file(folder, "err").toPath());
    }

    /** The folders of the embedded broker that exist now. */
    public List<Path> brokerFolders() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("howdah-kafka-"))
                    .toList();
        }
    }

    /** Returns whether the process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Signals it to end, with SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for the end and returns the exit code. */
    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("howdah did not end within " + END_SECONDS + " s");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static File file(Path folder, String name) {
        return folder.resolve(name).toFile();
    }
}
