package io.howdah.chaos.checkers;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.howdah.chaos.faults.Instance;
import io.howdah.chaos.faults.Instance.Launch;
import io.howdah.chaos.faults.KafkaRedirect;
import io.howdah.chaos.faults.Services;
import io.howdah.chaos.faults.TcpProxy;
import io.howdah.chaos.faults.WireProtocol;
import io.howdah.testing.TestServices;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One application on two instances, with its own topics, database and proxies, and a separate watcher. */
final class IngestCluster implements AutoCloseable {

    private static final long SELECTION_SECONDS = 2;

    private final String name = TestServices.uniqueName("chaos");
    private final Path folder = Path.of("target", "chaos", name).toAbsolutePath();
    private final MongoClient mongo;
    private final Items items;
    private final List<Instance> instances = new ArrayList<>();

    private IngestCluster(Services services) throws Exception {
        mongo = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(services.mongoUri()))
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(SELECTION_SECONDS, TimeUnit.SECONDS))
                .build());
        items = Items.create(services, name, mongo.getDatabase(name));
    }

    /** Starts both instances; returns before they serve. */
    static IngestCluster start(Services services) throws Exception {
        IngestCluster cluster = new IngestCluster(services);
        try {
            cluster.add("a", "127.0.0.2", services);
            cluster.add("b", "127.0.0.3", services);
            return cluster;
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    /** The folder with the input and the output of the processes. */
    Path folder() {
        return folder;
    }

    String name() {
        return name;
    }

    Items items() {
        return items;
    }

    List<Instance> instances() {
        return instances;
    }

    /** Waits until exactly the live processes share all partitions. */
    void awaitBoth() {
        items.awaitMembers(instances, folder);
    }

    @Override
    public void close() throws Exception {
        for (Instance instance : instances) {
            instance.close();
        }
        items.close();
        mongo.getDatabase(name).drop();
        mongo.getDatabase(name + "-system").drop();
        mongo.close();
    }

    private void add(String instance, String address, Services services) throws IOException {
        Path app = folder.resolve(instance);
        Items.addTo(app);
        InetSocketAddress primary = services.primary();
        TcpProxy toMongo = TcpProxy.start(WireProtocol.MONGO, "127.0.0.1", 0, primary);
        KafkaRedirect kafka = KafkaRedirect.to(services, address, folder.resolve(instance + ".hosts"));
        Launch launch = new Launch("run", kafka.jvmOptions(), Map.of("HOWDAH_AUTH_MODE", "none"));
        Instance added = new Instance(
                instance, app, launch, settings(services, services.mongoUriBy(toMongo.port())), toMongo, kafka.proxy());
        instances.add(added);
        added.start();
    }

    private String settings(Services services, String mongoUri) {
        return """
                howdah.http.port=0
                howdah.management.port=0
                howdah.kafka.brokers=%s
                howdah.kafka.group=%s
                howdah.mongo.uri=%s
                howdah.mongo.database=%s
                howdah.mongo.system-database=%s-system
                howdah.mongo.selection-timeout=2s
                howdah.ingest.batch-size=100
                howdah.ingest.max-backoff=1s
                # A killed process shall be missed soon, the soonest that a broker allows.
                howdah.kafka.client.session.timeout.ms=6000
                howdah.kafka.client.heartbeat.interval.ms=1000
                """.formatted(services.brokers(), name, mongoUri, name, name) + items.settings();
    }
}
