package io.howdah.dev.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * A running broker and its controller. {@code KafkaRaftServer} is not used: it ends the whole process on a fatal error, and needs the
 * controller's port in advance, which another process may take meanwhile.
 */
final class KafkaNode {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaNode.class);

    private final ControllerServer controller;
    private final BrokerServer broker;

    private KafkaNode(ControllerServer controller, BrokerServer broker) {
        this.controller = controller;
        this.broker = broker;
    }

    /** Formats a folder for an empty broker. */
    static void format(Path data) throws IOException {
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(NodeConfig.NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName(NodeConfig.CONTROLLER_LISTENER)
                    .setMetadataLogDirectory(data.toString())
                    .addDirectory(data.toString())
                    .run();
        } catch (Exception e) {
            throw new IOException(
                    "cannot format the folder of the embedded Kafka broker " + data + ": " + e.getMessage(), e);
        }
    }

    /** Starts on a formatted folder and returns when the broker serves requests. */
    static KafkaNode start(Path data, String host, int port) throws IOException {
        return start(host, port, NodeConfig.of(data, host, port));
    }

    /** Starts with the given configuration, which must be based on {@link NodeConfig}. */
    static KafkaNode start(String host, int port, Map<String, String> properties) throws IOException {
        KafkaConfig config = new KafkaConfig(properties, false);
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> stored =
                KafkaRaftServer.initializeLogDirs(config, LOG, "Embedded Kafka: ");
        CompletableFuture<Map<Integer, InetSocketAddress>> voters = new CompletableFuture<>();
        SharedServer shared = new SharedServer(
                config,
                stored._1(),
                Time.SYSTEM,
                Server.initializeMetrics(
                        config, Time.SYSTEM, stored._1().clusterId().orElseThrow()),
                voters,
                List.of(),
                (name, fatal, action) -> new LoggingFaultHandler(name, action));
        ControllerServer controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), stored._2());
        CompletableFuture<Void> unused = controller
                .socketServerFirstBoundPortFuture()
                .thenAccept(bound -> voters.complete(Map.of(NodeConfig.NODE_ID, new InetSocketAddress(host, bound))));
        KafkaNode node = new KafkaNode(controller, new BrokerServer(shared));
        node.startUp(host, port);
        return node;
    }

    private void startUp(String host, int port) throws IOException {
        try {
            controller.startup();
            broker.startup();
        } catch (RuntimeException | LinkageError e) {
            stop();
            throw new IOException(
                    "the embedded Kafka broker did not start on " + host + ":" + port + ": " + e.getMessage(), e);
        }
    }

    int port() {
        return port(NodeConfig.BROKER_LISTENER);
    }

    int port(String listener) {
        return broker.boundPort(ListenerName.normalised(listener));
    }

    /** Stops the broker first: its controlled shutdown needs the controller. */
    void stop() {
        broker.shutdown();
        broker.awaitShutdown();
        controller.shutdown();
        controller.awaitShutdown();
    }
}
