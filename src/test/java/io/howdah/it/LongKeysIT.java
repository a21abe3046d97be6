package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.EventSourceClient;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.Things;
import io.howdah.testing.TransportWsClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents whose keys are as long as ingest takes them: their cursors get through every transport. */
class LongKeysIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TOPIC = "things.topic";

    /** 1 KiB. */
    private static final String KEY = "k".repeat(1024);

    @TempDir
    private static Path root;

    private static RunningApplication howdah;
    private static String cursor;

    @BeforeAll
    static void start() throws Exception {
        ApplicationFolder.in(root)
                .set(TOPIC, "none")
                .write(ApplicationFolder.SCHEMA_FILE, ApplicationFolder.SCHEMA)
                .write(ApplicationFolder.ROUTES_FILE, Things.routes("{id: .id, sequence: .sequence}"));
        howdah = RunningApplication.folder(root, Map.of(), List.of(TOPIC));
        try (NotificationClient client = howdah.subscribe("things")) {
            howdah.send(TOPIC, KEY, "{\"id\":\"%s\",\"sequence\":1}".formatted(KEY));
            await().atMost(PATIENCE).until(() -> !client.frames(KEY).isEmpty());
            cursor = client.frames(KEY).get(0).path("id").asText();
        }
        // Its key is in it, if MongoDB's tokens are what they are.
        assertThat(cursor).startsWith("3.").hasSizeGreaterThan(1024).hasSizeLessThan(2048);
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @Test
    void socketGoesOn() {
        try (NotificationClient client = new NotificationClient(howdah.port(), "things", "since=" + cursor)) {
            await().atMost(PATIENCE).until(() -> !client.controls("ready").isEmpty());
            assertThat(client.controls("ready").get(0).at("/data/recovered").asBoolean())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/notifications/things", "/api/things/changes"})
    void eventStreamGoesOn(String path) throws Exception {
        requireRecovered(path, cursor);
        requireRecovered(path + "?since=" + cursor, null);
    }

    private static void requireRecovered(String path, String lastEventId) throws Exception {
        try (EventSourceClient client = new EventSourceClient(
                EventSourceClient.request(howdah.port(), path, lastEventId).build())) {
            await().atMost(PATIENCE).until(() -> !client.all().isEmpty());
            assertThat(client.all().get(0).at("/data/recovered").asBoolean()).isTrue();
        }
    }

    @Test
    void liveQueryGoesOn() {
        try (TransportWsClient client = TransportWsClient.alice(howdah.port())) {
            client.subscribe(
                    "s",
                    "subscription($since: Cursor) { thingChanged(since: $since) { operation recovered } }",
                    Map.of("since", cursor));
            assertThat(client.change("s", "READY").path("recovered").asBoolean())
                    .isTrue();
        }
    }
}
