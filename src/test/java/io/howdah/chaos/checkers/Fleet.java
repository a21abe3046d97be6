package io.howdah.chaos.checkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.howdah.chaos.faults.Instance;
import io.howdah.chaos.faults.Instance.Launch;
import io.howdah.chaos.faults.Services;
import io.howdah.chaos.loads.Replica;
import io.howdah.chaos.loads.Rides;
import io.howdah.testing.FreePort;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** One application on several processes that share their services, and nothing else. */
final class Fleet implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(150);

    /** A small model for what operators do. */
    private static final String SCHEMA = """
            type Note @readModel(collection: "notes", key: "id", version: "version") @public {
              id: ID!
              version: Long!
              text: String!
            }
            """;

    private static final String ROUTES = """
            - templatedRoute:
                routeTemplateRef: ingest
                routeId: notes-ingest
                parameters:
                  - name: topic
                    value: "{{notes.topic}}"
                  - name: model
                    value: Note
            - templatedRoute:
                routeTemplateRef: notify
                routeId: notes-notify
                parameters:
                  - name: model
                    value: Note
                  - name: channel
                    value: notes
            """;

    private final String name = TestServices.uniqueName("fleet");
    private final Path folder = Path.of("target", "chaos", name).toAbsolutePath();
    private final Services services;
    private final MongoClient mongo;
    private final Items items;
    private final Rides rides;
    private final Effects effects;
    private final List<Replica> replicas = new CopyOnWriteArrayList<>();
    private final List<Replica> all = new ArrayList<>();

    private Fleet(Services services) throws Exception {
        this.services = services;
        this.mongo = MongoClients.create(services.mongoUri());
        this.items = Items.create(services, name, database());
        this.rides = new Rides(name, database());
        this.effects = new Effects(services.brokers(), name, systemDatabase());
    }

    /** Starts some at once; returns when all of them serve. */
    static Fleet start(Services services, int replicas) throws Exception {
        Fleet fleet = new Fleet(services);
        try (TestTopics topics = new TestTopics(services.brokers())) {
            topics.create(fleet.rides.topics());
            topics.create(List.of(fleet.notesTopic(), fleet.notesTopic() + ".dlq"));
            for (int i = 0; i < replicas; i++) {
                fleet.add();
            }
            fleet.awaitReady();
            return fleet;
        } catch (Exception | Error e) {
            fleet.close();
            throw e;
        }
    }

    /** Starts one more; returns before it serves. */
    Replica add() throws IOException {
        Replica added = make(SCHEMA);
        replicas.add(added);
        added.instance().start();
        return added;
    }

    /** A process whose SDL for the notes contradicts the stored documents. It is not started and not part of the fleet. */
    Replica stranger() throws IOException {
        return make(SCHEMA.replace("key: \"id\"", "key: \"text\""));
    }

    private Replica make(String schema) throws IOException {
        String replica = String.valueOf((char) ('a' + all.size()));
        Path app = folder.resolve(replica);
        Items.addTo(app);
        Rides.addTo(app);
        Effects.addTo(app);
        Instance.write(app.resolve("graphql/notes.graphqls"), schema);
        Instance.write(app.resolve("routes/notes.camel.yaml"), ROUTES);
        int port = FreePort.find();
        int managementPort = FreePort.find();
        Launch launch = new Launch(
                "dev",
                List.of(),
                Map.of(
                        "HOWDAH_HTTP_PORT", Integer.toString(port),
                        "HOWDAH_MANAGEMENT_PORT", Integer.toString(managementPort),
                        "HOWDAH_KAFKA_BROKERS", services.brokers(),
                        "HOWDAH_MONGO_URI", services.mongoUri()));
        Replica made = new Replica(new Instance(replica, app, launch, settings(), null, null), port, managementPort);
        all.add(made);
        return made;
    }

    private String settings() {
        return """
                howdah.kafka.group=%s
                howdah.mongo.database=%s
                howdah.mongo.system-database=%s-system
                howdah.ingest.max-backoff=1s
                # The balancer looks more often.
                howdah.shutdown.delay=1s
                notes.topic=%s
                # A killed process shall be missed soon, the soonest that a broker allows.
                howdah.kafka.client.session.timeout.ms=6000
                howdah.kafka.client.heartbeat.interval.ms=1000
                """.formatted(name, name, name, notesTopic()) + items.settings() + rides.settings() + effects.settings();
    }

    /** Kills one, which does not come again. */
    void kill(Replica victim) {
        victim.instance().kill();
        replicas.remove(victim);
    }

    /** Ends one in order and starts it again; returns when it serves. */
    void restart(Replica replica) throws Exception {
        replica.instance().stop();
        replica.instance().start();
        awaitReady(replica);
    }

    /** Waits until all are ready, and share all partitions. */
    void awaitReady() {
        replicas.forEach(this::awaitReady);
        items.awaitMembers(replicas.stream().map(Replica::instance).toList(), folder);
    }

    private void awaitReady(Replica replica) {
        await("process " + replica.name() + ", see " + folder).atMost(START).untilAsserted(() -> {
            assertThat(replica.instance().isAlive()).isTrue();
            assertThat(replica.isReady()).isTrue();
        });
    }

    /** Those that run, in the order of their starts. */
    List<Replica> replicas() {
        return replicas;
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

    Rides rides() {
        return rides;
    }

    Effects effects() {
        return effects;
    }

    String notesTopic() {
        return name + ".notes";
    }

    MongoDatabase database() {
        return mongo.getDatabase(name);
    }

    private MongoDatabase systemDatabase() {
        return mongo.getDatabase(name + "-system");
    }

    @Override
    public void close() throws Exception {
        for (Replica replica : all) {
            replica.instance().close();
        }
        items.close();
        effects.close();
        database().drop();
        systemDatabase().drop();
        mongo.close();
    }
}
