package io.howdah.push.camel;

import static io.howdah.http.RunningServers.FREE_PORTS;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.event.CommandListener;
import io.howdah.change.ChangeHistory;
import io.howdah.change.ChangeStreamComponent;
import io.howdah.change.Cursors;
import io.howdah.change.StreamPositions;
import io.howdah.config.PushSettings;
import io.howdah.config.ShareSettings;
import io.howdah.http.HttpServers;
import io.howdah.http.RunningServers;
import io.howdah.ingest.ErrorClassification;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.observe.Tracing;
import io.howdah.push.channel.Channel;
import io.howdah.push.channel.Channels;
import io.howdah.push.channel.LoopGroup;
import io.howdah.push.channel.NotificationSteps;
import io.howdah.push.transport.SocketLimits;
import io.howdah.query.ProcessorTimes;
import io.howdah.runtime.CamelMain;
import io.howdah.security.CursorKeys;
import io.howdah.security.LiveSessions;
import io.howdah.security.Revocations;
import io.howdah.store.ModelCollections;
import io.howdah.testing.TestServices;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.bson.Document;

/**
 * The channel {@code rides} on a port and on the test run's MongoDB: changes of the collection go through the shipped
 * template. Clients authenticate by {@code ?as=}.
 */
public final class RunningChannels implements AutoCloseable {

    public static final String PATH = "/notifications/rides";

    /** A channel without a read model. */
    public static final String ALARMS = "/notifications/alarms";

    /** A path that sends each message back. */
    public static final String ECHO = "/echo";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_CHANNELS = 4;
    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource(
            "rides.graphqls",
            IntStream.range(0, MAX_CHANNELS).mapToObj(RunningChannels::type).collect(Collectors.joining()))));

    private final RunningServers servers;
    private final MongoClient mongo;
    private final MongoDatabase database;
    private final MongoDatabase system;
    private final ModelCollections collections;
    private final Map<String, Document> last = new HashMap<>();
    private Channels channels;

    /**
     * Sends a position to every idle subscriber. Twice, as a subscriber with an event since its last turn is skipped.
     */
    public void sendPositions() {
        IntStream.range(0, 2 * LoopGroup.TURNS)
                .map(turn -> turn % LoopGroup.TURNS)
                .forEach(channel()::sendPositions);
    }

    /** Options; each has a default. */
    public static final class Options {
        private String uri = TestServices.mongoUri();
        private PushSettings settings = RunningChannels.settings(20_000, 20_000, 1024 * 1024, 16 * 1024 * 1024);
        private SocketLimits limits = SocketLimits.of(64 * 1024);
        private int channels = 1;
        private boolean conflate;
        private boolean every;
        private Processor edge = exchange -> {};
        private Processor payload = exchange -> {};
        private CommandListener commands = new CommandListener() {};

        public Options uri(String mongoUri) {
            uri = mongoUri;
            return this;
        }

        public Options settings(PushSettings push) {
            settings = push;
            return this;
        }

        public Options limits(SocketLimits ofSockets) {
            limits = ofSockets;
            return this;
        }

        /** Number of channels, up to 4, each with a model of its own: {@code rides}, {@code rides-1} and so on. */
        public Options channels(int number) {
            channels = number;
            return this;
        }

        public Options conflate() {
            conflate = true;
            return this;
        }

        /** The notify routes run for every change. */
        public Options every() {
            every = true;
            return this;
        }

        public Options edge(Processor step) {
            edge = step;
            return this;
        }

        public Options payload(Processor step) {
            payload = step;
            return this;
        }

        public Options commands(CommandListener listener) {
            commands = listener;
            return this;
        }

        public RunningChannels start() throws Exception {
            return new RunningChannels(this);
        }
    }

    public static Options options() {
        return new Options();
    }

    public static PushSettings settings(int connections, int ofSubject, int queueBytes, int bufferBytes) {
        return settings(shares(connections, ofSubject), queueBytes, bufferBytes, Duration.ofMinutes(5));
    }

    public static PushSettings settings(ShareSettings shares, int queueBytes, int bufferBytes, Duration maxLag) {
        return new PushSettings(shares, queueBytes, bufferBytes, 32, 8, maxLag, Duration.ofSeconds(5));
    }

    /** Limits that restrict connections only. */
    public static ShareSettings shares(int connections, int ofSubject) {
        int many = 1_000_000;
        return new ShareSettings(connections, ofSubject, ofSubject, many, many, many, many, many, many, many);
    }

    private RunningChannels(Options options) throws Exception {
        mongo = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(options.uri))
                .addCommandListener(options.commands)
                .build());
        String name = TestServices.uniqueName("push");
        database = mongo.getDatabase(name);
        system = mongo.getDatabase(name + "-system");
        collections = new ModelCollections(mongo, name);
        IntStream.range(0, options.channels).forEach(i -> collections.createIndexes(name(i), List.of()));
        collections.start();
        servers = RunningServers.start(
                FREE_PORTS, (main, http) -> wire(main, http, options), new Edge(options.edge, options.payload));
        for (int i = 0; i < options.channels; i++) {
            TemplatedRouteBuilder.builder(servers.camel(), "notify")
                    .routeId(name(i) + "-notify")
                    .parameter("model", model(i))
                    .parameter("channel", name(i))
                    .parameter("payload", "direct:payload")
                    .parameter("conflate", options.conflate)
                    .parameter("every", options.every)
                    .add();
        }
        channels.startMetrics();
        for (int i = 0; i < options.channels; i++) {
            Channel channel = channel(i);
            await().atMost(TIMEOUT).until(() -> !channel.end().isEmpty());
        }
    }

    private void wire(CamelMain main, HttpServers http, Options options) {
        ObjectMapper json = new ObjectMapper();
        channels = new Channels(
                main.context(),
                MODELS,
                collections,
                mongo,
                new ChangeHistory(database, collections),
                new Cursors(new CursorKeys(system, Optional.empty())),
                json,
                new ErrorClassification()::isOwnFault,
                options.settings,
                new LiveSessions(
                        new Revocations(system, Duration.ZERO),
                        token -> Future.failedFuture("no provider"),
                        Duration.ofMinutes(1),
                        1),
                new ProcessorTimes(100));
        main.addOverrideProperty("howdah.mongo.database", database.getName());
        main.configure()
                .withRoutesIncludePattern(
                        "classpath:routes/shared/errors.camel.yaml,classpath:routes/templates/notify.camel.yaml");
        main.bind("vertx-websocket", new PushComponent(http, options.limits, channels, Map.of()));
        main.bind("mongo", mongo);
        main.bind("mongodb", new ChangeStreamComponent(collections, List.of(channels)));
        main.bind("readModels", MODELS);
        main.bind("faults", new ErrorClassification());
        main.bind("notification", new NotificationSteps(MODELS, json, Tracing.OFF));
        main.bind("notificationFrame", (AggregationStrategy) NotificationSteps::transformed);
    }

    private static final class Edge extends RouteBuilder {
        private final Processor edge;
        private final Processor payload;

        Edge(Processor edge, Processor payload) {
            this.edge = edge;
            this.payload = payload;
        }

        @Override
        public void configure() {
            from("vertx-websocket:/notifications/{channel}").process(edge);
            from("vertx-websocket:" + ECHO).to("vertx-websocket:" + ECHO);
            from("direct:alarms").to("vertx-websocket:" + ALARMS + "?sendToAll=true");
            from("direct:payload").errorHandler(noErrorHandler()).process(payload);
        }
    }

    public int port() {
        return servers.servers().port();
    }

    public RunningServers servers() {
        return servers;
    }

    public Channels channels() {
        return channels;
    }

    public Channel channel() {
        return channel(0);
    }

    public Channel channel(int channel) {
        return channels.at(path(channel)).orElseThrow();
    }

    public String path(int channel) {
        return "/notifications/" + name(channel);
    }

    private static String type(int number) {
        return """
                type %s @readModel(collection: "%s", key: "id", version: "sequence") @readers(roles: ["support"]) {
                  id: ID!
                  sequence: Long!
                  riderId: ID! @owner
                  status: String @filterable
                  note: String
                }
                """.formatted(model(number), name(number));
    }

    private static String model(int number) {
        return "Ride" + (number == 0 ? "" : number);
    }

    /** Name of a channel and of its collection. */
    private static String name(int number) {
        return number == 0 ? "rides" : "rides-" + number;
    }

    public MongoDatabase database() {
        return database;
    }

    public MongoDatabase system() {
        return system;
    }

    public MongoCollection<Document> rides() {
        return database.getCollection("rides");
    }

    /** Cursor of the channel's current position. */
    public String cursor() {
        return cursor(0);
    }

    public String cursor(int channel) {
        return channel(channel).encoder().cursor(channel(channel).end());
    }

    /** Opens a client and waits until it is subscribed. */
    public TestSocket open(String query) throws Exception {
        TestSocket socket = openAtOnce(query);
        await().atMost(TIMEOUT).until(() -> !socket.received().isEmpty());
        return socket;
    }

    /** Opens a client without waiting until it is subscribed. */
    public TestSocket openAtOnce(String query) throws Exception {
        return TestSocket.open(port(), PATH + "?" + query);
    }

    /** Waits until the channel has received all changes written so far. */
    public void awaitFollowed() {
        String marker = TestServices.uniqueName("marker");
        try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> changes = database.watch(
                        List.of(Aggregates.match(Filters.eq("documentKey._id", marker))))
                .cursor()) {
            put(marker, 1, "none", "NEAR", "");
            String position = StreamPositions.of(changes.next().getResumeToken());
            await().atMost(TIMEOUT).until(() -> channel().end().compareTo(position) >= 0);
        }
    }

    /** Writes a ride like ingest does. */
    public void put(String id, long version, String rider, String status, String note) {
        Document ride = ride(id, version, rider, status, note);
        rides().replaceOne(new Document("_id", id), ride, new ReplaceOptions().upsert(true));
    }

    /** Writes new rides in one bulk write. */
    public void putAll(String prefix, int number, String rider, String note) {
        putAll(0, prefix, number, rider, note);
    }

    public void putAll(int channel, String prefix, int number, String rider, String note) {
        List<ReplaceOneModel<Document>> writes = new ArrayList<>(number);
        for (int i = 0; i < number; i++) {
            String id = prefix + i;
            writes.add(new ReplaceOneModel<>(
                    new Document("_id", id), ride(id, 1, rider, "NEAR", note), new ReplaceOptions().upsert(true)));
        }
        database.getCollection(name(channel)).bulkWrite(writes);
    }

    private Document ride(String id, long version, String rider, String status, String note) {
        Document header = new Document("rev", version)
                .append("v", new Document("main", version))
                .append("at", new Date());
        Document former = last.get(id);
        if (former != null) {
            header.append("was", former);
        }
        last.put(id, new Document("riderId", rider).append("status", status));
        return new Document("_id", id)
                .append("id", id)
                .append("sequence", version)
                .append("riderId", rider)
                .append("status", status)
                .append("note", note)
                .append("_h", header);
    }

    /** Value of a metric, summed over all tags except those given as {@code key, value}. */
    public double metric(String name, String... tags) {
        MeterRegistry registry = servers.camel().getRegistry().findSingleByType(MeterRegistry.class);
        double sum = 0;
        for (Meter meter : registry.find(name).tags(tags).meters()) {
            sum += meter instanceof Gauge gauge
                    ? gauge.value()
                    : meter.measure().iterator().next().getValue();
        }
        return sum;
    }

    @Override
    public void close() throws Exception {
        channels.drain();
        servers.close();
        channels.close();
        collections.close();
        database.drop();
        system.drop();
        mongo.close();
    }
}
