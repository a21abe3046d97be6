package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import io.howdah.change.StreamPositions;
import io.howdah.config.PushSettings;
import io.howdah.model.FieldFilter;
import io.howdah.push.camel.RawClient;
import io.howdah.push.camel.RunningChannels;
import io.howdah.push.camel.TestSocket;
import io.howdah.security.Principal;
import io.vertx.core.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Subscribers with a cursor newer than what the process has read, because another process was ahead. */
class LagIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** As long as a position, and later than all others. */
    private static final String FUTURE = "82FFFFFFF0" + "0".repeat(20);

    @Test
    void subscriberWaitsForTheStreamAndGetsNothingTwice() throws Exception {
        try (RunningChannels running = RunningChannels.options().start();
                MongoChangeStreamCursor<ChangeStreamDocument<Document>> other =
                        running.database().watch().cursor()) {
            // Given a process that lags by four changes, and a subscriber that already has two of them
            running.servers().camel().getRouteController().stopRoute("rides-notify");
            for (int version = 1; version <= 4; version++) {
                running.put("a", version, "alice", "NEAR", "");
            }
            other.next();
            String cursor = running.channel()
                    .encoder()
                    .cursor(StreamPositions.of(other.next().getResumeToken()));

            try (TestSocket ahead = running.open("as=alice&since=" + cursor);
                    TestSocket present = running.open("as=alice")) {
                assertThat(ahead.received().get(0)).contains("io.howdah.ready", "\"recovered\":true");

                // When the process sends its position repeatedly
                for (int i = 0; i < 10; i++) {
                    running.sendPositions();
                }
                await().atMost(TIMEOUT)
                        .until(() -> present.received().stream().anyMatch(frame -> frame.contains("position")));

                // Then the client ahead gets nothing
                assertThat(ahead.received()).hasSize(1);

                // When the process continues
                running.servers().camel().getRouteController().startRoute("rides-notify");

                // Then
                await().atMost(TIMEOUT).until(() -> ahead.received().size() == 3);
                assertThat(ahead.received().get(1)).contains("\"version\":\"3\"");
                assertThat(ahead.received().get(2)).contains("\"version\":\"4\"");
                await().atMost(TIMEOUT)
                        .until(() -> present.received().stream()
                                        .filter(frame -> frame.contains("\"subject\":\"a\""))
                                        .count()
                                == 4);
                assertThat(ahead.received()).hasSize(3);
            }
        }
    }

    @Test
    void subscriberFromAnotherHistoryGetsAResyncAfterMaxLag() throws Exception {
        PushSettings settings = RunningChannels.settings(
                RunningChannels.shares(100, 100), 1024 * 1024, 1024 * 1024, Duration.ofMillis(300));
        try (RunningChannels running =
                RunningChannels.options().settings(settings).start()) {
            String cursor = running.channel().encoder().cursor(FUTURE);
            try (TestSocket socket = running.open("as=alice&since=" + cursor);
                    RawClient events = RawClient.events(
                            running.port(), RunningChannels.PATH + "?as=alice", "Last-Event-ID: " + cursor)) {
                assertThat(socket.received().get(0)).contains("io.howdah.ready", "\"recovered\":true");
                events.readUntil("\"recovered\":true".getBytes(StandardCharsets.UTF_8));

                // When a change comes before its position, it gets nothing
                running.put("a", 1, "alice", "NEAR", "");
                running.sendPositions();
                assertThat(socket.received()).hasSize(1);

                // When that lasts longer than a process may lag
                await().atMost(TIMEOUT).until(() -> {
                    running.sendPositions();
                    return socket.received().size() > 1;
                });

                // Then it gets a resync and continues
                assertThat(socket.received().get(1)).contains("io.howdah.resync");
                events.readUntil("\"type\":\"io.howdah.resync\"".getBytes(StandardCharsets.UTF_8));
                running.put("b", 1, "alice", "NEAR", "");
                await().atMost(TIMEOUT)
                        .until(() -> socket.received().stream().anyMatch(frame -> frame.contains("\"subject\":\"b\"")));
                events.readUntil("\"subject\":\"b\"".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void positionIsEncodedOnceForAll() throws Exception {
        try (RunningChannels running = RunningChannels.options().start()) {
            // Given
            Context loop = running.servers().servers().vertx().getOrCreateContext();
            Context other = running.servers().servers().vertx().getOrCreateContext();
            List<RecordingTransport> clients =
                    List.of(subscribe(running, loop), subscribe(running, loop), subscribe(running, other));
            await().atMost(TIMEOUT).until(() -> clients.stream().allMatch(client -> client.events.size() == 1));

            // When
            running.sendPositions();

            // Then
            await().atMost(TIMEOUT).until(() -> clients.stream().allMatch(client -> client.events.size() == 2));
            byte[] position = clients.get(0).events.get(1);
            assertThat(new String(position, StandardCharsets.UTF_8)).contains("io.howdah.position");
            assertThat(clients)
                    .allSatisfy(client -> assertThat(client.events.get(1)).isSameAs(position));
        }
    }

    @Test
    void positionsAreSpreadOverTheTurns() throws Exception {
        try (RunningChannels running = RunningChannels.options().start()) {
            // Given
            Context loop = running.servers().servers().vertx().getOrCreateContext();
            List<RecordingTransport> clients =
                    Stream.generate(() -> subscribe(running, loop)).limit(300).toList();
            await().atMost(TIMEOUT).until(() -> running.channel().joined() == clients.size());
            // Their first event was just sent, so they need no position in this turn.
            IntStream.range(0, LoopGroup.TURNS).forEach(running.channel()::sendPositions);
            CompletableFuture<Void> first = new CompletableFuture<>();
            loop.runOnContext(now -> first.complete(null));
            first.get(30, TimeUnit.SECONDS);
            assertThat(positions(clients)).isZero();

            // When
            List<Long> counts = new ArrayList<>();
            for (int turn = 0; turn < LoopGroup.TURNS; turn++) {
                long before = positions(clients);
                running.channel().sendPositions(turn);
                CompletableFuture<Void> done = new CompletableFuture<>();
                loop.runOnContext(now -> done.complete(null));
                done.get(30, TimeUnit.SECONDS);
                counts.add(positions(clients) - before);
            }

            // Then each gets one, and no turn has a third of the 300
            assertThat(clients).allSatisfy(client -> assertThat(client.events).hasSize(2));
            assertThat(counts).allSatisfy(turn -> assertThat(turn).isLessThan(100));
        }
    }

    @Test
    void clientThatHasNotReadAChangeGetsNoPositionAfterIt() throws Exception {
        try (RunningChannels running = RunningChannels.options().start()) {
            // Given
            Context loop = running.servers().servers().vertx().getOrCreateContext();
            RecordingTransport client = subscribe(running, loop);
            await().atMost(TIMEOUT).until(() -> client.events.size() == 1);
            client.full = true;
            String before = running.channel().end();
            running.put("a", 1, "alice", "NEAR", "");
            await().atMost(TIMEOUT).until(() -> running.channel().end().compareTo(before) > 0);

            // When positions are sent, even in turns without an event before them
            running.sendPositions();
            running.sendPositions();
            running.sendPositions();
            CompletableFuture<Void> done = new CompletableFuture<>();
            loop.runOnContext(now -> done.complete(null));
            done.get(30, TimeUnit.SECONDS);

            // Then
            assertThat(client.events).hasSize(1);
        }
    }

    private static long positions(List<RecordingTransport> clients) {
        return clients.stream().mapToLong(client -> client.events.size() - 1).sum();
    }

    @Test
    void positionOfServerSentEventsIsAnIdAlone() throws Exception {
        try (RunningChannels running = RunningChannels.options().start();
                RawClient events = RawClient.events(running.port(), RunningChannels.PATH + "?as=alice")) {
            events.readUntil("io.howdah.ready".getBytes(StandardCharsets.UTF_8));
            await().atMost(TIMEOUT).until(() -> running.channel().joined() == 1);

            // When
            running.sendPositions();

            // Then
            String event = "\nid: "
                    + running.channel().encoder().cursor(running.channel().end()) + "\n\n";
            events.readUntil(event.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static RecordingTransport subscribe(RunningChannels running, Context loop) {
        RecordingTransport client = new RecordingTransport();
        SubscriptionRequest request = new SubscriptionRequest(
                Optional.empty(), false, FieldFilter.parse(running.channel().model(), Principal.of("alice"), Map.of()));
        loop.runOnContext(now -> running.channels()
                .subscribe(
                        running.channel(),
                        Principal.of("alice"),
                        request,
                        model -> request,
                        client,
                        loop,
                        running.channels().connect(Principal.of("alice"), "127.0.0.1")::giveBack));
        return client;
    }
}
