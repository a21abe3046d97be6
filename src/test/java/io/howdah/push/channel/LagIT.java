package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import io.howdah.change.StreamPositions;
import io.howdah.config.PushSettings;
import io.howdah.model.FieldFilter;
import io.howdah.push.camel.RawClient;
import io.howdah.push.camel.RunningHub;
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

/** Subscribers whose cursor is newer than what the process has read: another one has told them more. */
class LagIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** As long as a place, and later than every other. */
    private static final String FUTURE = "82FFFFFFF0" + "0".repeat(20);

    @Test
    void subscriberWaitsForTheStreamAndGetsNothingTwice() throws Exception {
        try (RunningHub hub = RunningHub.options().start();
                MongoChangeStreamCursor<ChangeStreamDocument<Document>> other =
                        hub.database().watch().cursor()) {
            // Given a process that lags by four changes, and a subscriber that has been told two of them
            hub.servers().camel().getRouteController().stopRoute("rides-notify");
            for (int version = 1; version <= 4; version++) {
                hub.put("a", version, "alice", "NEAR", "");
            }
            other.next();
            String cursor =
                    hub.feed().encoder().cursor(StreamPositions.of(other.next().getResumeToken()));

            try (TestSocket ahead = hub.open("as=alice&since=" + cursor);
                    TestSocket present = hub.open("as=alice")) {
                assertThat(ahead.received().get(0)).contains("io.howdah.ready", "\"recovered\":true");

                // When the process says how far it is, again and again
                for (int i = 0; i < 10; i++) {
                    hub.tellPositions();
                }
                await().atMost(PATIENCE)
                        .until(() -> present.received().stream().anyMatch(frame -> frame.contains("position")));

                // Then that is nothing to it
                assertThat(ahead.received()).hasSize(1);

                // When the process goes on
                hub.servers().camel().getRouteController().startRoute("rides-notify");

                // Then
                await().atMost(PATIENCE).until(() -> ahead.received().size() == 3);
                assertThat(ahead.received().get(1)).contains("\"version\":\"3\"");
                assertThat(ahead.received().get(2)).contains("\"version\":\"4\"");
                await().atMost(PATIENCE)
                        .until(() -> present.received().stream()
                                        .filter(frame -> frame.contains("\"subject\":\"a\""))
                                        .count()
                                == 4);
                assertThat(ahead.received()).hasSize(3);
            }
        }
    }

    @Test
    void subscriberFromAnotherHistoryBeginsAnewInTheEnd() throws Exception {
        PushSettings impatient =
                RunningHub.settings(RunningHub.shares(100, 100), 1024 * 1024, 1024 * 1024, Duration.ofMillis(300));
        try (RunningHub hub = RunningHub.options().settings(impatient).start()) {
            String cursor = hub.feed().encoder().cursor(FUTURE);
            try (TestSocket socket = hub.open("as=alice&since=" + cursor);
                    RawClient events =
                            RawClient.events(hub.port(), RunningHub.PATH + "?as=alice", "Last-Event-ID: " + cursor)) {
                assertThat(socket.received().get(0)).contains("io.howdah.ready", "\"recovered\":true");
                events.readUntil("\"recovered\":true".getBytes(StandardCharsets.UTF_8));

                // When what happens is before its place, that is nothing to it
                hub.put("a", 1, "alice", "NEAR", "");
                hub.tellPositions();
                assertThat(socket.received()).hasSize(1);

                // When that goes on for longer than a process may lag
                await().atMost(PATIENCE).until(() -> {
                    hub.tellPositions();
                    return socket.received().size() > 1;
                });

                // Then it begins anew, and goes on
                assertThat(socket.received().get(1)).contains("io.howdah.resync");
                events.readUntil("\"type\":\"io.howdah.resync\"".getBytes(StandardCharsets.UTF_8));
                hub.put("b", 1, "alice", "NEAR", "");
                await().atMost(PATIENCE)
                        .until(() -> socket.received().stream().anyMatch(frame -> frame.contains("\"subject\":\"b\"")));
                events.readUntil("\"subject\":\"b\"".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void positionIsEncodedOnceForAll() throws Exception {
        try (RunningHub hub = RunningHub.options().start()) {
            // Given
            Context loop = hub.servers().servers().vertx().getOrCreateContext();
            Context other = hub.servers().servers().vertx().getOrCreateContext();
            List<KeepingTransport> clients = List.of(subscribe(hub, loop), subscribe(hub, loop), subscribe(hub, other));
            await().atMost(PATIENCE).until(() -> clients.stream().allMatch(client -> client.frames.size() == 1));

            // When
            hub.tellPositions();

            // Then
            await().atMost(PATIENCE).until(() -> clients.stream().allMatch(client -> client.frames.size() == 2));
            byte[] position = clients.get(0).frames.get(1);
            assertThat(new String(position, StandardCharsets.UTF_8)).contains("io.howdah.position");
            assertThat(clients)
                    .allSatisfy(client -> assertThat(client.frames.get(1)).isSameAs(position));
        }
    }

    @Test
    void positionsAreSpreadOverTheTurns() throws Exception {
        try (RunningHub hub = RunningHub.options().start()) {
            // Given
            Context loop = hub.servers().servers().vertx().getOrCreateContext();
            List<KeepingTransport> clients =
                    Stream.generate(() -> subscribe(hub, loop)).limit(300).toList();
            await().atMost(PATIENCE).until(() -> hub.feed().joined() == clients.size());
            // Their first event was just sent, which is all that they need for a while.
            IntStream.range(0, LoopGroup.TURNS).forEach(hub.feed()::sendPositions);
            CompletableFuture<Void> first = new CompletableFuture<>();
            loop.runOnContext(now -> first.complete(null));
            first.get(30, TimeUnit.SECONDS);
            assertThat(positions(clients)).isZero();

            // When
            List<Long> told = new ArrayList<>();
            for (int turn = 0; turn < LoopGroup.TURNS; turn++) {
                long before = positions(clients);
                hub.feed().sendPositions(turn);
                CompletableFuture<Void> done = new CompletableFuture<>();
                loop.runOnContext(now -> done.complete(null));
                done.get(30, TimeUnit.SECONDS);
                told.add(positions(clients) - before);
            }

            // Then each gets one, and of 300 no turn has a third of them
            assertThat(clients).allSatisfy(client -> assertThat(client.frames).hasSize(2));
            assertThat(told).allSatisfy(turn -> assertThat(turn).isLessThan(100));
        }
    }

    @Test
    void clientThatHasNotReadAChangeIsToldNoPositionBehindIt() throws Exception {
        try (RunningHub hub = RunningHub.options().start()) {
            // Given
            Context loop = hub.servers().servers().vertx().getOrCreateContext();
            KeepingTransport client = subscribe(hub, loop);
            await().atMost(PATIENCE).until(() -> client.frames.size() == 1);
            client.full = true;
            String before = hub.feed().end();
            hub.put("a", 1, "alice", "NEAR", "");
            await().atMost(PATIENCE).until(() -> hub.feed().end().compareTo(before) > 0);

            // When, also where it has been told nothing since the last time
            hub.tellPositions();
            hub.tellPositions();
            hub.tellPositions();
            CompletableFuture<Void> done = new CompletableFuture<>();
            loop.runOnContext(now -> done.complete(null));
            done.get(30, TimeUnit.SECONDS);

            // Then
            assertThat(client.frames).hasSize(1);
        }
    }

    private static long positions(List<KeepingTransport> clients) {
        return clients.stream().mapToLong(client -> client.frames.size() - 1).sum();
    }

    @Test
    void positionOfServerSentEventsIsAnIdAlone() throws Exception {
        try (RunningHub hub = RunningHub.options().start();
                RawClient events = RawClient.events(hub.port(), RunningHub.PATH + "?as=alice")) {
            events.readUntil("io.howdah.ready".getBytes(StandardCharsets.UTF_8));
            await().atMost(PATIENCE).until(() -> hub.feed().joined() == 1);

            // When
            hub.tellPositions();

            // Then
            String told = "\nid: " + hub.feed().encoder().cursor(hub.feed().end()) + "\n\n";
            events.readUntil(told.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static KeepingTransport subscribe(RunningHub hub, Context loop) {
        KeepingTransport client = new KeepingTransport();
        SubscriptionRequest request = new SubscriptionRequest(
                Optional.empty(), false, FieldFilter.parse(hub.feed().model(), Principal.of("alice"), Map.of()));
        loop.runOnContext(now -> hub.feeds()
                .subscribe(
                        hub.feed(),
                        Principal.of("alice"),
                        request,
                        model -> request,
                        client,
                        loop,
                        hub.feeds().connect(Principal.of("alice"), "127.0.0.1")::giveBack));
        return client;
    }
}
