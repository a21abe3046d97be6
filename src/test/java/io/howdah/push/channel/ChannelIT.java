package io.howdah.push.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.howdah.change.Cursors;
import io.howdah.model.FieldFilter;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.push.CloseCode;
import io.howdah.push.EncodedEvent;
import io.howdah.security.CursorKeys;
import io.howdah.security.Principal;
import io.howdah.testing.TestServices;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.impl.DefaultCamelContext;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Change types by subscriber, the range of the replay buffer, and the queue of a slow client. */
class ChannelIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MongoClient MONGO = MongoClients.create(TestServices.mongoUri());
    private static final MongoDatabase SYSTEM = MONGO.getDatabase(TestServices.uniqueName("channel"));
    private static final ReadModel RIDE =
            ReadModels.load(List.of(new SdlSource("rides.graphqls", """
                    type Ride @readModel(collection: "rides", key: "id", version: "sequence") @readers(roles: ["support"]) {
                      id: ID!
                      sequence: Long!
                      riderId: ID! @owner
                      city: String @tenant(claim: "city")
                      status: String @filterable
                    }
                    """))).get("Ride");
    private static final Principal ALICE = principal("alice", "oslo");
    private static final FieldFilter NEAR = FieldFilter.parse(RIDE, ALICE, Map.of("status", List.of("NEAR")));

    private final CloudEventEncoder encoder =
            new CloudEventEncoder("rides", "Ride", new Cursors(new CursorKeys(SYSTEM, Optional.empty())));
    private final PushMetrics metrics = new PushMetrics(new DefaultCamelContext(), () -> 0, Map.of());

    @AfterAll
    static void close() {
        SYSTEM.drop();
        MONGO.close();
    }

    @Test
    void changeTypeDependsOnTheDocumentBeforeAndAfter() {
        assertThat(typeOf(null, ride("alice", "oslo", "NEAR"), false)).contains(ChangeType.CREATED);
        assertThat(typeOf(was("alice", "oslo", "NEAR"), ride("alice", "oslo", "NEAR"), false))
                .contains(ChangeType.UPDATED);
        assertThat(typeOf(was("alice", "oslo", "FAR"), ride("alice", "oslo", "NEAR"), false))
                .contains(ChangeType.CREATED);
        assertThat(typeOf(was("alice", "oslo", "NEAR"), ride("alice", "oslo", "FAR"), false))
                .contains(ChangeType.LEFT);
        assertThat(typeOf(was("alice", "oslo", "NEAR"), ride("bob", "oslo", "NEAR"), false))
                .contains(ChangeType.LEFT);
        assertThat(typeOf(was("alice", "oslo", "NEAR"), ride("alice", "bergen", "NEAR"), false))
                .contains(ChangeType.LEFT);
        assertThat(typeOf(was("alice", "oslo", "NEAR"), ride("alice", "oslo", "NEAR"), true))
                .contains(ChangeType.DELETED);
        assertThat(typeOf(was("bob", "oslo", "NEAR"), ride("bob", "oslo", "NEAR"), true))
                .isEmpty();
        assertThat(typeOf(was("bob", "oslo", "NEAR"), ride("bob", "oslo", "NEAR"), false))
                .isEmpty();
        assertThat(typeOf(null, ride("alice", "bergen", "NEAR"), false)).isEmpty();
    }

    @Test
    void documentThatCannotBeShownLeavesItsSubscribers() {
        assertThat(ChannelEvent.of(
                                change("01", "a", ride("alice", "oslo", "NEAR"), was("alice", "oslo", "NEAR"), false),
                                null)
                        .typeFor(ALICE, NEAR))
                .contains(ChangeType.LEFT);
        assertThat(ChannelEvent.of(change("01", "a", ride("alice", "oslo", "NEAR"), null, false), null)
                        .typeFor(ALICE, NEAR))
                .isEmpty();
    }

    @Test
    void readersSeeDocumentsOfOthersButNotOfOtherTenants() {
        Principal support = new Principal("sue", Map.of("city", List.of("oslo")), Set.of("support"));
        assertThat(RIDE.access().sees(support, ride("bob", "oslo", "NEAR"))).isTrue();
        assertThat(RIDE.access().sees(support, ride("bob", "bergen", "NEAR"))).isFalse();
        assertThat(RIDE.access().sees(Principal.ANONYMOUS, ride("bob", "oslo", "NEAR")))
                .isFalse();
    }

    @Test
    void replayBufferCoversExactlyWhatItKeeps() {
        ReplayBuffer buffer = new ReplayBuffer(3 * buffered(event("01", "a", 1)).size());
        buffer.advance("01");
        for (int i = 2; i <= 4; i++) {
            assertThat(buffer.append(buffered(event("0" + i, "a", i)))).isTrue();
        }
        assertThat(buffer.append(buffered(event("03", "a", 3)))).as("repeated").isFalse();
        assertThat(buffer.covers("01")).isTrue();
        assertThat(buffer.after("02", OwnerHashes.of(RIDE.access(), ALICE), 9))
                .extracting(ReplayableEvent::position)
                .containsExactly("03", "04");

        // When a fourth event is appended
        buffer.append(buffered(event("05", "a", 5)));
        buffer.advance("07");

        // Then the first is evicted, and with it the range before it
        assertThat(buffer.covers("01")).isFalse();
        assertThat(buffer.covers("02")).isTrue();
        assertThat(buffer.covers("07")).isTrue();
        assertThat(buffer.covers("08")).isFalse();
        assertThat(buffer.isAhead("08")).isTrue();

        // When the buffer is cleared
        buffer.clear("09");
        assertThat(buffer.covers("08")).isFalse();
        assertThat(buffer.covers("09")).isTrue();
    }

    @Test
    void clearedChannelContinuesFromItsEndAndCoversNothingBefore() {
        // Given
        Channel channel = new Channel("rides", RIDE, encoder, 1 << 20, change -> Optional.empty(), event -> {});
        channel.advance(null, "01");
        channel.publish(ChannelEvent.of(change("02", "a", ride("alice", "oslo", "NEAR"), null, false), data(), "01"));
        assertThat(channel.reachesBackTo("01")).isTrue();

        // When
        channel.clearBuffer();

        // Then
        assertThat(channel.reachesBackTo("01")).isFalse();
        assertThat(channel.reachesBackTo("02")).isTrue();
        assertThat(channel.end()).isEqualTo("02");
    }

    @Test
    void replayBufferReturnsOnlyWhatMayConcernTheSubscriber() {
        ReplayBuffer buffer = new ReplayBuffer(1 << 20);
        buffer.append(buffered(ChannelEvent.of(change("01", "a", ride("bob", "oslo", "NEAR"), null, false), data())));
        buffer.append(buffered(ChannelEvent.of(change("02", "b", ride("alice", "oslo", "NEAR"), null, false), data())));
        buffer.append(buffered(ChannelEvent.of(
                change("03", "a", ride("bob", "oslo", "NEAR"), was("alice", "oslo", "NEAR"), false), data())));
        Principal support = new Principal("sue", Map.of("city", List.of("oslo")), Set.of("support"));

        assertThat(buffer.after("", OwnerHashes.of(RIDE.access(), ALICE), 9))
                .extracting(ReplayableEvent::position)
                .containsExactly("02", "03");
        assertThat(buffer.after("", OwnerHashes.of(RIDE.access(), ALICE), 1))
                .extracting(ReplayableEvent::position)
                .containsExactly("02");
        assertThat(buffer.after("", OwnerHashes.of(RIDE.access(), support), 9)).hasSize(3);
        assertThat(buffer.after("", OwnerHashes.of(RIDE.access(), Principal.ANONYMOUS), 9))
                .isEmpty();
    }

    @Test
    void eventIsEncodedOnceForAllWhoMayReadTheSameFields() throws Exception {
        // Given
        ChannelEvent event = event("01", "a", 1);
        CloudEventEncoder masked = encoder.withHidden(Set.of("status"));

        // When
        byte[] whole = encoder.shared(event, ChangeType.UPDATED).bytes();
        byte[] without = masked.shared(event, ChangeType.UPDATED).bytes();

        // Then
        assertThat(JSON.readTree(whole).at("/data/status").asText()).isEqualTo("NEAR");
        assertThat(JSON.readTree(without).at("/data/status").isNull()).isTrue();
        assertThat(encoder.shared(event, ChangeType.UPDATED).bytes()).isSameAs(whole);
        assertThat(masked.shared(event, ChangeType.UPDATED).bytes()).isSameAs(without);
        assertThat(encoder.withHidden(Set.of("status"))
                        .shared(event, ChangeType.UPDATED)
                        .bytes())
                .isSameAs(without);
        assertThat(masked.shared(event, ChangeType.LEFT))
                .as("hides nothing")
                .isSameAs(encoder.shared(event, ChangeType.LEFT));
        assertThat(JSON.readTree(encoder.withHidden(Set.of("city"))
                                .shared(event, ChangeType.UPDATED)
                                .bytes())
                        .path("data")
                        .has("city"))
                .as("the payload transform left it out")
                .isFalse();
    }

    @Test
    void slowClientGetsTheNewestStateUnderTheOlderCursor() throws Exception {
        // Given
        RecordingTransport client = new RecordingTransport();
        Outbox outbox = new Outbox(client, encoder, metrics, true, 1_000_000);
        client.full = true;

        // When
        outbox.offerChange(event("01", "a", 1), ChangeType.CREATED);
        outbox.offerChange(event("02", "b", 1), ChangeType.UPDATED);
        outbox.offerChange(event("03", "a", 2), ChangeType.UPDATED);
        outbox.offerChange(event("04", "b", 2), ChangeType.DELETED);
        client.full = false;
        outbox.drain();

        // Then
        assertThat(client.events).hasSize(2);
        JsonNode first = JSON.readTree(client.events.get(0));
        assertThat(first.path("type").asText()).isEqualTo("io.howdah.rides.created");
        assertThat(first.path("version").asText()).isEqualTo("2");
        assertThat(first.path("id").asText()).isEqualTo(encoder.cursor("01"));
        JsonNode second = JSON.readTree(client.events.get(1));
        assertThat(second.path("type").asText()).isEqualTo("io.howdah.rides.deleted");
        assertThat(second.has("data")).isFalse();
        assertThat(second.path("id").asText()).isEqualTo(encoder.cursor("02"));
    }

    @Test
    void changesAreWrittenInOrderWhileEncodingsArePending() {
        // Given encodings that the test completes, and a loop that the test runs
        RecordingTransport client = new RecordingTransport();
        Map<String, CompletableFuture<byte[]>> promises = new HashMap<>();
        List<Runnable> later = new ArrayList<>();
        Outbox outbox = new Outbox(
                client,
                event -> EncodedEvent.promised(promises.computeIfAbsent(
                        event.kind() + " " + event.version().orElse(""), none -> new CompletableFuture<>())),
                metrics,
                true,
                1_000_000);
        outbox.onEncoded(later::add, outbox::drain, () -> {});

        // When one is ready, and the next change arrives before it is written
        outbox.offerChange(event("01", "a", 1), ChangeType.CREATED);
        outbox.offerChange(event("02", "a", 2), ChangeType.UPDATED);
        promises.get("CREATED 1").complete("created 1".getBytes(UTF_8));
        outbox.offerChange(event("03", "a", 3), ChangeType.LEFT);
        // And all become ready, the last first
        promises.computeIfAbsent("LEFT 3", none -> new CompletableFuture<>()).complete("left 3".getBytes(UTF_8));
        promises.computeIfAbsent("UPDATED 2", none -> new CompletableFuture<>()).complete("updated 2".getBytes(UTF_8));
        while (!later.isEmpty()) {
            later.remove(0).run();
        }

        // Then the last change is written last
        assertThat(client.events)
                .extracting(bytes -> new String(bytes, UTF_8))
                .startsWith("created 1")
                .endsWith("left 3");
        assertThat(client.positions).isSorted();
    }

    @Test
    void fewEventsAreEncodedAtOnceAndAllAreWrittenInOrder() {
        // Given an encoder that promises its encodings
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RecordingTransport client = new RecordingTransport();
        List<CompletableFuture<byte[]>> promises = new ArrayList<>();
        Outbox outbox = promising(client, promises, false);

        // When many changes arrive
        for (int i = 0; i < 100; i++) {
            outbox.offerChange(event("%03d".formatted(i), "key-" + i, i), ChangeType.UPDATED);
        }

        // Then
        assertThat(promises).hasSize(Outbox.MAX_ENCODING);

        // When they become ready, in any order
        while (!promises.isEmpty()) {
            promises.remove(random.nextInt(promises.size())).complete(new byte[1]);
            assertThat(promises).as("seed %d", seed).hasSizeLessThanOrEqualTo(Outbox.MAX_ENCODING);
        }

        // Then
        assertThat(client.positions).as("seed %d", seed).hasSize(100).isSorted();
    }

    @Test
    void changesThatWaitToBeEncodedAreConflated() {
        // Given as many as are encoded at once
        RecordingTransport client = new RecordingTransport();
        List<CompletableFuture<byte[]>> promises = new ArrayList<>();
        Outbox outbox = promising(client, promises, true);
        for (int i = 0; i < Outbox.MAX_ENCODING; i++) {
            outbox.offerChange(event("%03d".formatted(i), "key-" + i, i), ChangeType.UPDATED);
        }

        // When
        for (int i = 0; i < 100; i++) {
            outbox.offerChange(event("1%03d".formatted(i), "busy", i), ChangeType.UPDATED);
        }
        while (!promises.isEmpty()) {
            promises.remove(0).complete(new byte[1]);
        }

        // Then
        assertThat(client.positions).hasSize(Outbox.MAX_ENCODING + 1).endsWith("1000");
    }

    @Test
    void discardedQueueKeepsTheReadyEvent() {
        // Given
        RecordingTransport client = new RecordingTransport();
        List<CompletableFuture<byte[]>> promises = new ArrayList<>();
        Outbox outbox = promising(client, promises, false);
        outbox.send(SubscriptionEvent.ready("01", true));
        outbox.offerChange(event("02", "a", 1), ChangeType.UPDATED);

        // When
        outbox.discardQueue();
        outbox.send(SubscriptionEvent.control(SubscriptionEvent.Kind.RESYNC, "03"));
        while (!promises.isEmpty()) {
            promises.remove(0).complete(new byte[1]);
        }

        // Then
        assertThat(client.positions).containsExactly("01", "03");
    }

    private Outbox promising(RecordingTransport client, List<CompletableFuture<byte[]>> promises, boolean conflating) {
        EventEncoder encoder = event -> {
            CompletableFuture<byte[]> promise = new CompletableFuture<>();
            promises.add(promise);
            return EncodedEvent.promised(promise);
        };
        Outbox outbox = new Outbox(client, encoder, metrics, conflating, 1_000_000);
        outbox.onEncoded(Runnable::run, outbox::drain, () -> {});
        return outbox;
    }

    @Test
    void whatIsHiddenFromASlowClientStaysHiddenWhenItIsConflated() throws Exception {
        // Given
        RecordingTransport client = new RecordingTransport();
        Outbox outbox = new Outbox(client, encoder.withHidden(Set.of("status")), metrics, true, 1_000_000);
        client.full = true;

        // When
        outbox.offerChange(event("01", "a", 1), ChangeType.CREATED);
        outbox.offerChange(event("02", "a", 2), ChangeType.UPDATED);
        client.full = false;
        outbox.drain();

        // Then
        assertThat(client.events).hasSize(1);
        JsonNode event = JSON.readTree(client.events.get(0));
        assertThat(event.path("version").asText()).isEqualTo("2");
        assertThat(event.at("/data/status").isNull()).isTrue();
    }

    @Test
    void slowClientWithoutConflationGetsEachChangeInOrderOrIsClosed() {
        // Given
        RecordingTransport client = new RecordingTransport();
        int size = encoder.shared(event("01", "a", 1), ChangeType.UPDATED).size();
        Outbox outbox = new Outbox(client, encoder, metrics, false, 3L * size);
        client.full = true;

        // When
        outbox.offerChange(event("01", "a", 1), ChangeType.UPDATED);
        outbox.offerChange(event("02", "a", 2), ChangeType.UPDATED);
        client.full = false;
        outbox.drain();

        // Then
        assertThat(client.positions).containsExactly("01", "02");

        // When too much is queued
        client.full = true;
        for (int i = 3; i <= 7; i++) {
            outbox.offerChange(event("0" + i, "a", i), ChangeType.UPDATED);
        }

        // Then
        assertThat(client.ended()).contains(CloseCode.TOO_SLOW);
    }

    private static Optional<ChangeType> typeOf(@Nullable Document was, Document now, boolean deleted) {
        return ChannelEvent.of(change("01", "a", now, was, deleted), data()).typeFor(ALICE, NEAR);
    }

    private static BufferedEvent buffered(ChannelEvent event) {
        return new BufferedEvent(event);
    }

    private static ChannelEvent event(String position, String key, long version) {
        Document stored = ride("alice", "oslo", "NEAR").append("sequence", version);
        return ChannelEvent.of(
                new StoredChange(
                        RIDE, position, key, stored, null, Set.of(), false, Long.toString(version), null, null),
                data());
    }

    private static StoredChange change(
            String position, String key, Document stored, @Nullable Document was, boolean deleted) {
        return new StoredChange(RIDE, position, key, stored, was, Set.of(), deleted, "1", null, null);
    }

    private static ObjectNode data() {
        return JsonNodeFactory.instance.objectNode().put("status", "NEAR");
    }

    private static Document ride(String rider, String city, String status) {
        return new Document("_id", "a")
                .append("id", "a")
                .append("riderId", rider)
                .append("city", city)
                .append("status", status);
    }

    private static Document was(String rider, String city, String status) {
        return new Document("riderId", rider).append("city", city).append("status", status);
    }

    private static Principal principal(String subject, String city) {
        return new Principal(subject, Map.of("sub", List.of(subject), "city", List.of(city)), Set.of());
    }
}
