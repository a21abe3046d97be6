package io.howdah.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.howdah.cli.server.RunCommand;
import io.howdah.config.AuthSettings;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.dev.services.EventTopics;
import io.howdah.dev.web.DevPage;
import io.howdah.http.HttpServers;
import io.howdah.ingest.rebuild.Rebuilds;
import io.howdah.runtime.Application;
import io.howdah.runtime.AuthenticationFactory;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.security.Authentication;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.bson.Document;

/** The demo, or an application folder, on the test run's services, with ports, topics and a database of its own. */
public final class RunningApplication implements AutoCloseable {

    private static final List<String> TOPIC_KEYS = List.of(
            "rides.topic", "deliveries.topic", "prescriptions.topic", "drivers.topic", "prescriptions.commands-topic");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = Http.client();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestTopics topics = new TestTopics();
    private final MongoClient mongo;
    private final SettingValues values;
    private final ApplicationSources sources;
    private final AuthenticationFactory authentication;
    private final Consumer<HttpServers> beside;
    private Application application;

    private RunningApplication(
            SettingValues values,
            ApplicationSources sources,
            AuthenticationFactory authentication,
            Consumer<HttpServers> beside) {
        this.values = values;
        this.sources = sources;
        this.authentication = authentication;
        this.beside = beside;
        this.application = Application.start(values, sources, authentication, beside);
        this.mongo = MongoClients.create(values.asMap().get(Settings.MONGO_URI));
    }

    /** Starts the demo; {@code settings} override its own. */
    public static RunningApplication demo(Map<String, String> settings)
            throws ExecutionException, InterruptedException {
        return start(List.of(), List.of("demo", "dev"), settings, TOPIC_KEYS, RunningApplication::tokens);
    }

    /** Starts the demo with its page, as {@code howdah dev} does; {@code settings} override its own. */
    public static RunningApplication demoWithPage(Map<String, String> settings)
            throws ExecutionException, InterruptedException {
        SettingValues values = prepare(List.of(), List.of("demo", "dev"), settings, TOPIC_KEYS);
        ApplicationSources sources = new ApplicationSources(List.of());
        DevPage page = new DevPage(TestTokens.ISSUER, sources, Settings.of(values));
        return new RunningApplication(values, sources, RunningApplication::tokens, page::serve);
    }

    /** Starts the demo as {@code howdah run} does, which takes the tokens of this issuer; {@code settings} override its own. */
    public static RunningApplication demoOf(IssuerStub issuer, Map<String, String> settings)
            throws ExecutionException, InterruptedException {
        return demoOf(issuer.url(), settings);
    }

    /** The same, of another issuer whose tokens have the same audience. */
    public static RunningApplication demoOf(String issuer, Map<String, String> settings)
            throws ExecutionException, InterruptedException {
        Map<String, String> all = new HashMap<>(Map.of(
                "howdah.auth.mode", "oidc", "howdah.auth.issuer", issuer, "howdah.auth.audience", IssuerStub.AUDIENCE));
        all.putAll(settings);
        return start(List.of(), List.of("demo", "dev"), all, TOPIC_KEYS, RunCommand::byTokens);
    }

    /** Starts an application folder; {@code topicKeys} are the settings that name its topics. */
    public static RunningApplication folder(Path folder, Map<String, String> settings, List<String> topicKeys)
            throws ExecutionException, InterruptedException {
        return folders(List.of(folder), settings, topicKeys);
    }

    /** Starts several application folders together. */
    public static RunningApplication folders(List<Path> folders, Map<String, String> settings, List<String> topicKeys)
            throws ExecutionException, InterruptedException {
        return start(folders, List.of("dev"), settings, topicKeys, RunningApplication::tokens);
    }

    private static RunningApplication start(
            List<Path> folders,
            List<String> profiles,
            Map<String, String> settings,
            List<String> topicKeys,
            AuthenticationFactory authentication)
            throws ExecutionException, InterruptedException {
        SettingValues values = prepare(folders, profiles, settings, topicKeys);
        return new RunningApplication(values, new ApplicationSources(folders), authentication, servers -> {});
    }

    /** The settings of an application whose topics are there. */
    private static SettingValues prepare(
            List<Path> folders, List<String> profiles, Map<String, String> settings, List<String> topicKeys)
            throws ExecutionException, InterruptedException {
        SettingValues values = values(folders, profiles, settings);
        topicKeys.stream()
                .filter(key -> !settings.containsKey(key))
                .forEach(key -> values.override(key, TestServices.uniqueName(key), "test"));
        List<String> names = topicKeys.stream().map(values.asMap()::get).toList();
        try (TestTopics topics = new TestTopics()) {
            topics.create(names.stream()
                    .flatMap(name -> Stream.of(name, name + ".dlq"))
                    .toList());
        }
        return values;
    }

    /** Returns the settings of an application on the test services, with free ports and names of its own. */
    public static SettingValues values(List<Path> folders, List<String> profiles, Map<String, String> settings) {
        SettingValues values = SettingValues.load(profiles, folders, Map.of());
        values.override(Settings.HTTP_PORT, "0", "test");
        values.override(Settings.MANAGEMENT_PORT, "0", "test");
        values.override(Settings.KAFKA_BROKERS, TestServices.brokers(), "test");
        values.override("howdah.kafka.group", TestServices.uniqueName("group"), "test");
        values.override(Settings.MONGO_URI, TestServices.mongoUri(), "test");
        String database = TestServices.uniqueName("howdah");
        values.override("howdah.mongo.database", database, "test");
        values.override("howdah.mongo.system-database", database + "-system", "test");
        // Tests ask faster than any one client may: those of the limit set it.
        values.override("howdah.http.requests-per-second", "100000", "test");
        settings.forEach((key, value) -> values.override(key, value, "test"));
        return values;
    }

    /** Authenticates as in dev mode: by tokens of {@link TestTokens}; a request without a token runs as alice. */
    public static Authentication tokens(AuthSettings settings) {
        return TestTokens.authentication(settings);
    }

    /** Ends the application and starts it again, with the same topics and databases; its ports are others. */
    public void restart() {
        application.close();
        application = Application.start(values, sources, authentication, beside);
    }

    /** Applies changes of its folder from now on, as {@code howdah dev} does. */
    public void reloadChanges() {
        application.reloadChanges(values, sources);
    }

    /** Runs a command that asks this application. */
    public CommandLineRun ask(String... arguments) {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of("--url", "http://127.0.0.1:" + managementPort()));
        return CommandLineRun.of(command.toArray(String[]::new));
    }

    /** A second process's worth of the same application, on the same topics and database; close it before this one. */
    public Application another() {
        return Application.start(values, new ApplicationSources(List.of()), authentication);
    }

    /** A second process's worth of another folder, on the same topics and database, with these settings from now on. */
    public Application another(Path folder, Map<String, String> settings) {
        settings.forEach((key, value) -> values.override(key, value, "test"));
        return Application.start(values, new ApplicationSources(List.of(folder)), authentication);
    }

    /** Ends the application and leaves its topics and its database to {@link #another}. */
    public void stop() {
        application.close();
    }

    /** The environment that makes another process one of the same application. */
    public Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        values.asMap().forEach((key, value) -> {
            if (key.startsWith("howdah.") || key.endsWith("topic")) {
                environment.put(SettingValues.environmentName(key), value);
            }
        });
        // Whose tokens a process of its own takes is not what it is for.
        environment.put("HOWDAH_AUTH_MODE", "none");
        return environment;
    }

    /** Returns the rebuilds of the application. */
    public Rebuilds rebuilds() {
        return application.rebuilds();
    }

    /** Returns a collection of the system database. */
    public MongoCollection<Document> systemCollection(String name) {
        return system().getCollection(name);
    }

    /** Returns the system database. */
    public MongoDatabase system() {
        return mongo.getDatabase(values.asMap().get("howdah.mongo.system-database"));
    }

    /** Returns the settings of the application. */
    public Settings settings() {
        return Settings.of(values);
    }

    /** Returns the Camel context of the application. */
    public CamelContext camelContext() {
        return application.camelContext();
    }

    /** Returns the port that serves clients. */
    public int port() {
        return application.port();
    }

    /** The topic that a setting names in this run. */
    public String topic(String key) {
        return values.asMap().get(key);
    }

    /** The topics of the demo's domain services. */
    public EventTopics eventTopics() {
        return new EventTopics(
                topic("rides.topic"),
                topic("deliveries.topic"),
                topic("prescriptions.topic"),
                topic("drivers.topic"),
                topic("prescriptions.commands-topic"));
    }

    /** Sends a record to the topic that a setting names, and waits until Kafka has it. */
    public void send(String topicKey, String key, String value) throws ExecutionException, InterruptedException {
        topics.send(topic(topicKey), key, value);
    }

    /** Sends a record with this timestamp. */
    public void sendAt(Instant time, String topicKey, String key, String value)
            throws ExecutionException, InterruptedException {
        topics.sendAt(time, topic(topicKey), key, value);
    }

    /** Sends a record to the topic that a setting names, and waits until Kafka has it. */
    public void send(String topicKey, String key, String value, Map<String, String> headers)
            throws ExecutionException, InterruptedException {
        topics.send(topic(topicKey), key, value, headers);
    }

    /** Sends a record to the topic that a setting names, and waits until Kafka has it. */
    public void send(String topicKey, byte[] key, byte[] value) throws ExecutionException, InterruptedException {
        topics.send(topic(topicKey), key, value);
    }

    /** Sends many records at once, by their keys. */
    public void sendAll(String topicKey, Map<String, String> records) {
        topics.sendAll(topic(topicKey), records);
    }

    /** Returns a collection of the application database. */
    public MongoCollection<Document> collection(String name) {
        return mongo.getDatabase(values.asMap().get("howdah.mongo.database")).getCollection(name);
    }

    /** Connects a client to a channel. */
    public NotificationClient subscribe(String channel) {
        return new NotificationClient(port(), channel);
    }

    /** Posts a query of alice and gives the response's body. */
    public JsonNode query(String query) throws IOException, InterruptedException {
        return JSON.readTree(post(query, "alice").body());
    }

    /** Posts what a page's curl command posts, as the same user, and returns the response's body. */
    public JsonNode query(Docs.Block curl) throws IOException, InterruptedException {
        String query = JSON.readTree(curl.curlBody()).path("query").asText();
        return JSON.readTree(post(query, curl.as()).body());
    }

    /** Posts a query without a user. */
    public HttpResponse<String> post(String query) throws IOException, InterruptedException {
        return post(query, "");
    }

    /** Posts a query as a user, such as {@code alice:support}. */
    public HttpResponse<String> post(String query, String as) throws IOException, InterruptedException {
        return post(query, as, "");
    }

    /** Posts a query as a user, with an {@code Idempotency-Key}. */
    public HttpResponse<String> post(String query, String as, String idempotencyKey)
            throws IOException, InterruptedException {
        String body = JSON.writeValueAsString(Map.of("query", query));
        HttpRequest request = TestTokens.request("http://127.0.0.1:" + port() + "/graphql?as=" + as)
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .header("Idempotency-Key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Sends a GET request to a port of this machine. */
    public HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = TestTokens.request("http://127.0.0.1:" + port + path)
                .timeout(PATIENCE)
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The present value of a metric, 0 where it is not there; {@code name} may go on with labels in braces. */
    public double metric(String name) throws IOException, InterruptedException {
        return get(managementPort(), "/observe/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }

    /** Returns the port that serves operators. */
    public int managementPort() {
        return application.managementPort();
    }

    @Override
    public void close() {
        application.close();
        mongo.getDatabase(values.asMap().get("howdah.mongo.database")).drop();
        mongo.getDatabase(values.asMap().get("howdah.mongo.system-database")).drop();
        mongo.close();
        topics.close();
    }
}
