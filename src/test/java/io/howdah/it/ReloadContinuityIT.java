package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.CapturedLog;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.Pace;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.Things;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.camel.spi.RouteController;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A channel's routes are replaced while hundreds of events flow: a client that stays, and clients that come back from before, get each
 * event, or {@code resync} or {@code "recovered":false}.
 */
class ReloadContinuityIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String TOPIC = "things.topic";

    private static final String SCHEMA = """
            type Thing @readModel(collection: "things", key: "id", version: "sequence") @public {
              id: ID!
              sequence: Long!
              status: String @filterable
            }
            """;

    private static final String ROUTES = Things.routes("{id: .id, sequence: .sequence, status: .status}");

    private static final String NOTIFY = """
            - templatedRoute:
                routeTemplateRef: notify
                routeId: %s
                parameters:
                  - name: model
                    value: Thing
                  - name: channel
                    value: %s
            """;

    private final CapturedLog said = new CapturedLog();
    private final Set<String> sent = new ConcurrentSkipListSet<>();
    private final AtomicBoolean over = new AtomicBoolean();

    @TempDir
    private Path root;

    private ApplicationFolder folder;
    private RunningApplication howdah;

    /** Changes what runs while events flow. */
    private interface Change {
        void make() throws Exception;
    }

    @BeforeEach
    void start() throws Exception {
        folder = ApplicationFolder.in(root)
                .set(TOPIC, "none")
                .write(ApplicationFolder.SCHEMA_FILE, SCHEMA)
                .write(ApplicationFolder.ROUTES_FILE, ROUTES);
        howdah = RunningApplication.folder(root, Map.of(), List.of(TOPIC));
        howdah.reloadChanges();
        said.attach();
    }

    @AfterEach
    void stop() {
        over.set(true);
        said.detach();
        howdah.close();
    }

    @Test
    void notifyRouteGetsAnotherId() throws Exception {
        assertNothingIsMissed(() -> {
            folder.write(ApplicationFolder.ROUTES_FILE, ROUTES.replace("things-notify", "things-tell"));
            awaitReload("routes things-tell; without things-notify");
        });
    }

    @Test
    void notifyRouteMovesToAnotherFile() throws Exception {
        String notify = NOTIFY.formatted("things-notify", "things");
        assertThat(ROUTES).contains(notify);
        assertNothingIsMissed(() -> {
            folder.write("routes/domains/more.camel.yaml", notify.replace("things-notify", "things-tell"));
            folder.write(ApplicationFolder.ROUTES_FILE, ROUTES.replace(notify, ""));
            awaitReload("things-tell");
        });
    }

    @Test
    void routesExchangeTheirChannels() throws Exception {
        String others = NOTIFY.formatted("others-notify", "others").replace("Thing", "Other");
        folder.write("graphql/others.graphqls", SCHEMA.replace("Thing", "Other").replace("things", "others"));
        folder.write(ApplicationFolder.ROUTES_FILE, ROUTES + others);
        awaitReload("others-notify");
        assertNothingIsMissed(() -> {
            folder.write(
                    ApplicationFolder.ROUTES_FILE,
                    (ROUTES + others)
                            .replace("things-notify", "was-things")
                            .replace("others-notify", "things-notify")
                            .replace("was-things", "others-notify"));
            awaitReload("routes others-notify, things-notify");
        });
    }

    @Test
    void reloadFailsAndAllIsAsItWas() throws Exception {
        assertNothingIsMissed(() -> {
            folder.write(ApplicationFolder.ROUTES_FILE, ROUTES.replace("things-notify", "things-tell") + """
                    - route:
                        id: zzz-broken
                        from:
                          uri: mongodb:mongo
                          parameters:
                            consumerType: changeStreams
                            database: "{{howdah.mongo.database}}"
                            collection: others
                            streamFilter: none
                          steps:
                            - log: "${body}"
                    """);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(said.lines()).anyMatch(line -> line.contains("the former state is restored")));
        });
    }

    @Test
    void notifyRouteIsStoppedAndStarted() throws Exception {
        assertNothingIsMissed(() -> {
            RouteController routes = howdah.camelContext().getRouteController();
            routes.stopRoute("things-notify");
            int before = sent.size();
            await().until(() -> sent.size() > before + 50);
            routes.startRoute("things-notify");
        });
    }

    private void assertNothingIsMissed(Change change) throws Exception {
        try (NotificationClient stays = howdah.subscribe("things")) {
            // Given cursors of clients that were cut off before
            CompletableFuture<Void> events = CompletableFuture.runAsync(this::send);
            Map<String, Set<String>> cursors = new LinkedHashMap<>();
            for (int taken = 100; taken <= 300; taken += 20) {
                int enough = taken;
                await().atMost(PATIENCE).until(() -> stays.frames().size() >= enough);
                remember(stays, cursors);
            }

            // When
            change.make();
            int soFar = sent.size();
            await().atMost(PATIENCE).until(() -> sent.size() > soFar + 200);
            over.set(true);
            events.get(1, TimeUnit.MINUTES);

            // Then
            for (Map.Entry<String, Set<String>> cursor : cursors.entrySet()) {
                try (NotificationClient back =
                        new NotificationClient(howdah.port(), "things", "as=alice&since=" + cursor.getKey())) {
                    assertGetsAll(back, cursor.getValue());
                }
            }
            assertGetsAll(stays, Set.of());
            assertThat(stays.controls("resync"))
                    .as("no gap, so nobody begins anew")
                    .isEmpty();
        }
    }

    /** What a client has at a moment, with the cursor of the last event of it. */
    private static void remember(NotificationClient client, Map<String, Set<String>> cursors) {
        List<JsonNode> frames = new ArrayList<>(client.frames());
        cursors.put(frames.get(frames.size() - 1).path("id").asText(), keys(frames));
    }

    private void assertGetsAll(NotificationClient client, Set<String> before) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(client.controls("ready")).isNotEmpty();
            boolean beginsAnew = !client.controls("resync").isEmpty()
                    || (!before.isEmpty()
                            && !client.controls("ready")
                                    .get(0)
                                    .at("/data/recovered")
                                    .asBoolean());
            if (!beginsAnew) {
                assertThat(missing(client, before))
                        .as("missing of %s", sent.size())
                        .isEmpty();
            }
        });
    }

    private Set<String> missing(NotificationClient client, Set<String> before) {
        Set<String> missing = new TreeSet<>(sent);
        missing.removeAll(before);
        missing.removeAll(keys(client.frames()));
        return missing;
    }

    private static Set<String> keys(List<JsonNode> frames) {
        return frames.stream().map(frame -> frame.path("subject").asText()).collect(Collectors.toSet());
    }

    private void awaitReload(String what) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(said.lines()).anyMatch(line -> line.contains("Reloaded") && line.contains(what)));
    }

    /** Events of keys that are used once, so that each is one change. */
    private void send() {
        for (int batch = 0; !over.get(); batch++) {
            Map<String, String> records = new LinkedHashMap<>();
            for (int i = 0; i < 5; i++) {
                String key = "k" + (batch * 5 + i);
                records.put(key, "{\"id\":\"%s\",\"sequence\":1,\"status\":\"NEAR\"}".formatted(key));
            }
            howdah.sendAll(TOPIC, records);
            sent.addAll(records.keySet());
            Pace.sleep(Duration.ofMillis(10));
        }
    }
}
