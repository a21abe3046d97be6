package io.howdah.oracle;

import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import io.howdah.chaos.faults.TcpProxy;
import io.howdah.chaos.faults.TcpProxy.Direction;
import io.howdah.chaos.faults.TcpProxy.Verdict;
import io.howdah.chaos.faults.WireProtocol;
import io.howdah.testing.ApplicationUnderTest;
import io.howdah.testing.TestServices;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/** The process that serves a round, and what can happen to it. */
final class Host implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int MAX_OUTAGE_MS = 700;
    private static final String RELOADS = "howdah_reload_seconds_count\\{.*outcome=\"done\".*\\}";
    private static final String COMMANDS = "(getMore|aggregate|find|insert|update)\\b.*";

    private final Application files;
    private final TcpProxy mongo;
    private final Writer writer;
    private final Topics topics;
    private final ApplicationUnderTest process;
    private volatile int port;

    Host(Application files, Writer writer, Topics topics, MongoClient client, Map<String, String> settings)
            throws IOException {
        this.writer = writer;
        this.topics = topics;
        this.files = files;
        this.mongo = TcpProxy.start(WireProtocol.MONGO, "127.0.0.1", 0, primary(client));
        Map<String, String> all = new HashMap<>(settings);
        all.put("howdah.mongo.uri", uriBy(mongo.port()));
        this.process = ApplicationUnderTest.start(files.folder(), all);
        this.port = process.port();
    }

    private static InetSocketAddress primary(MongoClient client) {
        String primary =
                client.getDatabase("admin").runCommand(new Document("hello", 1)).getString("primary");
        int colon = primary.lastIndexOf(':');
        return new InetSocketAddress(primary.substring(0, colon), Integer.parseInt(primary.substring(colon + 1)));
    }

    private static String uriBy(int port) {
        String uri = new ConnectionString(TestServices.mongoUri()).getConnectionString();
        String led = uri.replaceFirst("^(mongodb://(?:[^@/]*@)?)[^/?]+", "$1127.0.0.1:" + port);
        String separator = led.contains("?") ? "&" : led.endsWith("/") ? "?" : "/?";
        return led + separator + "directConnection=true";
    }

    /** Returns the port that clients connect to. It refuses connections during a restart. */
    int port() {
        return port;
    }

    void make(Fault fault, Dice dice, List<Model> models, List<Subscriber> subscribers) throws Exception {
        switch (fault) {
            case RESTARTED -> {
                process.close();
                restart();
            }
            case KILLED -> {
                mongo.refuse();
                subscribers.forEach(Subscriber::cut);
                process.close();
                mongo.admit();
                restart();
            }
            case MONGO_CUT -> {
                mongo.refuse();
                pause(dice.below(MAX_OUTAGE_MS));
                mongo.admit();
            }
            case STEPPED_DOWN -> {
                mongo.tap((direction, command) -> direction == Direction.TO_CLIENT && command.matches(COMMANDS)
                        ? Verdict.NO_PRIMARY
                        : Verdict.PASS);
                pause(dice.below(MAX_OUTAGE_MS));
                mongo.untap();
            }
            case POSITIONS -> {
                for (int i = 0; i < 20; i++) {
                    process.tellPositions();
                    pause(dice.below(50));
                }
            }
            case ROUTES_RENAMED -> reload(files::renameRoutes);
            case FIELD_FILTERABLE -> {
                List<Model> left = models.stream()
                        .filter(model -> !files.isLateFilterable(model))
                        .toList();
                if (!left.isEmpty()) {
                    reload(() -> files.makeFilterable(dice.of(left)));
                }
            }
            case REBASED ->
                rebase(dice.of(models.stream().filter(Model::isByOffset).toList()), dice);
            case REBUILT ->
                rebuild(dice.of(
                        models.stream().filter(model -> !model.isExternal()).toList()));
        }
    }

    /** Returns how many changes replaced others for slow clients since it was started. */
    long conflated() throws Exception {
        return process.metric("howdah_push_conflated_total(\\{.*\\})?");
    }

    private void restart() {
        process.start();
        port = process.port();
    }

    private void reload(Runnable change) throws Exception {
        long before = process.metric(RELOADS);
        change.run();
        await("a reload").atMost(PATIENCE).until(() -> process.metric(RELOADS) > before);
    }

    private void rebase(Model model, Dice dice) throws Exception {
        boolean isNew = dice.oneIn(2);
        writer.pauseFor(model, () -> topics.change(files.topic(model, false), isNew));
        await("a rebase of " + model.name())
                .atMost(PATIENCE)
                .until(() -> process.ask("model", "rebase", model.name()).contains("as they are now"));
    }

    private void rebuild(Model model) {
        process.rebuild(model.name());
        await("a rebuild of " + model.name())
                .atMost(PATIENCE)
                .until(() -> process.rebuildState(model.name()).matches("done|failed|stopped"));
    }

    private static void pause(int milliseconds) {
        Subscriber.pause(milliseconds);
    }

    @Override
    public void close() throws IOException {
        process.close();
        mongo.close();
    }
}
