package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;

/** A buffered event loses nothing of the original. */
class BufferedEventTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Instant TIME = Instant.parse("2026-02-03T04:05:06.789Z");
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource("models.graphqls", """
            type Ride @readModel(collection: "rides", key: "id", version: "sequence") @public {
              id: ID!
              sequence: Long!
              fare: Decimal
            }
            type Plan @readModel(collection: "plans", key: "id", external: true) @public {
              id: ID!
              stops: [String!]
            }
            """)));

    @Test
    void decodedEventEqualsTheOriginal() {
        Document was = new Document("city", "oslo").append("due", Date.from(TIME));
        Document fields = new Document("_id", "a")
                .append("sequence", 1L << 40)
                .append("fare", Decimal128.parse("12.50"))
                .append("stops", List.of("x", new Document("lat", 59.1)));
        Document stored = new Document(fields).append("_h", new Document("was", was));
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("sequence", 1L << 40)
                .put("fare", new BigDecimal("12345678901234567890.10"))
                .put("lat", 59.1)
                .putNull("status");
        StoredChange change =
                new StoredChange(MODELS.get("Ride"), "82a0", "a", stored, was, Set.of(), false, 1L << 40, TIME, TRACE);

        // When
        ChannelEvent again = bufferedAndDecoded(change, data);

        // Then
        assertThat(again.change()).contains(change.metadata().with(fields, was));
        assertThat(again.position()).isEqualTo("82a0");
        assertThat(again.data()).hasToString(data.toString());
    }

    @Test
    void newDocumentStaysNew() {
        StoredChange change = change("Ride", new Document("_id", "a"), null, false);

        assertThat(bufferedAndDecoded(change, JsonNodeFactory.instance.objectNode())
                        .change())
                .contains(change);
    }

    @Test
    void deletionStaysWithoutPayload() {
        Document stored = new Document("_id", "a").append("sequence", 1L);
        StoredChange change = change("Ride", stored, new Document("city", "oslo"), true);

        ChannelEvent again = bufferedAndDecoded(change, null);

        assertThat(again.change()).contains(change);
        assertThat(again.data()).isNull();
    }

    @Test
    void externalDocumentKeepsItsPreviousState() {
        Document stored = new Document("_id", "a").append("stops", List.of("x"));
        StoredChange change = change("Plan", stored, stored, false);

        assertThat(bufferedAndDecoded(change, JsonNodeFactory.instance.objectNode())
                        .change())
                .contains(change);
    }

    @Test
    void eventInUseIsNotDecodedAgain() {
        ChannelEvent event = ChannelEvent.of(change("Ride", new Document("_id", "a"), null, false), null);

        assertThat(new BufferedEvent(event).event()).isSameAs(event);
    }

    private static StoredChange change(String model, Document stored, Document was, boolean deleted) {
        ReadModel of = MODELS.get(model);
        return new StoredChange(of, "82a0", "a", stored, was, Set.of(), deleted, null, null, null);
    }

    /** Buffers an event, drops it, and decodes it. */
    private static ChannelEvent bufferedAndDecoded(StoredChange change, ObjectNode data) {
        ChannelEvent event = ChannelEvent.of(change, data);
        BufferedEvent kept = new BufferedEvent(event);
        WeakReference<ChannelEvent> first = new WeakReference<>(event);
        event = null;
        await().atMost(TIMEOUT).until(() -> {
            System.gc();
            return first.get() == null;
        });
        return kept.event();
    }
}
