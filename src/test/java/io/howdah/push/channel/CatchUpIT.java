package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.dev.mongo.EmbeddedMongo;
import io.howdah.push.camel.RunningHub;
import io.howdah.push.camel.TestSocket;
import io.howdah.store.ModelCollections;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Subscribers whose place has left the ring are brought back by the change stream, or begin anew where that cannot be. */
class CatchUpIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SMALL_RING = 64 * 1024;

    @Test
    void placeThatTheRingHasForgottenIsReadFromTheStream() throws Exception {
        try (RunningHub hub = start(exchange -> {})) {
            // Given
            String cursor = hub.cursor();
            overflow(hub, "alice");

            // When
            try (TestSocket back = hub.open("as=alice&since=" + cursor)) {
                hub.put("after", 1, "alice", "NEAR", "");

                // Then everything comes, in its order, and once
                await().atMost(PATIENCE).until(() -> subjects(back).contains("after"));
                List<String> expected = new ArrayList<>(
                        IntStream.range(0, 200).mapToObj(i -> "r" + i).toList());
                expected.add("after");
                assertThat(subjects(back)).isEqualTo(expected);
                assertThat(back.received().get(0)).contains("io.howdah.ready", "\"recovered\":true");
                assertThat(hub.metric("howdah.push.recoveries", "source", "stream"))
                        .isEqualTo(1);
                assertThat(hub.metric("howdah.push.recoveries", "source", "resync"))
                        .isZero();
            }

            // And what the ring still has does not go to the server
            try (TestSocket near = hub.open("as=alice&since=" + hub.cursor())) {
                assertThat(near.received().get(0)).contains("\"recovered\":true");
                assertThat(hub.metric("howdah.push.recoveries", "source", "ring"))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void framesAreMadeOfWhatConcernsThoseWhoComeBackAlone() throws Exception {
        Queue<String> made = new ConcurrentLinkedQueue<>();
        try (RunningHub hub = start(exchange -> {
            if (isReading()) {
                made.add(key(exchange));
            }
        })) {
            // Given two changes that concern alice among those that do not
            String cursor = hub.cursor();
            hub.put("hers", 1, "alice", "NEAR", "");
            hub.put("hers", 2, "carol", "NEAR", "");
            overflow(hub, "bob");

            // When
            try (TestSocket back = hub.open("as=alice&since=" + cursor)) {
                hub.put("after", 1, "alice", "NEAR", "");

                // Then
                await().atMost(PATIENCE).until(() -> subjects(back).contains("after"));
                assertThat(subjects(back)).containsExactly("hers", "hers", "after");
                assertThat(made).isNotEmpty().containsOnly("hers");
            }
        }
    }

    @Test
    void placeThatTheServerHasForgottenIsAResync() throws Exception {
        // Given a server that remembers 20 changes; an external one forgets nothing for as long as a test may last
        try (EmbeddedMongo server = EmbeddedMongo.start("127.0.0.1", 0, 20);
                RunningHub hub = RunningHub.options()
                        .uri(server.uri())
                        .settings(RunningHub.settings(100, 100, 1024 * 1024, SMALL_RING))
                        .start()) {
            String cursor = hub.cursor();
            for (int i = 0; i < 40; i++) {
                hub.put("r" + i, 1, "alice", "NEAR", "x".repeat(1_000));
                if (i % 5 == 4) {
                    // At its pace, or the process itself would lose the history.
                    hub.awaitFollowed();
                }
            }

            // When
            try (TestSocket lost = hub.open("as=alice&since=" + cursor);
                    TestSocket snapshot = hub.open("as=alice&snapshot=true&since=" + cursor)) {
                // Then one begins anew, and the other gets all documents
                await().atMost(PATIENCE).until(() -> lost.received().size() == 2);
                assertThat(lost.received().get(0)).contains("io.howdah.ready", "\"recovered\":false");
                assertThat(lost.received().get(1)).contains("io.howdah.resync");
                await().atMost(PATIENCE)
                        .until(() -> snapshot.received().stream().anyMatch(frame -> frame.contains("snapshot.end")));
                assertThat(subjects(snapshot)).hasSize(40);
            }
        }
    }

    @Test
    void rebuildThatSwitchesUnderACatchUpIsAResync() throws Exception {
        // Given a catch-up that has come to its 100th change
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch switched = new CountDownLatch(1);
        try (RunningHub hub = start(exchange -> {
            if (isReading() && key(exchange).equals("r100")) {
                reading.countDown();
                assertThat(switched.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            }
        })) {
            String cursor = hub.cursor();
            overflow(hub, "alice");
            try (TestSocket live = hub.open("as=alice");
                    TestSocket back = hub.open("as=alice&since=" + cursor)) {
                assertThat(reading.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();

                // When the model goes over to another collection, and the catch-up goes on when all others know
                hub.database().getCollection("rides--2").insertOne(new Document("_id", "new"));
                hub.database().getCollection(ModelCollections.POINTERS).insertOne(pointer("rides--2", 2));
                hub.put("later", 1, "alice", "NEAR", "");
                await().atMost(PATIENCE)
                        .until(() -> live.received().stream().anyMatch(frame -> frame.contains("io.howdah.resync")));
                switched.countDown();

                // Then
                await().atMost(PATIENCE)
                        .until(() -> back.received().stream().anyMatch(frame -> frame.contains("io.howdah.resync")));
                assertThat(subjects(back)).doesNotContain("later").hasSizeLessThanOrEqualTo(200);
            }
        }
    }

    @Test
    void placeBehindASwitchIsGoodBesideOneBeforeIt() throws Exception {
        // Given a catch-up that takes its time
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch going = new CountDownLatch(1);
        try (RunningHub hub = start(exchange -> {
            if (isReading()) {
                reading.countDown();
                assertThat(going.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            }
        })) {
            String before = hub.cursor();
            overflow(hub, "alice");
            String behind = switchUnder(hub);

            try (TestSocket first = hub.openAtOnce("as=alice&since=" + behind)) {
                assertThat(reading.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();

                // When two wait for the next one, one with a place before the switch
                try (TestSocket old = hub.openAtOnce("as=alice&since=" + before);
                        TestSocket good = hub.openAtOnce("as=alice&since=" + behind)) {
                    await().atMost(PATIENCE).until(() -> hub.metric("howdah.push.connections") == 3);
                    going.countDown();

                    // Then that one alone begins anew
                    await().atMost(PATIENCE)
                            .until(() -> old.received().stream().anyMatch(frame -> frame.contains("io.howdah.resync")));
                    for (TestSocket recovered : List.of(first, good)) {
                        await().atMost(PATIENCE).until(() -> subjects(recovered).size() >= 200);
                        assertThat(subjects(recovered)).doesNotHaveDuplicates();
                        assertThat(recovered.received().get(0)).contains("io.howdah.ready", "\"recovered\":true");
                    }
                }
            }
        }
    }

    @Test
    void pointerThatIsWrittenAgainIsNoSwitch() throws Exception {
        try (RunningHub hub = start(exchange -> {})) {
            // Given
            String cursor = switchUnder(hub);

            // When a former collection is dropped, or the next rebuild puts its fence up
            hub.database()
                    .getCollection(ModelCollections.POINTERS)
                    .replaceOne(
                            new Document("_id", "Ride"),
                            pointer("rides--2", 2).append("rev", 2L).append("fence", "another"));

            // Then
            try (TestSocket back = hub.open("as=alice&since=" + cursor)) {
                await().atMost(PATIENCE).until(() -> subjects(back).size() >= 200);
                assertThat(back.received().get(0)).contains("io.howdah.ready", "\"recovered\":true");
            }
        }
    }

    /** Switches to another collection, into which more is written then than the ring holds; returns the cursor of the switch. */
    private static String switchUnder(RunningHub hub) {
        try (TestSocket live = hub.open("as=alice")) {
            hub.database().getCollection("rides--2").insertOne(new Document("_id", "new"));
            hub.database().getCollection(ModelCollections.POINTERS).insertOne(pointer("rides--2", 2));
            await().atMost(PATIENCE)
                    .until(() -> live.received().stream().anyMatch(frame -> frame.contains("io.howdah.resync")));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        String cursor = hub.cursor();
        String position = hub.feed().end();
        hub.putAll("r", 200, "alice", "x".repeat(1_000));
        hub.database().getCollection("rides--2").insertMany(hub.rides().find().into(new ArrayList<>()));
        await().atMost(PATIENCE).until(() -> !hub.feed().reachesBackTo(position));
        return cursor;
    }

    private static Document pointer(String collection, int generation) {
        return new Document("_id", "Ride")
                .append("base", "rides")
                .append("collection", collection)
                .append("generation", generation)
                .append("rev", 1L)
                .append("switched", 1L)
                .append("switching", false)
                .append("fence", null)
                .append("former", List.of())
                .append("at", new Date());
    }

    private static RunningHub start(org.apache.camel.Processor frame) throws Exception {
        return RunningHub.options()
                .settings(RunningHub.settings(100, 100, 1024 * 1024, SMALL_RING))
                .frame(frame)
                .start();
    }

    /** Writes more than the ring holds, and waits until it has seen it. */
    private static void overflow(RunningHub hub, String rider) {
        String before = hub.feed().end();
        hub.putAll("r", 200, rider, "x".repeat(1_000));
        hub.awaitFollowed();
        assertThat(hub.feed().reachesBackTo(before)).isFalse();
    }

    /** Whether this thread reads the stream again, and does not follow it. */
    private static boolean isReading() {
        return Thread.currentThread().getName().equals("howdah-recovery");
    }

    private static String key(Exchange exchange) {
        return String.valueOf(exchange.getMessage().getBody(Map.class).get("id"));
    }

    private static List<String> subjects(TestSocket socket) {
        return socket.received().stream()
                .map(CatchUpIT::parse)
                .filter(frame -> frame.has("subject"))
                .map(frame -> frame.path("subject").asText())
                .toList();
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
