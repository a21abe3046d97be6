package io.howdah.chaos.faults;

import io.howdah.testing.TestTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One Howdah in a JVM of its own, run by its command line as an operator runs it; killed and started again at will. */
public final class Instance implements AutoCloseable {

    private static final long END_SECONDS = 30;

    /**
     * How a process is run.
     *
     * @param profile the command, {@code run} or {@code dev}
     * @param jvmOptions additional options of its JVM
     * @param environment its environment variables, in addition to this process's
     */
    public record Launch(String profile, List<String> jvmOptions, Map<String, String> environment) {}

    private final String name;
    private final Path folder;
    private final Launch launch;
    private final String settings;
    private final TcpProxy mongo;
    private final TcpProxy kafka;
    private Process process;
    private int starts;

    /**
     * Prepares an instance.
     *
     * @param folder its application folder, with routes and SDL
     * @param launch how it is run
     * @param settings its application.properties
     * @param mongo the way to its MongoDB, or null where it goes there directly
     * @param kafka the way to its Kafka, or null where it goes there directly
     */
    public Instance(String name, Path folder, Launch launch, String settings, TcpProxy mongo, TcpProxy kafka) {
        this.name = name;
        this.folder = folder;
        this.launch = launch;
        this.settings = settings;
        this.mongo = mongo;
        this.kafka = kafka;
    }

    /** Starts it; returns before it serves. */
    public synchronized void start() throws IOException {
        starts++;
        // The id tells the member of a killed process, which the group keeps for a while, from the new one.
        Files.writeString(
                folder.resolve("application.properties"),
                settings + "howdah.kafka.client.client.id=" + clientId() + "\ninstance=" + clientId() + "\n");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx256m",
                "-Duser.home=" + TestTokens.HOME));
        command.addAll(launch.jvmOptions());
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), "io.howdah.Howdah", launch.profile(), folder.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().putAll(launch.environment());
        process = builder.start();
    }

    /** Ends it as {@code kill -9} does; when this returns it is gone. */
    public synchronized void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Asks it to end, and waits until it has. */
    public synchronized void stop() {
        process.destroy();
        awaitEnd();
    }

    /** Suspends it like a sleeping machine: it keeps its connections and sends nothing. */
    public void freeze() throws Exception {
        signal("STOP");
    }

    /** Lets it go on from where it stood still. */
    public void thaw() throws Exception {
        signal("CONT");
    }

    private synchronized void signal(String signal) throws Exception {
        int status = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("kill -" + signal + " " + name + " ended with " + status);
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(name + " did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    public synchronized String clientId() {
        return name + "-" + starts;
    }

    /** The id of the process that runs, or ran last. */
    public synchronized long pid() {
        return process.pid();
    }

    public String name() {
        return name;
    }

    /** Returns its output, over all its starts. */
    public Path log() {
        return folder.resolveSibling(name + ".log");
    }

    public TcpProxy mongo() {
        return mongo;
    }

    public TcpProxy kafka() {
        return kafka;
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            kill();
        }
        if (mongo != null) {
            mongo.close();
        }
        if (kafka != null) {
            kafka.close();
        }
    }

    /** Writes a file into a folder that need not be there. */
    public static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
