package io.howdah.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.howdah.chaos.Instance.Launch;
import io.howdah.testing.TestServices;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.ConsumerGroupState;
import org.bson.Document;

/** One application on two instances, with topics, a database and proxies of its own, and a watcher beside. */
final class Arena implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(120);
    private static final long SELECTION_SECONDS = 2;

    private static final String SCHEMA = """
            type Item @readModel(collection: "items", key: "id", version: "version") @public {
              id: ID!
              version: Long!
              state: ItemState! @filterable
              note: String!
              spot: Spot @part(version: "seen")
            }

            type Spot {
              seen: Long!
              note: String!
            }

            enum ItemState {
              OPEN
              DONE
            }
            """;
    private static final String ROUTES = """
            - templatedRoute:
                routeTemplateRef: ingest
                routeId: items-ingest
                parameters:
                  - name: topic
                    value: "{{items.topic}}"
                  - name: model
                    value: Item
                  - name: transform
                    value: direct:items-transform
            - templatedRoute:
                routeTemplateRef: ingest
                routeId: items-spot-ingest
                parameters:
                  - name: topic
                    value: "{{spots.topic}}"
                  - name: model
                    value: Item
                  - name: part
                    value: spot
                  - name: transform
                    value: direct:items-spot-transform
            """
            + transform("items-transform", "{id, version, state, note}")
            + transform("items-spot-transform", "{id, spot}");

    private final String name = TestServices.uniqueName("chaos");
    private final Path folder = Path.of("target", "chaos", name).toAbsolutePath();
    private final Log log;
    private final MongoClient mongo;
    private final MongoCollection<Document> items;
    private final Watcher watcher;
    private final List<Instance> instances = new ArrayList<>();

    private Arena(Services services) throws Exception {
        log = Log.create(services.brokers(), name);
        mongo = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(services.mongoUri()))
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(SELECTION_SECONDS, TimeUnit.SECONDS))
                .build());
        items = mongo.getDatabase(name).getCollection("items");
        watcher = new Watcher(items);
    }

    /** Starts both instances; returns before they serve. */
    static Arena start(Services services) throws Exception {
        Arena arena = new Arena(services);
        try {
            arena.add("a", "127.0.0.2", services);
            arena.add("b", "127.0.0.3", services);
            return arena;
        } catch (Exception e) {
            arena.close();
            throw e;
        }
    }

    /** What the processes were given, and what they said. */
    Path folder() {
        return folder;
    }

    String name() {
        return name;
    }

    Log log() {
        return log;
    }

    MongoCollection<Document> items() {
        return items;
    }

    Watcher watcher() {
        return watcher;
    }

    List<Instance> instances() {
        return instances;
    }

    /** Waits until the live processes, and nobody else, share all partitions. */
    void awaitBoth() {
        await("both instances in the group, see " + folder).atMost(START).untilAsserted(() -> {
            assertThat(instances).allMatch(Instance::isAlive);
            for (ConsumerGroupDescription group : log.groups()) {
                Collection<MemberDescription> members = group.members();
                assertThat(group.state()).isEqualTo(ConsumerGroupState.STABLE);
                assertThat(members.stream().map(Arena::processOf).collect(Collectors.toSet()))
                        .containsExactlyInAnyOrderElementsOf(
                                instances.stream().map(Instance::clientId).toList());
                assertThat(members.stream()
                                .mapToInt(member ->
                                        member.assignment().topicPartitions().size())
                                .sum())
                        .isEqualTo(Log.PARTITIONS);
            }
        });
    }

    @Override
    public void close() throws Exception {
        for (Instance instance : instances) {
            instance.close();
        }
        watcher.close();
        mongo.getDatabase(name).drop();
        mongo.getDatabase(name + "-system").drop();
        mongo.close();
        log.close();
    }

    private void add(String instance, String address, Services services) throws IOException {
        Path app = folder.resolve(instance);
        RidesApp.writeFile(app.resolve("graphql/items.graphqls"), SCHEMA);
        RidesApp.writeFile(app.resolve("routes/items.camel.yaml"), ROUTES);
        InetSocketAddress primary = services.primary();
        TcpProxy toMongo = TcpProxy.start(WireProtocol.MONGO, "127.0.0.1", 0, primary);
        KafkaWay kafka = KafkaWay.lead(services, address, folder.resolve(instance + ".hosts"));
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
                items.topic=%s
                spots.topic=%s
                # A killed process shall be missed soon, the soonest that a broker allows.
                howdah.kafka.client.session.timeout.ms=6000
                howdah.kafka.client.heartbeat.interval.ms=1000
                """.formatted(
                        services.brokers(), name, mongoUri, name, name, Part.MAIN.topic(name), Part.SPOT.topic(name));
    }

    /** Howdah adds a number of each client's own. */
    private static String processOf(MemberDescription member) {
        return member.clientId().replaceFirst("-[0-9]+$", "");
    }

    private static String transform(String id, String fields) {
        return """
                - route:
                    id: %s
                    errorHandler:
                      noErrorHandler: {}
                    from:
                      uri: direct:%s
                      steps:
                        - filter:
                            expression:
                              jq:
                                expression: .deleted == true
                            steps:
                              - setHeader:
                                  name: HowdahDelete
                                  expression:
                                    constant:
                                      expression: "true"
                        - setBody:
                            expression:
                              jq:
                                expression: "%s"
                """.formatted(id, id, fields);
    }
}
