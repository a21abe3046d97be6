package io.howdah.chaos.checkers;

import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.howdah.chaos.faults.Instance;
import io.howdah.chaos.faults.Instance.Launch;
import io.howdah.chaos.faults.Services;
import io.howdah.chaos.faults.TcpProxy;
import io.howdah.chaos.faults.TcpProxy.Direction;
import io.howdah.chaos.faults.TcpProxy.Verdict;
import io.howdah.chaos.faults.WireProtocol;
import io.howdah.chaos.loads.Rides;
import io.howdah.chaos.loads.Subscriber;
import io.howdah.dev.mongo.EmbeddedMongo;
import io.howdah.testing.FreePort;
import io.howdah.testing.Http;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTokens;
import io.howdah.testing.TestTopics;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One application on two processes that serve subscribers, each with a way of its own to MongoDB. */
final class PushCluster implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(120);
    private static final int MAX_MS = 2_500;
    private static final int STARTING = 503;
    private static final String COMMANDS = "(getMore|aggregate|find|insert|update)\\b.*";

    private final String name = TestServices.uniqueName("gaps");
    private final Path folder = Path.of("target", "chaos", name).toAbsolutePath();
    private final Services services;
    private final MongoClient mongo;
    private final TestTopics topics;
    private final Rides rides;
    private final List<Instance> instances = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    private PushCluster(Services services) {
        this.services = services;
        this.mongo = MongoClients.create(services.mongoUri());
        this.topics = new TestTopics(services.brokers());
        this.rides = new Rides(name, mongo.getDatabase(name));
    }

    /** Starts both processes, and waits until they follow the changes. */
    static PushCluster start(Services services) throws Exception {
        PushCluster cluster = new PushCluster(services);
        try {
            cluster.topics.create(cluster.rides.topics());
            cluster.add("a");
            cluster.add("b");
            cluster.awaitReady();
            return cluster;
        } catch (Exception | Error e) {
            cluster.close();
            throw e;
        }
    }

    private void add(String instance) throws IOException {
        Path app = folder.resolve(instance);
        Rides.addTo(app);
        TcpProxy toMongo = TcpProxy.start(WireProtocol.MONGO, "127.0.0.1", 0, services.primary());
        int port = FreePort.find();
        Launch launch = new Launch(
                "dev",
                List.of(),
                Map.of(
                        "HOWDAH_HTTP_PORT", Integer.toString(port),
                        "HOWDAH_MANAGEMENT_PORT", "0",
                        "HOWDAH_KAFKA_BROKERS", services.brokers(),
                        "HOWDAH_MONGO_URI", services.mongoUriBy(toMongo.port())));
        Instance added = new Instance(instance, app, launch, settings(), toMongo, null);
        instances.add(added);
        ports.add(port);
        added.start();
    }

    private String settings() {
        return """
                howdah.kafka.group=%s
                howdah.mongo.database=%s
                howdah.mongo.system-database=%s-system
                howdah.mongo.selection-timeout=2s
                howdah.ingest.max-backoff=1s
                # A killed process shall be missed soon, the soonest that a broker allows.
                howdah.kafka.client.session.timeout.ms=6000
                howdah.kafka.client.heartbeat.interval.ms=1000
                """.formatted(name, name, name) + rides.settings();
    }

    /** Where one of the processes serves subscribers, also after it was started again. */
    int port(Random random) {
        return ports.get(random.nextInt(ports.size()));
    }

    /** The folder with the input and the output of the processes. */
    Path folder() {
        return folder;
    }

    Rides rides() {
        return rides;
    }

    void send(String key, String value, Map<String, String> headers) throws Exception {
        topics.send(rides.topic(), key, value, headers);
    }

    /** Waits until both processes serve subscribers. */
    void awaitReady() {
        HttpClient http = Http.client();
        for (int port : ports) {
            HttpRequest request = TestTokens.request("http://127.0.0.1:" + port + "/notifications/rides?as=nobody")
                    .build();
            await("process at " + port + ", see " + folder)
                    .atMost(START)
                    .ignoreExceptions()
                    .until(() -> http.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            != STARTING);
        }
    }

    /** What can happen to the processes and to what they need. */
    enum Trouble {
        /** A process gets SIGKILL, and is started again. */
        KILLED,
        /** A process is asked to end, and is started again. */
        STOPPED,
        /** A process's connections to MongoDB are reset, and refused for a while. */
        MONGO_CUT,
        /** The MongoDB server has stepped down, as a process sees it for a while. */
        STEPPED_DOWN,
        /** A process gets SIGKILL, and the MongoDB server has stepped down when it is started again. */
        STARTED_WITHOUT_PRIMARY,
        /** The MongoDB server is stopped, and started again; an external one is refused to both processes. */
        MONGO_STOPPED
    }

    /** Causes a fault, then ends it. A process may still be starting when this returns. */
    String make(Trouble trouble, Random random) throws Exception {
        Instance victim = instances.get(random.nextInt(instances.size()));
        int length = random.nextInt(MAX_MS);
        switch (trouble) {
            case KILLED -> {
                victim.kill();
                victim.start();
            }
            case STOPPED -> {
                victim.stop();
                victim.start();
            }
            case MONGO_CUT -> refuse(List.of(victim), length);
            case STEPPED_DOWN -> stepDown(victim, length);
            case STARTED_WITHOUT_PRIMARY -> {
                victim.kill();
                victim.start();
                // It takes seconds before it asks at all.
                stepDown(victim, 2 * MAX_MS + length);
            }
            case MONGO_STOPPED -> stopMongo(length);
        }
        return trouble + (trouble == Trouble.MONGO_STOPPED ? "" : " " + victim.name());
    }

    /** Each reply reports that the server is no longer primary. The driver discovers the primary again and continues. */
    private static void stepDown(Instance victim, int length) {
        victim.mongo()
                .tap((direction, command) -> direction == Direction.TO_CLIENT && command.matches(COMMANDS)
                        ? Verdict.NO_PRIMARY
                        : Verdict.PASS);
        Subscriber.pause(length);
        victim.mongo().untap();
    }

    private void stopMongo(int length) throws IOException {
        EmbeddedMongo server = services.mongo();
        if (server == null) {
            refuse(instances, length);
            return;
        }
        server.suspend();
        Subscriber.pause(length);
        server.resume();
    }

    private static void refuse(List<Instance> victims, int length) {
        victims.forEach(victim -> victim.mongo().refuse());
        Subscriber.pause(length);
        victims.forEach(victim -> victim.mongo().admit());
    }

    @Override
    public void close() throws IOException {
        for (Instance instance : instances) {
            instance.close();
        }
        topics.close();
        mongo.getDatabase(name).drop();
        mongo.getDatabase(name + "-system").drop();
        mongo.close();
    }
}
