package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.dev.mongo.EmbeddedMongo;
import io.howdah.push.camel.RunningChannels;
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

/**
 * Subscribers with an evicted position catch up from the change stream, or get a resync if it has forgotten the
 * position.
 */
class CatchUpIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int SMALL_BUFFER = 64 * 1024;

    @Test
    void evictedPositionIsReadFromTheStream() throws Exception {
        try (RunningChannels running = start(exchange -> {})) {
            // Given
            String cursor = running.cursor();
            overflow(running, "alice");

            // When
            try (TestSocket back = running.open("as=alice&since=" + cursor)) {
                running.put("after", 1, "alice", "NEAR", "");

                // Then every change arrives in order, once
                await().atMost(TIMEOUT).until(() -> subjects(back).contains("after"));
                List<String> expected = new ArrayList<>(
                        IntStream.range(0, 200).mapToObj(i -> "r" + i).toList());
                expected.add("after");
                assertThat(subjects(back)).isEqualTo(expected);
                assertThat(back.received().get(0)).contains("io.howdah.ready", "\"recovered\":true");
                assertThat(running.metric("howdah.push.recoveries", "source", "stream"))
                        .isEqualTo(1);
                assertThat(running.metric("howdah.push.recoveries", "source", "resync"))
                        .isZero();
            }

            // And what the replay buffer still has is not read from the server
            try (TestSocket near = running.open("as=alice&since=" + running.cursor())) {
                assertThat(near.received().get(0)).contains("\"recovered\":true");
                assertThat(running.metric("howdah.push.recoveries", "source", "ring"))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void onlyChangesThatConcernReturningClientsAreTransformed() throws Exception {
        Queue<String> transformed = new ConcurrentLinkedQueue<>();
        try (RunningChannels running = start(exchange -> {
            if (isReading()) {
                transformed.add(key(exchange));
            }
        })) {
            // Given two changes that concern alice among those that do not
            String cursor = running.cursor();
            running.put("hers", 1, "alice", "NEAR", "");
            running.put("hers", 2, "carol", "NEAR", "");
            overflow(running, "bob");

            // When
            try (TestSocket back = running.open("as=alice&since=" + cursor)) {
                running.put("after", 1, "alice", "NEAR", "");

                // Then
                await().atMost(TIMEOUT).until(() -> subjects(back).contains("after"));
                assertThat(subjects(back)).containsExactly("hers", "hers", "after");
                assertThat(transformed).isNotEmpty().containsOnly("hers");
            }
        }
    }

    @Test
    void positionThatTheServerHasForgottenIsAResync() throws Exception {
        // Given a server that keeps 20 changes; an external one would keep its history longer than a test runs
        try (EmbeddedMongo server = EmbeddedMongo.start("127.0.0.1", 0, 20);
                RunningChannels running = RunningChannels.options()
                        .uri(server.uri())
                        .settings(RunningChannels.settings(100, 100, 1024 * 1024, SMALL_BUFFER))
                        .start()) {
            String cursor = running.cursor();
            for (int i = 0; i < 40; i++) {
                running.put("r" + i, 1, "alice", "NEAR", "x".repeat(2_000));
                if (i % 5 == 4) {
                    // At its pace, or the process itself would lose its position.
                    running.awaitFollowed();
                }
            }

            // When
            try (TestSocket lost = running.open("as=alice&since=" + cursor);
                    TestSocket snapshot = running.open("as=alice&snapshot=true&since=" + cursor)) {
                // Then one gets a resync, and the other all documents
                await().atMost(TIMEOUT).until(() -> lost.received().size() == 2);
                assertThat(lost.received().get(0)).contains("io.howdah.ready", "\"recovered\":false");
                assertThat(lost.received().get(1)).contains("io.howdah.resync");
                await().atMost(TIMEOUT)
                        .until(() -> snapshot.received().stream().anyMatch(event -> event.contains("snapshot.end")));
                assertThat(subjects(snapshot)).hasSize(40);
            }
        }
    }

    @Test
    void rebuildThatSwitchesUnderACatchUpIsAResync() throws Exception {
        // Given a catch-up at its 100th change
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch switched = new CountDownLatch(1);
        try (RunningChannels running = start(exchange -> {
            if (isReading() && key(exchange).equals("r100")) {
                reading.countDown();
                assertThat(switched.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            }
        })) {
            String cursor = running.cursor();
            overflow(running, "alice");
            try (TestSocket live = running.open("as=alice");
                    TestSocket back = running.open("as=alice&since=" + cursor)) {
                assertThat(reading.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();

                // When the model switches to another collection, and the catch-up continues after all others know
                running.database().getCollection("rides--2").insertOne(new Document("_id", "new"));
                running.database().getCollection(ModelCollections.POINTERS).insertOne(pointer("rides--2", 2));
                running.put("later", 1, "alice", "NEAR", "");
                await().atMost(TIMEOUT)
                        .until(() -> live.received().stream().anyMatch(event -> event.contains("io.howdah.resync")));
                switched.countDown();

                // Then
                await().atMost(TIMEOUT)
                        .until(() -> back.received().stream().anyMatch(event -> event.contains("io.howdah.resync")));
                assertThat(subjects(back)).doesNotContain("later").hasSizeLessThanOrEqualTo(200);
            }
        }
    }

    @Test
    void positionAfterASwitchIsGoodWhileOneBeforeItIsLost() throws Exception {
        // Given a slow catch-up
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch going = new CountDownLatch(1);
        try (RunningChannels running = start(exchange -> {
            if (isReading()) {
                reading.countDown();
                assertThat(going.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            }
        })) {
            String before = running.cursor();
            overflow(running, "alice");
            String behind = switchUnder(running);

            try (TestSocket first = running.openAtOnce("as=alice&since=" + behind)) {
                assertThat(reading.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();

                // When two wait for the next one, one of them with a position before the switch
                try (TestSocket old = running.openAtOnce("as=alice&since=" + before);
                        TestSocket good = running.openAtOnce("as=alice&since=" + behind)) {
                    await().atMost(TIMEOUT).until(() -> running.metric("howdah.push.connections") == 3);
                    going.countDown();

                    // Then only that one gets a resync
                    await().atMost(TIMEOUT)
                            .until(() -> old.received().stream().anyMatch(event -> event.contains("io.howdah.resync")));
                    for (TestSocket recovered : List.of(first, good)) {
                        await().atMost(TIMEOUT).until(() -> subjects(recovered).size() >= 200);
                        assertThat(subjects(recovered)).doesNotHaveDuplicates();
                        assertThat(recovered.received().get(0)).contains("io.howdah.ready", "\"recovered\":true");
                    }
                }
            }
        }
    }

    @Test
    void pointerThatIsWrittenAgainIsNoSwitch() throws Exception {
        try (RunningChannels running = start(exchange -> {})) {
            // Given
            String cursor = switchUnder(running);

            // When a former collection is dropped, or the next rebuild puts its fence up
            running.database()
                    .getCollection(ModelCollections.POINTERS)
                    .replaceOne(
                            new Document("_id", "Ride"),
                            pointer("rides--2", 2).append("rev", 2L).append("fence", "another"));

            // Then
            try (TestSocket back = running.open("as=alice&since=" + cursor)) {
                await().atMost(TIMEOUT).until(() -> subjects(back).size() >= 200);
                assertThat(back.received().get(0)).contains("io.howdah.ready", "\"recovered\":true");
            }
        }
    }

    /**
     * Switches to another collection and writes more than the replay buffer holds; returns the cursor of the switch.
     */
    private static String switchUnder(RunningChannels running) {
        try (TestSocket live = running.open("as=alice")) {
            running.database().getCollection("rides--2").insertOne(new Document("_id", "new"));
            running.database().getCollection(ModelCollections.POINTERS).insertOne(pointer("rides--2", 2));
            await().atMost(TIMEOUT)
                    .until(() -> live.received().stream().anyMatch(event -> event.contains("io.howdah.resync")));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        String cursor = running.cursor();
        String position = running.channel().end();
        running.putAll("r", 200, "alice", "x".repeat(1_000));
        running.database()
                .getCollection("rides--2")
                .insertMany(running.rides().find().into(new ArrayList<>()));
        await().atMost(TIMEOUT).until(() -> !running.channel().reachesBackTo(position));
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

    private static RunningChannels start(org.apache.camel.Processor payload) throws Exception {
        return RunningChannels.options()
                .settings(RunningChannels.settings(100, 100, 1024 * 1024, SMALL_BUFFER))
                .payload(payload)
                .start();
    }

    /** Writes more than the replay buffer holds, and waits until the channel has received it. */
    private static void overflow(RunningChannels running, String rider) {
        String before = running.channel().end();
        running.putAll("r", 200, rider, "x".repeat(1_000));
        running.awaitFollowed();
        assertThat(running.channel().reachesBackTo(before)).isFalse();
    }

    /** Returns whether the current thread reads for a catch-up. */
    private static boolean isReading() {
        return Thread.currentThread().getName().equals("howdah-recovery");
    }

    private static String key(Exchange exchange) {
        return String.valueOf(exchange.getMessage().getBody(Map.class).get("id"));
    }

    private static List<String> subjects(TestSocket socket) {
        return socket.received().stream()
                .map(CatchUpIT::parse)
                .filter(event -> event.has("subject"))
                .map(event -> event.path("subject").asText())
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
