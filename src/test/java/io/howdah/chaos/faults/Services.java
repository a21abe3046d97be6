package io.howdah.chaos.faults;

import io.howdah.dev.kafka.EmbeddedKafka;
import io.howdah.dev.mongo.EmbeddedMongo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;

/**
 * Kafka and MongoDB of the checker: embedded ones of its own, since it stops them, or the external ones of the test run, which it
 * cannot stop. Howdah is sent to both by way of a proxy.
 */
public final class Services implements AutoCloseable {

    private final String brokers;
    private final String mongoUri;
    private final EmbeddedKafka kafka;
    private final EmbeddedMongo mongo;
    private final InetSocketAddress broker;
    private final InetSocketAddress primary;

    private Services(String brokers, String mongoUri, EmbeddedKafka kafka, EmbeddedMongo mongo)
            throws ExecutionException, InterruptedException {
        this.brokers = brokers;
        this.mongoUri = mongoUri;
        this.kafka = kafka;
        this.mongo = mongo;
        this.broker = findBroker(brokers);
        this.primary = StoppableMongo.primary(mongoUri);
    }

    /** With an embedded MongoDB server that remembers its last 100 000 changes. */
    public static Services start() throws Exception {
        return start(100_000);
    }

    /** With an embedded MongoDB server that remembers this many changes. */
    public static Services start(int oplogEntries) throws Exception {
        String brokers = System.getProperty("howdah.test.kafka-brokers", "");
        String uri = System.getProperty("howdah.test.mongo-uri", "");
        // By name, so that a child's hosts file can lead the name elsewhere.
        EmbeddedKafka kafka = brokers.isBlank() ? EmbeddedKafka.start("localhost", 0) : null;
        EmbeddedMongo mongo = uri.isBlank() ? EmbeddedMongo.start("127.0.0.1", 0, oplogEntries) : null;
        return new Services(kafka == null ? brokers : kafka.brokers(), mongo == null ? uri : mongo.uri(), kafka, mongo);
    }

    public String brokers() {
        return brokers;
    }

    public String mongoUri() {
        return mongoUri;
    }

    public InetSocketAddress primary() {
        return primary;
    }

    /**
     * The one broker, if clients can be led to it by another address: it tells them its own, and a hosts file can change
     * only what a name means. Else null.
     */
    InetSocketAddress broker() {
        return broker;
    }

    /** The connection string that leads to the primary by way of a port on this machine. */
    public String mongoUriBy(int port) {
        return StoppableMongo.uriBy(mongoUri, port);
    }

    /** The embedded broker, or null. */
    public EmbeddedKafka kafka() {
        return kafka;
    }

    /** The embedded MongoDB server, or null. */
    public EmbeddedMongo mongo() {
        return mongo;
    }

    @Override
    public void close() {
        if (kafka != null) {
            kafka.close();
        }
        if (mongo != null) {
            mongo.close();
        }
    }

    private static InetSocketAddress findBroker(String brokers) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            Collection<Node> nodes = admin.describeCluster().nodes().get();
            Node first = nodes.iterator().next();
            boolean named = !first.host().matches("[0-9.]+|.*:.*");
            return nodes.size() == 1 && named && isLoopback("127.0.0.2")
                    ? new InetSocketAddress(first.host(), first.port())
                    : null;
        }
    }

    /** Whether the address is this machine's without further ado, as the whole of 127.0.0.0/8 is on Linux. */
    private static boolean isLoopback(String address) {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
