package io.howdah.dev.kafka;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Apache Kafka broker (KRaft, with its own controller) inside this process, for the dev profile and the tests. Its records are in a
 * temporary folder; {@link #close()} deletes it.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);

    private final Path data;
    private final String host;
    private final int port;
    private @Nullable KafkaNode node;

    private EmbeddedKafka(Path data, String host, KafkaNode node) {
        this.data = data;
        this.host = host;
        this.port = node.port();
        this.node = node;
    }

    /**
     * Starts a broker and returns when it serves requests.
     *
     * @param host the address to listen on, and the advertised one
     * @param port the port to listen on, 0 for a free one
     * @throws BindException when the port is taken; nothing has been started then
     * @throws IOException when the data folder cannot be created or the broker does not start
     */
    public static EmbeddedKafka start(String host, int port) throws IOException {
        requireFree(host, port);
        Path data = Files.createTempDirectory("howdah-kafka-");
        try {
            KafkaNode.format(data);
            return new EmbeddedKafka(data, host, KafkaNode.start(data, host, port));
        } catch (IOException | RuntimeException | LinkageError e) {
            // A LinkageError when the process is ending: Kafka's classes register shutdown hooks.
            delete(data);
            throw e;
        }
    }

    /** Returns the value for {@code bootstrap.servers} of clients, for example {@code 127.0.0.1:9092}. */
    public String brokers() {
        return host + ":" + port;
    }

    Path dataFolder() {
        return data;
    }

    /** Stops the broker and keeps its records, to simulate an outage. Does nothing when it is stopped. */
    public synchronized void suspend() {
        if (node != null) {
            node.stop();
            node = null;
        }
    }

    /**
     * Starts the broker again on the same port with the same records. Does nothing when it is running.
     *
     * @throws IOException when the port was taken in the meantime or the broker does not start
     */
    public synchronized void resume() throws IOException {
        if (node == null) {
            requireFree(host, port);
            node = KafkaNode.start(data, host, port);
        }
    }

    /** Stops the broker and deletes its records. */
    @Override
    public synchronized void close() {
        suspend();
        delete(data);
    }

    /** Checks the port first: the broker itself would fail late, half started, and without the address in its message. */
    private static void requireFree(String host, int port) throws IOException {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            LOG.debug("Kafka port is free host={} port={}", host, probe.getLocalPort());
        } catch (BindException e) {
            BindException named = new BindException("cannot listen on " + host + ":" + port + ": " + e.getMessage());
            named.initCause(e);
            throw named;
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warn("Cannot delete temporary Kafka data folder={} error={}", folder, e.toString());
        }
    }
}
