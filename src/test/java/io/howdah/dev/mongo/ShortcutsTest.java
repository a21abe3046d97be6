package io.howdah.dev.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the shortcuts of the embedded server with the library. */
class ShortcutsTest {

    private final RandomDocuments random = new RandomDocuments();
    private int statements;

    @Test
    void manyKeysAreFoundAsByAScan() {
        Server server = new Server();
        IntStream.range(0, 60).forEach(i -> server.insert(new Document("_id", random.key()).append("x", i % 4)));
        for (int i = 0; i < 1_000; i++) {
            // Given keys with an index, and the same keys without one
            Document keys = new Document("_id", new Document("$in", random.list(8, random::operand)));
            Document scanned = new Document("$or", List.of(keys));
            Document rest = random.oneOf(List.of(new Document(), new Document("x", 2), new Document("_id.a", 1)));

            // When, then
            assertThat(server.find(and(keys, rest)))
                    .as("seed %d: %s", random.seed(), and(keys, rest))
                    .containsExactlyInAnyOrderElementsOf(server.find(and(scanned, rest)));
        }
    }

    @Test
    void manyKeysOfOtherConditionsAreFoundAsByAScan() {
        Server server = new Server();
        Stream.of("a", "b", "c").forEach(key -> server.insert(new Document("_id", key)));
        Document narrowed = new Document("_id", new Document("$in", List.of("a", "b")).append("$gt", "a"));
        Document pattern =
                new Document("_id", new Document("$in", Arrays.asList("a", null, new BsonRegularExpression("^c", ""))));

        assertThat(server.find(narrowed)).containsExactly(new Document("_id", "b"));
        assertThat(server.find(pattern)).containsExactly(new Document("_id", "a"), new Document("_id", "c"));
    }

    @Test
    void aReplacementHasTheSameEffectAsInTheLibrary() {
        // Given two servers; on one, an option that Replacement does not know leaves the statement to the library
        Server own = new Server();
        Server library = new Server();
        for (Server server : List.of(own, library)) {
            server.run(new Document("createIndexes", "rides")
                    .append(
                            "indexes",
                            List.of(new Document("key", new Document("k", 1))
                                    .append("name", "k_1")
                                    .append("unique", true)
                                    .append("sparse", true))));
            for (int id = 0; id < 8; id++) {
                server.insert(new Document("_id", id).append("k", id));
            }
        }

        for (int i = 0; i < 2_000; i++) {
            // When both get the same statements
            List<Document> sent = random.list(4, this::statement);
            if (sent.isEmpty()) {
                continue;
            }
            boolean ordered = random.number(2) == 0;
            Document reply = own.update(sent, ordered);
            Document expected = library.update(
                    sent.stream()
                            .map(statement -> statement.clone().append("comment", "by the library"))
                            .toList(),
                    ordered);

            // Then replies, documents and oplogs are the same
            String step = "seed " + random.seed() + ", step " + i + ": " + sent;
            assertThat(reply).as(step).isEqualTo(expected);
            assertThat(own.find(new Document())).as(step).isEqualTo(library.find(new Document()));
        }
        assertThat(own.events()).as("seed %d", random.seed()).isEqualTo(library.events());
    }

    /**
     * Random statements within the common behaviour: numbers of one type, existing keys, and no names with dots. The library does not
     * count a change from 1 to 1.0, treats a missing sparse key as null, and rejects dots only after it has changed the index. Nor does
     * it count a replacement by the same fields without the key, so each such document is different.
     */
    private Document statement() {
        int id = random.number(10);
        Document document = new Document();
        random.list(4, () -> random.oneOf(List.of("_id", "k", "x", "y", "$bad")))
                .forEach(field -> document.put(field, fieldValue(field, id)));
        if (!document.containsKey("_id")) {
            document.put("n", ++statements);
        }
        Document filter = random.oneOf(List.of(
                new Document("_id", id),
                new Document("_id", id).append("x", random.number(2)),
                new Document("$and", List.of(new Document("_id", id), new Document("x", random.number(2)))),
                new Document("_id", id).append("x", new Document("$unknown", 1)),
                new Document("k", id),
                new Document("x", random.number(2)),
                new Document("_id", new Document("$in", List.of(id, id + 1)))));
        Document statement = new Document("q", filter.cloneDeeply()).append("u", document);
        if (random.number(8) == 0) {
            statement.append("q", new Document("_id", id)).append("upsert", true);
        }
        return statement.append("multi", random.number(20) == 0);
    }

    private Object fieldValue(String field, int id) {
        return switch (field) {
            case "_id" -> random.oneOf(List.of(id, id, id, (long) id, id + 1));
            case "$bad" -> new Document();
            case "k" -> random.number(4) == 0 ? List.of(20 + id, 30 + id) : random.oneOf(List.of(id, 9));
            case "y" -> new Document("z", random.number(2)).append("list", List.of("a", random.number(2)));
            default -> random.number(2);
        };
    }

    private static Document and(Document one, Document other) {
        Document both = one.clone();
        other.forEach((key, value) -> both.put(key, value));
        return both;
    }

    /** A server without a network connection. */
    private static final class Server {

        private final Channel channel = new EmbeddedChannel();
        private final EmbeddedBackend backend = new EmbeddedBackend(10_000, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        private final Document stream = run(new Document("aggregate", "rides")
                .append("pipeline", List.of(new Document("$changeStream", new Document())))
                .append("cursor", new Document()));

        Document run(Document command) {
            return backend.handleCommand(
                    channel, "test", command.keySet().iterator().next(), command.cloneDeeply());
        }

        void insert(Document document) {
            run(new Document("insert", "rides").append("documents", List.of(document)));
        }

        Document update(List<Document> statements, boolean ordered) {
            return run(new Document("update", "rides")
                    .append("updates", statements)
                    .append("ordered", ordered));
        }

        List<Document> find(Document filter) {
            Document reply =
                    run(new Document("find", "rides").append("filter", filter).append("batchSize", 1_000));
            return Fields.documents(Fields.required(reply, "cursor", Document.class), "firstBatch");
        }

        List<Document> events() {
            List<Document> events = new ArrayList<>();
            Object cursor = Fields.required(stream, "cursor", Document.class).get("id");
            while (true) {
                Document reply = run(
                        new Document("getMore", cursor).append("maxTimeMS", 1).append("batchSize", 1_000));
                List<Document> batch = Fields.documents(Fields.required(reply, "cursor", Document.class), "nextBatch");
                if (batch.isEmpty()) {
                    return events;
                }
                // Tokens contain the id of the collection, which differs between the servers.
                batch.forEach(event -> {
                    Document rest = event.clone();
                    rest.remove("_id");
                    events.add(rest);
                });
            }
        }
    }
}
