package io.howdah.dev.kafka;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Configuration of the broker: one node that starts fast, uses little memory, and little CPU when idle. */
final class NodeConfig {

    static final int NODE_ID = 1;
    static final String BROKER_LISTENER = "PLAINTEXT";
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final String MAX_MESSAGE_BYTES = String.valueOf(16 * 1024 * 1024);

    private NodeConfig() {}

    static Map<String, String> of(Path data, String host, int port) {
        Map<String, String> config = new HashMap<>();
        config.put("process.roles", "broker,controller");
        config.put("node.id", String.valueOf(NODE_ID));
        config.put("log.dirs", data.toString());
        config.put("listeners", listener(BROKER_LISTENER, host, port) + "," + listener(CONTROLLER_LISTENER, host, 0));
        config.put("advertised.listeners", listener(BROKER_LISTENER, host, port));
        config.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        config.put("controller.listener.names", CONTROLLER_LISTENER);
        // Only the id matters: the address is known when the controller has bound a free port.
        config.put("controller.quorum.voters", NODE_ID + "@" + host + ":0");
        oneNode(config);
        small(config);
        idle(config);
        return config;
    }

    private static String listener(String name, String host, int port) {
        return name + "://" + host + ":" + port;
    }

    private static void oneNode(Map<String, String> config) {
        config.put("num.partitions", String.valueOf(TopicAdmin.PARTITIONS));
        config.put("default.replication.factor", "1");
        config.put("auto.create.topics.enable", "true");
        config.put("offsets.topic.num.partitions", "1");
        config.put("offsets.topic.replication.factor", "1");
        config.put("transaction.state.log.num.partitions", "1");
        config.put("transaction.state.log.replication.factor", "1");
        config.put("transaction.state.log.min.isr", "1");
        // Consumers start at once, without waiting for other group members.
        config.put("group.initial.rebalance.delay.ms", "0");
        config.put("message.max.bytes", MAX_MESSAGE_BYTES);
    }

    private static void small(Map<String, String> config) {
        config.put("num.network.threads", "1");
        config.put("num.io.threads", "2");
        config.put("background.threads", "2");
        config.put("num.recovery.threads.per.data.dir", "1");
        config.put("log.index.size.max.bytes", String.valueOf(1024 * 1024));
        config.put("log.cleaner.dedupe.buffer.size", String.valueOf(2 * 1024 * 1024));
        config.put("log.cleaner.io.buffer.size", String.valueOf(64 * 1024));
        config.put("metric.reporters", "");
        config.put("auto.include.jmx.reporter", "false");
    }

    private static void idle(Map<String, String> config) {
        // No idle records in the metadata log; the default writes and syncs two per second.
        config.put("metadata.max.idle.interval.ms", "0");
        // Longer than a debugger or a sleeping laptop pauses the process. The heartbeat interval keeps its default: the
        // start waits for a heartbeat.
        config.put("broker.session.timeout.ms", "120000");
    }
}
