package io.howdah.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** One Howdah in a JVM of its own, run by its command line as an operator runs it; killed and started again at will. */
final class Instance implements AutoCloseable {

    private static final long END_SECONDS = 30;

    private final String name;
    private final Path folder;
    private final Path hosts;
    private final String settings;
    private final TcpProxy mongo;
    private final TcpProxy kafka;
    private Process process;
    private int starts;

    /**
     * Prepares an instance.
     *
     * @param folder its application folder, with routes and SDL
     * @param hosts the hosts file that its JVM takes for the machine's
     * @param settings its application.properties
     * @param mongo the way to its MongoDB
     * @param kafka the way to its Kafka, or null where it goes there directly
     */
    Instance(String name, Path folder, Path hosts, String settings, TcpProxy mongo, TcpProxy kafka) {
        this.name = name;
        this.folder = folder;
        this.hosts = hosts;
        this.settings = settings;
        this.mongo = mongo;
        this.kafka = kafka;
    }

    /** Starts it; returns before it serves. */
    synchronized void start() throws IOException {
        starts++;
        // The id tells the member of a killed process, which the group keeps for a while, from the new one.
        Files.writeString(
                folder.resolve("application.properties"),
                settings + "howdah.kafka.client.client.id=" + clientId() + "\n");
        process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-Xmx256m",
                        "-Djdk.net.hosts.file=" + hosts,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.howdah.Howdah",
                        "run",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /** Ends it as {@code kill -9} does; when this returns it is gone. */
    synchronized void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(name + " did not die");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    synchronized String clientId() {
        return name + "-" + starts;
    }

    String name() {
        return name;
    }

    /** What it says, over all its starts. */
    Path log() {
        return folder.resolveSibling(name + ".log");
    }

    TcpProxy mongo() {
        return mongo;
    }

    TcpProxy kafka() {
        return kafka;
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            kill();
        }
        mongo.close();
        if (kafka != null) {
            kafka.close();
        }
    }
}
