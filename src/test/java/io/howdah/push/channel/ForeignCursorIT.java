package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.howdah.change.Cursors;
import io.howdah.push.camel.RawClient;
import io.howdah.push.camel.RunningHub;
import io.howdah.push.camel.TestSocket;
import io.howdah.security.CursorKeys;
import io.howdah.testing.TestServices;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is answered to cursors that are none of the channel's, by WebSocket and as server-sent events. */
class ForeignCursorIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static RunningHub hub;
    private static MongoClient mongo;
    private static MongoDatabase elsewhere;

    /** Makes a cursor, once the hub runs. */
    interface Making {
        String cursor();
    }

    @BeforeAll
    static void start() throws Exception {
        hub = RunningHub.options().start();
        hub.put("a", 1, "alice", "NEAR", "");
        mongo = MongoClients.create(TestServices.mongoUri());
        elsewhere = mongo.getDatabase(TestServices.uniqueName("elsewhere"));
    }

    @AfterAll
    static void stop() throws Exception {
        elsewhere.drop();
        mongo.close();
        hub.close();
    }

    private static Cursors cursors(MongoDatabase system) {
        return new Cursors(new CursorKeys(system, Optional.empty()));
    }

    static Stream<Arguments> cursors() {
        return Stream.of(
                Arguments.argumentSet(
                        "not encrypted", (Making) () -> "3." + hub.feed().end()),
                Arguments.argumentSet("changed", (Making) () -> {
                    char[] changed = hub.cursor().toCharArray();
                    changed[30] = changed[30] == 'A' ? 'B' : 'A';
                    return new String(changed);
                }),
                Arguments.argumentSet(
                        "of another key", (Making) () -> "3.Ag" + hub.cursor().substring(4)),
                Arguments.argumentSet("of the former format, without a signature", (Making)
                        () -> "2." + hub.feed().end()),
                Arguments.argumentSet("of the former format, forged", (Making)
                        () -> "2." + hub.feed().end() + ".AAAAAAAAAAAAAAAAAAAAAA"),
                Arguments.argumentSet("cut short", (Making)
                        () -> hub.cursor().substring(0, hub.cursor().length() - 1)),
                Arguments.argumentSet("something behind it", (Making) () -> hub.cursor() + "A"),
                Arguments.argumentSet("of another channel", (Making)
                        () -> new CloudEventEncoder("deliveries", "Ride", cursors(hub.system()))
                                .cursor(hub.feed().end())),
                Arguments.argumentSet("of another model", (Making)
                        () -> new CloudEventEncoder("rides", "Trip", cursors(hub.system()))
                                .cursor(hub.feed().end())),
                Arguments.argumentSet(
                        "of another cluster", (Making) () -> new CloudEventEncoder("rides", "Ride", cursors(elsewhere))
                                .cursor(hub.feed().end())),
                Arguments.argumentSet(
                        "of a later format", (Making) () -> "4" + hub.cursor().substring(1)),
                Arguments.argumentSet("of a format of two digits", (Making) () -> "3" + hub.cursor()),
                Arguments.argumentSet("of a snapshot's item", (Making) () -> "snapshot-1"),
                Arguments.argumentSet("no cursor at all", (Making) () -> "undefined"),
                Arguments.argumentSet("dots", (Making) () -> "..."),
                Arguments.argumentSet("only a format", (Making) () -> "3."),
                Arguments.argumentSet("no ASCII", (Making) () -> "3.%C3%A9%E2%82%AC.%00"),
                Arguments.argumentSet("long", (Making) () -> "3." + "8".repeat(4_000)),
                Arguments.argumentSet("longer than any", (Making) () -> "3." + "8".repeat(12_000)));
    }

    @ParameterizedTest
    @MethodSource("cursors")
    void socketBeginsAnewAndIsToldSo(Making making) throws Exception {
        try (TestSocket socket = hub.open("as=alice&since=" + making.cursor())) {
            await().atMost(PATIENCE).until(() -> socket.received().size() >= 2);
            assertThat(socket.received().get(0)).contains("io.howdah.ready", "\"recovered\":false");
            assertThat(socket.received().get(1)).contains("io.howdah.resync");
            requireGoesOn(socket);
        }
    }

    /** Positions that the server refuses: each is a genuine cursor, so that a client would show it for ever. */
    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.argumentSet("no resume token", "00"),
                Arguments.argumentSet("cut short", "8269"),
                Arguments.argumentSet("before all history", "8200000001" + "0".repeat(20)),
                Arguments.argumentSet("nothing but bytes", "82" + "5A".repeat(2000)));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void positionThatTheServerRefusesIsAResync(String position) throws Exception {
        String cursor = hub.feed().encoder().cursor(position);
        try (TestSocket socket = hub.open("as=alice&since=" + cursor)) {
            await().atMost(PATIENCE)
                    .until(() ->
                            socket.received().size() >= 2 || socket.closed().isDone());
            assertThat(socket.closed()).isNotDone();
            assertThat(socket.received().get(0)).contains("io.howdah.ready", "\"recovered\":false");
            assertThat(socket.received().get(1)).contains("io.howdah.resync");
            requireGoesOn(socket);
        }
    }

    @ParameterizedTest
    @MethodSource("cursors")
    void socketThatWantsASnapshotGetsIt(Making making) throws Exception {
        try (TestSocket socket = hub.open("as=alice&snapshot=true&since=" + making.cursor())) {
            await().atMost(PATIENCE)
                    .until(() -> socket.received().stream().anyMatch(frame -> frame.contains("snapshot.end")));
            assertThat(socket.received().get(0)).contains("io.howdah.ready", "\"recovered\":false");
            assertThat(socket.received().get(1)).contains("io.howdah.snapshot.begin");
            assertThat(socket.received()).noneMatch(frame -> frame.contains("io.howdah.resync"));
            requireGoesOn(socket);
        }
    }

    @ParameterizedTest
    @MethodSource("cursors")
    void eventSourceBeginsAnewAndIsToldSo(Making making) throws Exception {
        // The header wins over the parameter, which an EventSource repeats as it was at first.
        String path = RunningHub.PATH + "?as=alice&since=" + hub.cursor();
        try (RawClient client = RawClient.events(hub.port(), path, "Last-Event-ID: " + making.cursor())) {
            assertThat(client.status()).isEqualTo(200);
            client.readUntil("\"recovered\":false".getBytes(StandardCharsets.UTF_8));
            client.readUntil("\"type\":\"io.howdah.resync\"".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void requireGoesOn(TestSocket socket) {
        String key = TestServices.uniqueName("next");
        hub.put(key, 1, "alice", "NEAR", "");
        await().atMost(PATIENCE)
                .until(() -> socket.received().stream()
                        .anyMatch(frame -> frame.contains("rides.created") && frame.contains(key)));
    }
}
