package io.howdah.chaos.checkers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.howdah.chaos.loads.Replica;
import io.howdah.testing.EventSourceClient;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.TestTokens;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Checks that what one replica receives, the others know: each shared row of the table in docs/scaling.md. */
final class SharedStates {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How soon every process must know of a revocation. */
    private static final Duration REVOKED = Duration.ofSeconds(5);

    private static final int EXPIRED = 4401;
    private static final String RIDES = "/notifications/rides";

    /** Of the last 1 000 records of a route, more than may be dead letters. */
    private static final int TOO_MANY = 600;

    private final Fleet fleet;
    private final Replica a;
    private final Replica b;
    private final Replica c;

    SharedStates(Fleet fleet) {
        this.fleet = fleet;
        a = fleet.replicas().get(0);
        b = fleet.replicas().get(1);
        c = fleet.replicas().get(2);
    }

    void check() throws Exception {
        ticketOfOneOpensOnceOnAnother();
        cookieOfOneOpensOnAnother();
        revocationOnOneEndsSocketsOfAll();
        notesAreServedByAll();
        cursorsOfOneAreGoodOnAnother();
        persistedQueryOfOneIsToldToAnother();
        deadLetterThatOneDiscardedIsDiscardedForAll();
        rebuildOnOneSwitchesAll();
        pausedModelIsPausedForAllUntilAnyResumesIt();
    }

    private void ticketOfOneOpensOnceOnAnother() throws Exception {
        String ticket = a.post("/notifications/ticket", "alice", "{\"path\":\"" + RIDES + "\"}")
                .path("ticket")
                .asText();
        try (NotificationClient socket = new NotificationClient(b.port(), "rides", "ticket=" + ticket)) {
            await().atMost(PATIENCE).until(() -> !socket.controls("ready").isEmpty());
            for (Replica each : fleet.replicas()) {
                assertThat(status(each, RIDES + "?ticket=" + ticket, "")).isEqualTo(401);
            }
        }
    }

    private void cookieOfOneOpensOnAnother() throws Exception {
        String cookie = a.cookie("/notifications/ticket", "alice", "{\"path\":\"" + RIDES + "\",\"cookie\":true}");
        assertThat(status(b, RIDES, cookie)).isEqualTo(200);
        assertThat(status(c, RIDES, cookie)).isEqualTo(200);
    }

    private static int status(Replica replica, String pathAndQuery, String cookie) throws Exception {
        try (EventSourceClient events =
                new EventSourceClient(EventSourceClient.request(replica.port(), pathAndQuery, null)
                        .header("Cookie", cookie)
                        .build())) {
            return events.status();
        }
    }

    private void revocationOnOneEndsSocketsOfAll() throws Exception {
        List<NotificationClient> sockets = fleet.replicas().stream()
                .map(each -> new NotificationClient(each.port(), "rides", "as=mallory"))
                .toList();
        await().atMost(PATIENCE)
                .until(() -> sockets.stream()
                        .noneMatch(each -> each.controls("ready").isEmpty()));
        JsonNode before = b.ask("mallory", "{ __typename }");
        assertThat(before.has("data")).as("%s", before).isTrue();
        String old = TestTokens.of("mallory");

        // When
        a.admin("/admin/revocations", "{\"subject\":\"mallory\"}");

        // Then
        await().atMost(REVOKED).untilAsserted(() -> {
            assertThat(sockets).extracting(NotificationClient::closeCode).containsOnly(EXPIRED);
            for (Replica each : fleet.replicas()) {
                assertThat(each.statusWith(old)).isEqualTo(401);
            }
        });
        sockets.forEach(NotificationClient::close);
    }

    private void cursorsOfOneAreGoodOnAnother() throws Exception {
        String cursor;
        try (NotificationClient first = new NotificationClient(a.port(), "rides", "as=rider-0&snapshot=true")) {
            await().atMost(PATIENCE).until(() -> !first.controls("snapshot.end").isEmpty());
            cursor = first.cursor();
        }
        for (Replica each : List.of(b, c)) {
            try (NotificationClient next = new NotificationClient(each.port(), "rides", "as=rider-0&since=" + cursor)) {
                await().atMost(PATIENCE).until(() -> !next.controls("ready").isEmpty());
                assertThat(next.controls("ready").get(0).at("/data/recovered").asBoolean())
                        .isTrue();
            }
        }
        JsonNode page = a.ask("alice", "{ notes(first: 2) { nodes { id } pageInfo { endCursor } } }");
        String after = page.at("/data/notes/pageInfo/endCursor").asText();
        JsonNode next = b.ask("alice", "{ notes(first: 2, after: \"" + after + "\") { nodes { id } } }");
        assertThat(next.has("errors")).as("%s", next).isFalse();
        assertThat(next.at("/data/notes/nodes/0/id").asText())
                .isGreaterThan(page.at("/data/notes/nodes/1/id").asText());
    }

    /** It is each replica's own, and clients tell it again by themselves. */
    private void persistedQueryOfOneIsToldToAnother() throws Exception {
        String query = "{ notes(first: 1) { totalCount } }";
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(query.getBytes(UTF_8));
        ObjectNode known = JSON.createObjectNode();
        known.putObject("extensions")
                .putObject("persistedQuery")
                .put("version", 1)
                .put("sha256Hash", HexFormat.of().formatHex(hash));
        ObjectNode told = known.deepCopy().put("query", query);
        assertThat(a.ask("alice", told).has("data")).isTrue();
        assertThat(a.ask("alice", known).has("data")).isTrue();
        assertThat(b.ask("alice", known).at("/errors/0/extensions/code").asText())
                .isEqualTo("PERSISTED_QUERY_NOT_FOUND");
        assertThat(b.ask("alice", told).has("data")).isTrue();
        assertThat(b.ask("alice", known).has("data")).isTrue();
    }

    private void notesAreServedByAll() {
        send(IntStream.range(0, 40).mapToObj(i -> note("n" + i, 1, "\"first\"")).toList());
        awaitText("n39", "first");
    }

    private void deadLetterThatOneDiscardedIsDiscardedForAll() throws Exception {
        send(List.of(note("bad", 1, "7")));
        String found = "{\"model\":\"Note\",\"status\":\"%s\"}";
        for (Replica each : fleet.replicas()) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(each.admin("/admin/dead-letters/search", found.formatted("open"))
                                    .at("/letter/key")
                                    .toString())
                            .contains("bad"));
        }
        String at = a.admin("/admin/dead-letters/search", found.formatted("open"))
                .at("/letter/at")
                .asText();
        b.admin("/admin/dead-letters/discard", "{\"at\":\"" + at + "\",\"by\":\"Ada\"}");
        for (Replica each : fleet.replicas()) {
            assertThat(each.admin("/admin/dead-letters/search", found.formatted("discarded"))
                            .at("/letter/disposition/by")
                            .asText())
                    .isEqualTo("Ada");
        }
    }

    private void rebuildOnOneSwitchesAll() throws Exception {
        List<NotificationClient> sockets = fleet.replicas().stream()
                .map(each -> new NotificationClient(each.port(), "notes"))
                .toList();
        fleet.database().getCollection("notes").updateOne(Filters.eq("_id", "n7"), Updates.set("text", "by hand"));
        awaitText("n7", "by hand");

        // When
        a.admin("/admin/models/Note/rebuild", "{}");

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(c.admin("/admin/models/Note/rebuild")
                                .path("state")
                                .asText())
                        .isEqualTo("done"));
        awaitText("n7", "first");
        for (Replica each : fleet.replicas()) {
            assertThat(each.admin("/admin/models/Note/rebuild")
                            .path("collection")
                            .asText())
                    .isEqualTo("notes--2");
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sockets)
                        .allSatisfy(each -> assertThat(each.controls("resync")).hasSize(1)));
        send(List.of(note("n7", 2, "\"second\"")));
        awaitText("n7", "second");
        await().atMost(PATIENCE)
                .until(() ->
                        sockets.stream().noneMatch(each -> each.frames("n7").isEmpty()));
        sockets.forEach(NotificationClient::close);
    }

    private void pausedModelIsPausedForAllUntilAnyResumesIt() throws Exception {
        send(IntStream.range(0, TOO_MANY).mapToObj(i -> note("bad", 1, "7")).toList());
        for (Replica each : fleet.replicas()) {
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(each.admin("/admin/models").toString()).contains("howdah resume Note"));
        }
        // Every process reads some of them, and they know within seconds.
        send(IntStream.range(0, 40).mapToObj(i -> note("n" + i, 3, "\"third\"")).toList());
        await().pollDelay(Duration.ofSeconds(3)).atMost(PATIENCE).untilAsserted(() -> {
            for (Replica each : fleet.replicas()) {
                assertThat(each.admin("/admin/models").toString()).contains("howdah resume Note");
            }
        });
        send(List.of(note("n1", 4, "\"fourth\"")));

        // When
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            c.admin("/admin/models/Note/resume", "{}");
            assertThat(text(a, "n1")).isEqualTo("fourth");
            assertThat(text(a, "n39")).isEqualTo("third");
        });
        awaitText("n39", "third");
    }

    private void awaitText(String id, String text) {
        for (Replica each : fleet.replicas()) {
            await("note " + id + " of " + each.name() + ", see " + fleet.folder())
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(text(each, id)).isEqualTo(text));
        }
    }

    private static String text(Replica replica, String id) throws Exception {
        return replica.ask("alice", "{ note(id: \"" + id + "\") { text } }")
                .at("/data/note/text")
                .asText();
    }

    private void send(List<ProducerRecord<byte[], byte[]>> notes) {
        fleet.items().log().send(notes);
        fleet.items().log().flush();
    }

    private ProducerRecord<byte[], byte[]> note(String id, int version, String text) {
        return new ProducerRecord<>(
                fleet.notesTopic(),
                id.getBytes(UTF_8),
                "{\"id\":\"%s\",\"version\":%d,\"text\":%s}"
                        .formatted(id, version, text)
                        .getBytes(UTF_8));
    }
}
