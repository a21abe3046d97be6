package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.howdah.change.Cursors;
import io.howdah.change.DurablePositions;
import io.howdah.ingest.BatchIngest;
import io.howdah.query.PageCursors;
import io.howdah.runtime.Application;
import io.howdah.runtime.source.StartFailure;
import io.howdah.security.CursorKeys;
import io.howdah.security.CursorKeysException;
import io.howdah.security.Tickets;
import io.howdah.store.ModelShapes;
import io.howdah.store.Pointer;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.Docs;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestServices;
import io.howdah.testing.Things;
import io.howdah.upgrade.NewerFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stored in a newer format, row by row of docs/compatibility.md; DurablePlacesTest has that of durable routes. */
class CompatibilityIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TOPIC = "things.topic";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|]+?) \\| [^|]+ \\| (\\d+) \\|");

    @TempDir
    private static Path root;

    private static RunningApplication howdah;

    @BeforeAll
    static void start() throws Exception {
        ApplicationFolder.in(root)
                .set(TOPIC, "none")
                .write(ApplicationFolder.SCHEMA_FILE, ApplicationFolder.SCHEMA)
                .write(ApplicationFolder.ROUTES_FILE, Things.routes("{id: .id, sequence: .sequence}"));
        howdah = RunningApplication.folder(root, Map.of(), List.of(TOPIC));
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @Test
    void formatsOfThePageAreThoseOfTheCode() {
        Map<String, String> listed = new LinkedHashMap<>();
        Matcher row = ROW.matcher(Docs.text("docs/compatibility.md"));
        while (row.find()) {
            listed.put(row.group(1), row.group(2));
        }
        assertThat(listed)
                .isEqualTo(Map.of(
                        "cursor of a page",
                        PageCursors.FORMAT,
                        "cursor of a channel",
                        Cursors.FORMAT,
                        "cursor keys",
                        text(CursorKeys.FORMAT.number()),
                        "ticket, pass",
                        text(Tickets.FORMAT.number()),
                        "document",
                        text(BatchIngest.FORMAT.number()),
                        "position of a durable route",
                        text(DurablePositions.FORMAT.number()),
                        "pointer to a rebuilt collection",
                        text(Pointer.FORMAT.number()),
                        "fingerprint of a model",
                        text(ModelShapes.FORMAT.number())));
    }

    @Test
    void cursorOfAPage() throws Exception {
        send("page-1", 1);
        send("page-2", 1);
        await().atMost(PATIENCE).until(() -> stored("page-2") == 1);
        String cursor = howdah.query("{ things(first: 1) { pageInfo { endCursor } } }")
                .at("/data/things/pageInfo/endCursor")
                .asText();
        assertThat(cursor).startsWith(PageCursors.FORMAT + ".");
        String query = "{ things(first: 1, after: \"%s\") { nodes { id } } }";
        assertThat(howdah.query(query.formatted(cursor)).has("errors")).isFalse();

        String newer = cursor.replaceFirst("^2", "3");
        assertThat(howdah.post(query.formatted(newer), "alice").body()).contains("BAD_USER_INPUT");
        assertThat(howdah.get(howdah.port(), "/api/things?first=1&after=" + newer)
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void cursorOfAChannel() {
        String cursor;
        try (NotificationClient client = howdah.subscribe("things")) {
            await().atMost(PATIENCE).until(() -> !client.controls("ready").isEmpty());
            cursor = client.controls("ready").get(0).path("id").asText();
        }
        assertThat(cursor).startsWith(Cursors.FORMAT + ".");
        assertThat(isRecovered(cursor)).isTrue();

        assertThat(isRecovered(cursor.replaceFirst("^3", "4"))).isFalse();
    }

    @Test
    void ticket() throws Exception {
        Document made = new Document("kind", "pass")
                .append("path", "/notifications/things")
                .append("until", new Date(System.currentTimeMillis() + 60_000))
                .append(
                        "session",
                        new Document("subject", "alice")
                                .append("claims", List.of())
                                .append("roles", List.of())
                                .append("issued", new Date())
                                .append("tokenId", ""));
        Tickets tickets = new Tickets(howdah.system());
        howdah.systemCollection("tickets").insertOne(new Document(made).append("_id", digest("old")));
        howdah.systemCollection("tickets")
                .insertOne(
                        new Document(made).append("_id", digest("new")).append("format", Tickets.FORMAT.number() + 1));

        assertThat(shown(tickets, "old")).isTrue();
        assertThat(shown(tickets, "new")).isFalse();
    }

    @Test
    void document() throws Exception {
        send("doc", 1);
        await().atMost(PATIENCE).until(() -> stored("doc") == 1);
        set("doc", "{$set: {'_h.format': %d}}".formatted(BatchIngest.FORMAT.number() + 1));

        // When
        send("doc", 2);

        // Then it is served, and nothing is written over it
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(howdah.get(howdah.managementPort(), "/observe/health")
                                .body())
                        .contains("things-ingest waits since", "_h of a document is stored in format 2"));
        assertThat(stored("doc")).isEqualTo(1);
        assertThat(howdah.get(howdah.port(), "/api/things/doc").statusCode()).isEqualTo(200);

        // When
        set("doc", "{$unset: {'_h.format': 1}}");

        // Then
        await().atMost(PATIENCE).until(() -> stored("doc") == 2);
    }

    @Test
    void pointer() {
        howdah.collection("howdah_models")
                .insertOne(new Document("_id", "Another").append("format", Pointer.FORMAT.number() + 1));
        try {
            String message = Docs.block("docs/compatibility.md", "text", "the pointer")
                    .text()
                    .strip();
            assertThatThrownBy(() -> howdah.another(root, Map.of()))
                    .isInstanceOf(NewerFormatException.class)
                    .satisfies(failure -> assertThat(message).isEqualTo("howdah: " + failure.getMessage()));
        } finally {
            howdah.collection("howdah_models").deleteOne(new Document("_id", "Another"));
        }
    }

    @Test
    void cursorKeysOfAnotherSecret() {
        Document cursors = new Document("_id", "cursors");
        Document keys = howdah.systemCollection("keys").find(cursors).first();
        // Replaced at once: a running process creates missing keys, without a secret.
        howdah.systemCollection("keys").replaceOne(cursors, keysOf("a".repeat(32)));
        try (Application other = howdah.another(root, Map.of("howdah.cursor.secret", "a".repeat(32)))) {
            assertThat(other).isNotNull();
            String message = Docs.block("docs/secrets.md", "text", "does not decrypt the cursor keys")
                    .text()
                    .strip();
            assertThatThrownBy(() -> howdah.another(root, Map.of("howdah.cursor.secret", "b".repeat(32))))
                    .isInstanceOf(CursorKeysException.class)
                    .satisfies(failure -> {
                        assertThat(message).isEqualTo("howdah: " + failure.getMessage());
                        assertThat(StartFailure.explain(failure)).isEqualTo(failure.getMessage());
                    });
        } finally {
            howdah.systemCollection("keys").replaceOne(cursors, keys);
        }
        howdah.another(root, Map.of("howdah.cursor.secret", "")).close();
    }

    @Test
    void shape() {
        Document all = new Document();
        howdah.systemCollection("shapes")
                .updateMany(all, Document.parse("{$set: {format: %d}}".formatted(ModelShapes.FORMAT.number() + 1)));
        try {
            assertThatThrownBy(() -> howdah.another(root, Map.of()))
                    .isInstanceOf(NewerFormatException.class)
                    .hasMessageContaining("run the newer version that wrote it");
        } finally {
            howdah.systemCollection("shapes").updateMany(all, Document.parse("{$unset: {format: 1}}"));
        }
        // And one without a number is of the first format
        howdah.another(root, Map.of()).close();
    }

    private static String text(int number) {
        return String.valueOf(number);
    }

    private static boolean isRecovered(String cursor) {
        try (NotificationClient client = new NotificationClient(howdah.port(), "things", "since=" + cursor)) {
            await().atMost(PATIENCE).until(() -> !client.controls("ready").isEmpty());
            return client.controls("ready").get(0).at("/data/recovered").asBoolean();
        }
    }

    /** Returns the stored keys of an application with this secret. */
    private static Document keysOf(String secret) {
        try (MongoClient mongo = MongoClients.create(TestServices.mongoUri())) {
            MongoDatabase system = mongo.getDatabase(TestServices.uniqueName("keys"));
            try (CursorKeys keys = new CursorKeys(system, Optional.of(secret))) {
                keys.start();
            }
            Document stored = system.getCollection("keys")
                    .find(new Document("_id", "cursors"))
                    .first();
            system.drop();
            return stored;
        }
    }

    private static Binary digest(String secret) throws Exception {
        return new Binary(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean shown(Tickets tickets, String secret) throws Exception {
        return tickets.show(secret, "/notifications/things")
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .isPresent();
    }

    private static void send(String key, int sequence) throws Exception {
        howdah.send(TOPIC, key, "{\"id\":\"%s\",\"sequence\":%d}".formatted(key, sequence));
    }

    private static long stored(String key) {
        Document found =
                howdah.collection("things").find(new Document("_id", key)).first();
        return found == null ? 0 : found.getLong("sequence");
    }

    private static void set(String key, String change) {
        howdah.collection("things").updateOne(new Document("_id", key), Document.parse(change));
    }
}
