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
 * The channel {@code rides} on a port, on the test run's MongoDB: what is written to the collection goes through the shipped
 * template. Subscribers say who they are by {@code ?as=}.
 */
public final class RunningHub implements AutoCloseable {

    public static final String PATH = "/notifications/rides";

    /** A channel that is no read model's. */
    public static final String ALARMS = "/notifications/alarms";

    /** What a client says there it is told again. */
    public static final String ECHO = "/echo";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MAX_CHANNELS = 4;
    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource(
            "rides.graphqls",
            IntStream.range(0, MAX_CHANNELS).mapToObj(RunningHub::type).collect(Collectors.joining()))));

    private final RunningServers servers;
    private final MongoClient mongo;
    private final MongoDatabase database;
    private final MongoDatabase system;
    private final ModelCollections collections;
    private final Map<String, Document> last = new HashMap<>();
    private Channels feeds;

    /** Sends every quiet subscriber a position. */
    /** Twice: who was sent something since its last turn gets none. */
    public void tellPositions() {
        IntStream.range(0, 2 * LoopGroup.TURNS)
                .map(turn -> turn % LoopGroup.TURNS)
                .forEach(feed()::sendPositions);
    }

    /** What a hub may be told to be; what is not said is as usual. */
    public static final class Options {
        private String uri = TestServices.mongoUri();
        private PushSettings settings = RunningHub.settings(20_000, 20_000, 1024 * 1024, 16 * 1024 * 1024);
        private SocketLimits limits = SocketLimits.of(64 * 1024);
        private int channels = 1;
        private boolean conflate;
        private Processor edge = exchange -> {};
        private Processor frame = exchange -> {};
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

        /** Up to 4 channels, each of a model of its own: {@code rides}, {@code rides-1} and so on. */
        public Options channels(int number) {
            channels = number;
            return this;
        }

        public Options conflate() {
            conflate = true;
            return this;
        }

        public Options edge(Processor step) {
            edge = step;
            return this;
        }

        public Options frame(Processor step) {
            frame = step;
            return this;
        }

        public Options commands(CommandListener listener) {
            commands = listener;
            return this;
        }

        public RunningHub start() throws Exception {
            return new RunningHub(this);
        }
    }

    public static Options options() {
        return new Options();
    }

    public static PushSettings settings(int connections, int ofSubject, int queueBytes, int ringBytes) {
        return settings(shares(connections, ofSubject), queueBytes, ringBytes, Duration.ofMinutes(5));
    }

    public static PushSettings settings(ShareSettings shares, int queueBytes, int ringBytes, Duration maxLag) {
        return new PushSettings(shares, queueBytes, ringBytes, 32, 8, maxLag, Duration.ofSeconds(5));
    }

    /** Shares in which the connections alone are limited. */
    public static ShareSettings shares(int connections, int ofSubject) {
        int many = 1_000_000;
        return new ShareSettings(connections, ofSubject, ofSubject, many, many, many, many, many, many, many);
    }

    private RunningHub(Options options) throws Exception {
        mongo = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(options.uri))
                .addCommandListener(options.commands)
                .build());
        String name = TestServices.uniqueName("hub");
        database = mongo.getDatabase(name);
        system = mongo.getDatabase(name + "-system");
        collections = new ModelCollections(mongo, name);
        IntStream.range(0, options.channels).forEach(i -> collections.createIndexes(channel(i), List.of()));
        collections.start();
        servers = RunningServers.start(
                FREE_PORTS, (main, http) -> wire(main, http, options), new Doors(options.edge, options.frame));
        for (int i = 0; i < options.channels; i++) {
            TemplatedRouteBuilder.builder(servers.camel(), "notify")
                    .routeId(channel(i) + "-notify")
                    .parameter("model", model(i))
                    .parameter("channel", channel(i))
                    .parameter("payload", "direct:frame")
                    .parameter("conflate", options.conflate)
                    .add();
        }
        feeds.startMetrics();
        for (int i = 0; i < options.channels; i++) {
            Channel channel = feed(i);
            await().atMost(PATIENCE).until(() -> !channel.end().isEmpty());
        }
    }

    private void wire(CamelMain main, HttpServers http, Options options) {
        ObjectMapper json = new ObjectMapper();
        feeds = new Channels(
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
        main.bind("vertx-websocket", new PushComponent(http, options.limits, feeds, Map.of()));
        main.bind("mongo", mongo);
        main.bind("mongodb", new ChangeStreamComponent(collections, List.of(feeds)));
        main.bind("readModels", MODELS);
        main.bind("faults", new ErrorClassification());
        main.bind("notification", new NotificationSteps(MODELS, json, Tracing.OFF));
        main.bind("notificationFrame", (AggregationStrategy) NotificationSteps::framed);
    }

    private static final class Doors extends RouteBuilder {
        private final Processor edge;
        private final Processor frame;

        Doors(Processor edge, Processor frame) {
            this.edge = edge;
            this.frame = frame;
        }

        @Override
        public void configure() {
            from("vertx-websocket:/notifications/{channel}").process(edge);
            from("vertx-websocket:" + ECHO).to("vertx-websocket:" + ECHO);
            from("direct:alarms").to("vertx-websocket:" + ALARMS + "?sendToAll=true");
            from("direct:frame").errorHandler(noErrorHandler()).process(frame);
        }
    }

    public int port() {
        return servers.servers().port();
    }

    public RunningServers servers() {
        return servers;
    }

    public Channels feeds() {
        return feeds;
    }

    public Channel feed() {
        return feed(0);
    }

    public Channel feed(int channel) {
        return feeds.at(path(channel)).orElseThrow();
    }

    public String path(int channel) {
        return "/notifications/" + channel(channel);
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
                """.formatted(model(number), channel(number));
    }

    private static String model(int number) {
        return "Ride" + (number == 0 ? "" : number);
    }

    /** The name of a channel, which is that of its collection. */
    private static String channel(int number) {
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

    /** The cursor of where the channel is. */
    public String cursor() {
        return cursor(0);
    }

    public String cursor(int channel) {
        return feed(channel).encoder().cursor(feed(channel).end());
    }

    /** A client that is a subscriber when this returns. */
    public TestSocket open(String query) throws Exception {
        TestSocket socket = openAtOnce(query);
        await().atMost(PATIENCE).until(() -> !socket.received().isEmpty());
        return socket;
    }

    /** A client that need not be a subscriber yet. */
    public TestSocket openAtOnce(String query) throws Exception {
        return TestSocket.open(port(), PATH + "?" + query);
    }

    /** Waits until the channel has seen everything that was written. */
    public void awaitFollowed() {
        String marker = TestServices.uniqueName("marker");
        try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> changes = database.watch(
                        List.of(Aggregates.match(Filters.eq("documentKey._id", marker))))
                .cursor()) {
            put(marker, 1, "nobody", "NEAR", "");
            String position = StreamPositions.of(changes.next().getResumeToken());
            await().atMost(PATIENCE).until(() -> feed().end().compareTo(position) >= 0);
        }
    }

    /** Writes a ride as ingest would. */
    public void put(String id, long version, String rider, String status, String note) {
        Document ride = ride(id, version, rider, status, note);
        rides().replaceOne(new Document("_id", id), ride, new ReplaceOptions().upsert(true));
    }

    /** Writes new rides, all at once. */
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
        database.getCollection(channel(channel)).bulkWrite(writes);
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

    /** The value of a metric, summed over the tags that are not given as {@code key, value}. */
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
        feeds.drain();
        servers.close();
        feeds.close();
        collections.close();
        database.drop();
        system.drop();
        mongo.close();
    }
}
