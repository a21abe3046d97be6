package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.CapturedLog;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collections that others fill: what their subscribers get, and what a query finds. */
class ExternalIT {

    private static final Logger LOG = LoggerFactory.getLogger(ExternalIT.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CapturedLog SAID = new CapturedLog();

    private static RunningApplication howdah;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        ApplicationFolder app = ApplicationFolder.in(folder)
                .write(ApplicationFolder.SCHEMA_FILE, """
                        type Item @readModel(collection: "items", key: "id", version: "rev", external: true) @public {
                          id: ID!
                          rev: Int!
                          shelf: String @filterable
                          cost: Decimal @readers(roles: ["buyer"])
                        }
                        type Note @readModel(collection: "notes", key: "id", external: true) @readers(roles: ["editor"]) {
                          id: ID!
                          authorId: ID! @owner
                          state: String @filterable
                        }
                        """)
                .write(ApplicationFolder.ROUTES_FILE, notify("Item", "items") + notify("Note", "notes"));
        SAID.attach();
        howdah = RunningApplication.folder(app.path(), Map.of(), List.of());
    }

    private static String notify(String model, String channel) {
        return """
                - templatedRoute:
                    routeTemplateRef: notify
                    routeId: %2$s-notify
                    parameters:
                      - name: model
                        value: %1$s
                      - name: channel
                        value: %2$s
                """.formatted(model, channel);
    }

    @AfterAll
    static void stop() {
        SAID.detach();
        howdah.close();
    }

    @Test
    void changesOfAnyKeyAreToldLiveAndToThoseWhoWereAway() throws Exception {
        // Given
        ObjectId objectId = new ObjectId();
        Map<Object, String> keys = new LinkedHashMap<>();
        keys.put("text", "text");
        keys.put(42, "42");
        keys.put(43L, "43");
        keys.put(objectId, objectId.toHexString());
        keys.put(new Document("a", 1).append("b", "x"), "{\"a\": 1, \"b\": \"x\"}");
        String cursor;
        try (NotificationClient client = subscribe("items", "as=bob:buyer")) {
            awaitReady(client);
            cursor = client.cursor();

            // When
            for (Map.Entry<Object, String> key : keys.entrySet()) {
                Document named = new Document("_id", key.getKey());
                items().insertOne(item(key.getKey(), 1, "A"));
                awaitFrames(client, key.getValue(), 1);
                items().updateOne(named, Updates.combine(Updates.set("rev", 2), Updates.set("unknown", "x")));
                awaitFrames(client, key.getValue(), 2);
                items().replaceOne(named, item(key.getKey(), 3, "B"));
                awaitFrames(client, key.getValue(), 3);
                items().deleteOne(named);
                awaitFrames(client, key.getValue(), 4);
            }

            // Then
            for (String subject : keys.values()) {
                assertThat(types(client, subject)).containsExactly("created", "updated", "updated", "deleted");
                assertThat(client.frames(subject))
                        .extracting(frame -> frame.path("version").asText())
                        .containsExactly("1", "2", "3", "");
                assertThat(client.frames(subject).get(1).path("data"))
                        .as("looked up whole, without what the SDL does not know")
                        .isEqualTo(JSON.createObjectNode()
                                .put("id", subject)
                                .put("rev", 2)
                                .put("shelf", "A")
                                .put("cost", "9.95"));
                assertThat(client.frames(subject).get(3).has("data")).isFalse();
            }
        }

        // When a process without a ring is asked
        howdah.restart();

        // Then for an update of a document that no longer exists, the client receives its deletion alone
        try (NotificationClient client = subscribe("items", "since=" + cursor)) {
            for (String subject : keys.values()) {
                awaitFrames(client, subject, 3);
                assertThat(types(client, subject)).containsExactly("created", "updated", "deleted");
                assertThat(client.frames(subject).get(0).at("/data/cost").isNull())
                        .isTrue();
            }
            assertThat(client.controls("ready").get(0).at("/data/recovered").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void whatDoesNotMatchIsTakenAwayWhetherOrNotItWasThere() throws Exception {
        String cursor;
        try (NotificationClient client = subscribe("items", "shelf=north")) {
            awaitReady(client);
            cursor = client.cursor();

            // When
            items().insertOne(item("moving", 1, "south"));
            items().updateOne(new Document("_id", "moving"), Updates.set("shelf", "west"));
            awaitFrames(client, "moving", 1);
            items().updateOne(new Document("_id", "moving"), Updates.set("shelf", "north"));
            awaitFrames(client, "moving", 2);
            items().updateOne(new Document("_id", "moving"), Updates.set("shelf", "south"));
            awaitFrames(client, "moving", 3);
            items().deleteOne(new Document("_id", "moving"));
            awaitFrames(client, "moving", 4);

            // Then
            assertThat(types(client, "moving")).containsExactly("left", "updated", "left", "deleted");
            assertThat(client.frames("moving"))
                    .extracting(frame -> frame.has("data"))
                    .containsExactly(false, true, false, false);
        }

        // When it has gone on meanwhile
        items().insertOne(item("moving", 5, "south"));
        items().updateOne(new Document("_id", "moving"), Updates.set("rev", 6));
        howdah.restart();

        // Then what was updated is looked up as it is now
        try (NotificationClient client = subscribe("items", "shelf=north&since=" + cursor)) {
            awaitFrames(client, "moving", 5);
            assertThat(types(client, "moving")).containsExactly("left", "left", "left", "deleted", "left");
        }
    }

    @Test
    void ownersAreToldOfWhatIsTheirsAndOfNoDeletion() throws Exception {
        // Given
        assertThat(SAID.lines())
                .filteredOn(line -> line.contains("Only roles of @readers receive deletions"))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("WARN") && line.contains("notes") && line.contains("@filterable"));
        ObjectId alice = new ObjectId();
        try (NotificationClient client = subscribe("notes", "as=" + alice + "&state=OPEN");
                NotificationClient other = subscribe("notes", "as=bob");
                NotificationClient editor = subscribe("notes", "as=carol:editor")) {
            awaitReady(client, other, editor);

            // When
            for (String id : List.of("n-1", "n-2")) {
                notes().insertOne(new Document("_id", id)
                        .append("authorId", alice)
                        .append("state", "OPEN"));
                awaitFrames(client, id, 1);
            }
            notes().deleteOne(new Document("_id", "n-1"));
            notes().updateOne(new Document("_id", "n-2"), Updates.set("state", "DELETED"));
            awaitFrames(client, "n-2", 2);
            notes().deleteOne(new Document("_id", "n-2"));
            awaitFrames(editor, "n-2", 3);

            // Then
            assertThat(types(client, "n-1")).containsExactly("created");
            assertThat(types(client, "n-2")).containsExactly("created", "left");
            assertThat(client.frames("n-1").get(0).at("/data/authorId").asText())
                    .isEqualTo(alice.toHexString());
            assertThat(types(editor, "n-1")).containsExactly("created", "deleted");
            assertThat(types(editor, "n-2")).containsExactly("created", "updated", "deleted");
            assertThat(other.frames()).isEmpty();
        }
    }

    @Test
    void snapshotAndQueriesFindWhatIsThere() throws Exception {
        // Given
        ObjectId alice = new ObjectId();
        ObjectId objectId = new ObjectId();
        items().insertMany(List.of(
                item(objectId, 1, "attic"),
                item(7, 2, "attic"),
                item(new Document("k", 1), 3, "attic"),
                item("x", 4, "hall")));
        notes().insertOne(new Document("_id", 1).append("authorId", alice));
        notes().insertOne(new Document("_id", 2).append("authorId", alice.toHexString()));
        notes().insertOne(new Document("_id", 3).append("authorId", new ObjectId()));

        // Then
        assertThat(snapshot("items", "as=bob:buyer&shelf=attic"))
                .containsExactlyInAnyOrder(objectId.toHexString(), "7", "{\"k\": 1}");
        assertThat(snapshot("notes", "as=" + alice)).containsExactlyInAnyOrder("1", "2");
        assertThat(query("{ item(id: \"%s\") { id rev shelf } }".formatted(objectId))
                        .at("/data/item"))
                .isEqualTo(JSON.readTree("{\"id\":\"%s\",\"rev\":1,\"shelf\":\"attic\"}".formatted(objectId)));
        assertThat(query("{ item(id: 7) { id rev cost } }").at("/data/item/rev").asInt())
                .isEqualTo(2);
        assertThat(query("{ item(id: \"{\\\"k\\\": 1}\") { id rev } }")
                        .at("/data/item/rev")
                        .asInt())
                .isEqualTo(3);
        assertThat(query("{ item(id: \"none\") { id } }").at("/data/item").isNull())
                .isTrue();
        assertThat(query("{ items(first: 100) { nodes { id } } }").at("/data/items/nodes"))
                .extracting(node -> node.path("id").asText())
                .contains(objectId.toHexString(), "7", "{\"k\": 1}", "x");
        assertThat(items().listIndexes())
                .extracting(index -> index.get("name"))
                .as("they are not ours to make")
                .containsExactly("_id_");
        assertThat(items().countDocuments(new Document("_h", new Document("$exists", true))))
                .isZero();
    }

    @Test
    void documentThatDoesNotFitTheSdlIsNotThere() throws Exception {
        try (NotificationClient client = subscribe("items", "")) {
            awaitReady(client);

            // When
            items().insertOne(item("bent", 1, "A"));
            items().updateOne(new Document("_id", "bent"), Updates.set("shelf", 5));
            awaitFrames(client, "bent", 2);

            // Then
            assertThat(types(client, "bent")).containsExactly("created", "left");
            assertThat(snapshot("items", "shelf=A")).doesNotContain("bent");
            assertThat(query("{ item(id: \"bent\") { id } }")
                            .at("/data/item/id")
                            .asText())
                    .as("only what is asked for is read")
                    .isEqualTo("bent");
            assertThat(query("{ items { nodes { shelf } } }")
                            .at("/errors/0/path/0")
                            .asText())
                    .isEqualTo("items");
            assertThat(SAID.lines()).anyMatch(line -> line.contains("Item.shelf: must be a string"));
        } finally {
            items().deleteOne(new Document("_id", "bent"));
        }
    }

    /** The keys are of every type, and so are the writes. */
    @Test
    void everySubscriberEndsWithWhatItAskedForHoweverOftenItLeaves() throws Exception {
        long seed = Long.getLong("howdah.chaos.seed", System.currentTimeMillis() % 10_000_000);
        LOG.info("External: -Dhowdah.chaos.seed={}", seed);
        Random random = new Random(seed);
        List<Object> keys = List.of("r-1", "r-2", 1001, 1002L, new ObjectId(), new Document("r", 1));
        List<Follower> followers = Stream.of("shelf=A", "shelf=B", "shelf=A&shelf=C")
                .map(Follower::new)
                .toList();

        // When
        for (int i = 0; i < 200; i++) {
            Object key = keys.get(random.nextInt(keys.size()));
            write(random, key, i);
            Follower follower = followers.get(random.nextInt(followers.size()));
            if (random.nextInt(10) == 0) {
                follower.leaveAndComeBack();
            }
            if (i == 100) {
                howdah.restart();
                followers.forEach(Follower::leaveAndComeBack);
            }
        }

        // Then
        for (Follower follower : followers) {
            Map<String, Integer> rightful = new TreeMap<>();
            items().find(new Document("rev", new Document("$gte", 1000))
                            .append("shelf", new Document("$in", follower.shelves())))
                    .forEach(document -> rightful.put(text(document.get("_id")), document.getInteger("rev")));
            await("seed " + seed + " " + follower.query)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(follower.view()).isEqualTo(rightful));
            follower.client.close();
        }
        items().deleteMany(new Document("rev", new Document("$gte", 1000)));
    }

    @Test
    void changeThatMongoDbCannotSendIsAResync() throws Exception {
        String megabytes9 = "x".repeat(9 * 1024 * 1024);
        try (NotificationClient client = subscribe("items", "as=bob:buyer")) {
            awaitReady(client);
            String cursor = client.cursor();
            items().insertOne(item("huge", 1, "A").append("scan", megabytes9));
            awaitFrames(client, "huge", 1);

            // When the event would hold the new scan twice
            items().updateOne(new Document("_id", "huge"), Updates.set("scan", megabytes9 + "y"));

            // Then the connected clients receive a resync, and go on
            await().atMost(PATIENCE).until(() -> client.controls("resync").size() == 1);
            items().insertOne(item("next", 1, "A"));
            awaitFrames(client, "next", 1);

            // And so do the clients that come back from before
            try (NotificationClient late = subscribe("items", "as=bob:buyer&since=" + cursor)) {
                await().atMost(PATIENCE).until(() -> late.controls("resync").size() == 1);
                items().insertOne(item("last", 1, "A"));
                awaitFrames(late, "last", 1);
            }
        }
        items().deleteMany(new Document("_id", new Document("$in", List.of("huge", "next", "last"))));
    }

    private static void write(Random random, Object key, int number) {
        Document named = new Document("_id", key);
        Document item = item(key, 1000 + number, List.of("A", "B", "C").get(random.nextInt(3)));
        switch (random.nextInt(4)) {
            case 0 -> items().deleteOne(named);
            case 1 -> items().replaceOne(named, item, new ReplaceOptions().upsert(true));
            default ->
                items().updateOne(
                                named,
                                Updates.combine(
                                        Updates.set("rev", item.get("rev")), Updates.set("shelf", item.get("shelf"))),
                                new UpdateOptions().upsert(true));
        }
    }

    private static String text(Object id) {
        return id instanceof Document document ? document.toJson() : id.toString();
    }

    /** Keeps what docs/protocol.md tells it to keep. */
    private static final class Follower {
        private final String query;
        private final List<JsonNode> told = new ArrayList<>();
        private String cursor;
        private NotificationClient client;

        Follower(String query) {
            this.query = query;
            this.client = subscribe("items", query);
            awaitReady(client);
            this.cursor = client.cursor();
        }

        void leaveAndComeBack() {
            client.close();
            // Only what came before the cursor that it kept.
            List<JsonNode> frames = List.copyOf(client.all());
            told.addAll(frames);
            cursor = frames.isEmpty()
                    ? cursor
                    : frames.get(frames.size() - 1).path("id").asText();
            client = subscribe("items", query + "&since=" + cursor);
        }

        List<String> shelves() {
            return Stream.of(query.split("&"))
                    .map(each -> each.replace("shelf=", ""))
                    .toList();
        }

        Map<String, Integer> view() {
            Map<String, Integer> view = new TreeMap<>();
            Stream.concat(told.stream(), client.all().stream()).forEach(frame -> {
                assertThat(frame.path("type").asText()).isNotEqualTo("io.howdah.resync");
                String subject = frame.path("subject").asText();
                if (frame.has("data") && !subject.isEmpty()) {
                    view.put(subject, frame.at("/data/rev").asInt());
                } else {
                    view.remove(subject);
                }
            });
            return view;
        }
    }

    @Test
    void nothingIsThereForAnOperatorToMend() {
        assertThat(howdah.ask("model", "list").out())
                .anyMatch(line -> line.matches("Item +external.*"))
                .anyMatch(line -> line.matches("Note +external.*"));
        assertThat(howdah.ask("rebuild", "Item").err())
                .anyMatch(line -> line.contains("no ingest route feeds Item, so it cannot be rebuilt"));
    }

    private static List<String> snapshot(String channel, String query) {
        try (NotificationClient client = subscribe(channel, query + "&snapshot=true")) {
            await().atMost(PATIENCE)
                    .until(() -> !client.controls("snapshot.end").isEmpty());
            return client.controls("snapshot.item").stream()
                    .map(frame -> frame.path("subject").asText())
                    .toList();
        }
    }

    private static JsonNode query(String query) throws Exception {
        return howdah.query(query);
    }

    private static NotificationClient subscribe(String channel, String query) {
        return new NotificationClient(howdah.port(), channel, query);
    }

    private static void awaitReady(NotificationClient... clients) {
        await().atMost(PATIENCE)
                .until(() -> Stream.of(clients)
                        .noneMatch(client -> client.controls("ready").isEmpty()));
    }

    private static void awaitFrames(NotificationClient client, String subject, int number) {
        await().atMost(PATIENCE).until(() -> client.frames(subject).size() >= number);
    }

    /** The last words of the types of the events that a client received for a document. */
    private static List<String> types(NotificationClient client, String subject) {
        return client.frames(subject).stream()
                .map(frame -> frame.path("type").asText())
                .map(type -> type.substring(type.lastIndexOf('.') + 1))
                .toList();
    }

    private static MongoCollection<Document> items() {
        return howdah.collection("items");
    }

    private static MongoCollection<Document> notes() {
        return howdah.collection("notes");
    }

    private static Document item(Object id, int rev, String shelf) {
        return new Document("_id", id).append("rev", rev).append("shelf", shelf).append("cost", 9.95);
    }
}
