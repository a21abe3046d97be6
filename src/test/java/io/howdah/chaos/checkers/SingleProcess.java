package io.howdah.chaos.checkers;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.howdah.chaos.faults.Instance;
import io.howdah.chaos.faults.Instance.Launch;
import io.howdah.chaos.faults.KafkaRedirect;
import io.howdah.chaos.faults.Services;
import io.howdah.chaos.faults.TcpProxy;
import io.howdah.chaos.faults.WireProtocol;
import io.howdah.chaos.loads.Rides;
import io.howdah.testing.FreePort;
import io.howdah.testing.Http;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTokens;
import io.howdah.testing.TestTopics;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.bson.Document;

/**
 * One application on one process that is watched for long, with its own proxy to each service. Subscribers receive events about
 * rides. In addition, a durable route sends each change of a ride to a topic.
 */
final class SingleProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = Http.client();

    private static final String DURABLE_FILE = "routes/told.camel.yaml";
    private static final String DURABLE_ROUTE = """
            - route:
                id: rides-told
                description: Tells a topic of each change of a ride
                from:
                  uri: mongodb:mongo
                  parameters:
                    consumerType: changeStreams
                    database: "{{howdah.mongo.database}}"
                    collection: "{{readmodel:Ride.collection}}"
                    changeStreamTokenRepository: "#changeStreamTokens"
                  steps:
                    - filter:
                        id: has-ride
                        expression:
                          simple:
                            expression: ${body} != null
                        steps:
                          - setHeader:
                              id: ride-key
                              name: kafka.KEY
                              expression:
                                simple:
                                  expression: ${header._id}
                          - setBody:
                              id: ride-sequence
                              expression:
                                simple:
                                  expression: ${body[sequence]}
                          - to:
                              id: told-topic
                              uri: kafka:{{told.topic}}
            """;

    private final Services services;
    private final String name;
    private final Path folder;
    private final MongoClient mongo;
    private final TestTopics topics;
    private final Instance instance;
    private final int port;
    private final int managementPort;

    private SingleProcess(String name, Services services, Map<String, String> settings, List<String> jvmOptions)
            throws Exception {
        this.services = services;
        this.name = TestServices.uniqueName(name);
        this.folder = Path.of("target", "chaos", this.name).toAbsolutePath();
        this.mongo = MongoClients.create(services.mongoUri());
        this.topics = new TestTopics(services.brokers());
        this.port = FreePort.find();
        this.managementPort = FreePort.find();
        topics.create(List.of(ridesTopic(), deadLetterTopic(), toldTopic()));
        Path app = folder.resolve("app");
        Rides.addTo(app);
        Instance.write(app.resolve(DURABLE_FILE), DURABLE_ROUTE);
        KafkaRedirect kafka = KafkaRedirect.to(services, "127.0.0.4", folder.resolve("hosts"));
        TcpProxy toMongo = TcpProxy.start(WireProtocol.MONGO, "127.0.0.1", 0, services.primary());
        Launch launch = new Launch(
                "dev",
                Stream.concat(kafka.jvmOptions().stream(), jvmOptions.stream()).toList(),
                Map.of(
                        "HOWDAH_HTTP_PORT", Integer.toString(port),
                        "HOWDAH_MANAGEMENT_PORT", Integer.toString(managementPort),
                        "HOWDAH_KAFKA_BROKERS", services.brokers(),
                        "HOWDAH_MONGO_URI", services.mongoUriBy(toMongo.port())));
        this.instance = new Instance("process", app, launch, settings(settings), toMongo, kafka.proxy());
    }

    /**
     * Starts it, and waits until it serves.
     *
     * @param settings what differs from the defaults
     * @param jvmOptions additional options of its JVM
     */
    static SingleProcess start(String name, Services services, Map<String, String> settings, List<String> jvmOptions)
            throws Exception {
        SingleProcess process = new SingleProcess(name, services, settings, jvmOptions);
        try {
            process.instance.start();
            await("ready, see " + process.folder)
                    .atMost(START)
                    .ignoreExceptions()
                    .until(() -> process.health("/ready").statusCode() == 200);
            return process;
        } catch (Exception | Error e) {
            process.close();
            throw e;
        }
    }

    private String settings(Map<String, String> more) {
        return """
                howdah.kafka.group=%s
                howdah.mongo.database=%s
                howdah.mongo.system-database=%s-system
                rides.topic=%s
                told.topic=%s
                """.formatted(name, name, name, ridesTopic(), toldTopic())
                + more.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue() + "\n")
                        .collect(Collectors.joining());
    }

    /** The folder with the input and the output of the process. */
    Path folder() {
        return folder;
    }

    Instance instance() {
        return instance;
    }

    int port() {
        return port;
    }

    String ridesTopic() {
        return name + ".rides";
    }

    String deadLetterTopic() {
        return ridesTopic() + ".dlq";
    }

    String toldTopic() {
        return name + ".told";
    }

    MongoCollection<Document> rides() {
        return mongo.getDatabase(name).getCollection("rides");
    }

    /** Sends a ride of alice. */
    void send(String id, long sequence) throws ExecutionException, InterruptedException {
        send(id, """
                {"id":"%s","sequence":%d,"riderId":"alice","status":"NEAR"}""".formatted(id, sequence), Map.of());
    }

    void send(String key, String value, Map<String, String> headers) throws ExecutionException, InterruptedException {
        topics.send(ridesTopic(), key, value, headers);
    }

    /** Returns the keys of the records that the durable route has sent, one per record. */
    List<String> told() {
        return keys(toldTopic());
    }

    List<String> deadLetters() {
        return keys(deadLetterTopic());
    }

    private List<String> keys(String topic) {
        return TestTopics.readAll(services.brokers(), topic).stream()
                .map(record -> new String(record.key()))
                .toList();
    }

    /** Changes its files, which it reloads while it runs: the durable route in one way, or the SDL in another. */
    void change(int times) throws IOException {
        String words = "for the " + times + "th time";
        Path app = folder.resolve("app");
        if (times % 2 == 0) {
            Instance.write(app.resolve(DURABLE_FILE), DURABLE_ROUTE.replace("of a ride", "of a ride " + words));
        } else {
            Rides.addTo(app, "\"A ride, described " + words + ".\"\n");
        }
    }

    /** The name of the ingest route's group. */
    String group() {
        return name + "." + ridesTopic() + ".Ride";
    }

    /** How many consumers are in the ingest route's group. */
    int members() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", services.brokers()))) {
            return admin.describeConsumerGroups(List.of(group()))
                    .describedGroups()
                    .get(group())
                    .get()
                    .members()
                    .size();
        }
    }

    /** Asks health; {@code which} is {@code /live}, {@code /ready} or nothing. */
    HttpResponse<String> health(String which) throws IOException, InterruptedException {
        return get("/observe/health" + which);
    }

    /** What the metrics say. */
    Stream<String> metrics() throws IOException, InterruptedException {
        return get("/observe/metrics").body().lines();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(TestTokens.request("http://127.0.0.1:" + managementPort + path));
    }

    /** Posts a query of alice and gives the response's body. */
    JsonNode query(String query) throws IOException, InterruptedException {
        return JSON.readTree(post("/graphql", JSON.writeValueAsString(Map.of("query", query)), TestTokens.of("alice"))
                .body());
    }

    /** Asks for a ticket for alice. */
    HttpResponse<String> ticket() throws IOException, InterruptedException {
        return post("/notifications/ticket", "{\"path\": \"/notifications/rides\"}", TestTokens.of("alice"));
    }

    /** Asks for alice's rides by REST. */
    HttpResponse<String> list() throws IOException, InterruptedException {
        return send(TestTokens.request("http://127.0.0.1:" + port + "/api/rides?as=alice"));
    }

    /** Posts JSON by this token. */
    HttpResponse<String> post(String path, String json, String token) throws IOException, InterruptedException {
        return send(TestTokens.request("http://127.0.0.1:" + port + path)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString(json)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
    }

    /** Returns the output of the process so far. */
    List<String> said() throws IOException {
        return Files.readAllLines(instance.log());
    }

    /** What the process has in use now. */
    ResourceUsage usage() throws Exception {
        return ResourceUsage.of(this);
    }

    @Override
    public void close() throws IOException {
        instance.close();
        topics.close();
        mongo.getDatabase(name).drop();
        mongo.getDatabase(name + "-system").drop();
        mongo.close();
    }
}
