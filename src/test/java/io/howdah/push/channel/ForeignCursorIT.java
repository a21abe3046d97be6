package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.howdah.change.Cursors;
import io.howdah.push.camel.RawClient;
import io.howdah.push.camel.RunningChannels;
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

/** Cursors that are not the channel's, by WebSocket and by server-sent events. */
class ForeignCursorIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static RunningChannels running;
    private static MongoClient mongo;
    private static MongoDatabase elsewhere;

    /** Creates a cursor when the channel runs. */
    interface CursorSupplier {
        String cursor();
    }

    @BeforeAll
    static void start() throws Exception {
        running = RunningChannels.options().start();
        running.put("a", 1, "alice", "NEAR", "");
        mongo = MongoClients.create(TestServices.mongoUri());
        elsewhere = mongo.getDatabase(TestServices.uniqueName("elsewhere"));
    }

    @AfterAll
    static void stop() throws Exception {
        elsewhere.drop();
        mongo.close();
        running.close();
    }

    private static Cursors cursors(MongoDatabase system) {
        return new Cursors(new CursorKeys(system, Optional.empty()));
    }

    static Stream<Arguments> cursors() {
        return Stream.of(
                Arguments.argumentSet("not encrypted", (CursorSupplier)
                        () -> "3." + running.channel().end()),
                Arguments.argumentSet("changed", (CursorSupplier) () -> {
                    char[] changed = running.cursor().toCharArray();
                    changed[30] = changed[30] == 'A' ? 'B' : 'A';
                    return new String(changed);
                }),
                Arguments.argumentSet("of another key", (CursorSupplier)
                        () -> "3.Ag" + running.cursor().substring(4)),
                Arguments.argumentSet("of the former format, without a signature", (CursorSupplier)
                        () -> "2." + running.channel().end()),
                Arguments.argumentSet("of the former format, forged", (CursorSupplier)
                        () -> "2." + running.channel().end() + ".AAAAAAAAAAAAAAAAAAAAAA"),
                Arguments.argumentSet("cut short", (CursorSupplier)
                        () -> running.cursor().substring(0, running.cursor().length() - 1)),
                Arguments.argumentSet("something behind it", (CursorSupplier) () -> running.cursor() + "A"),
                Arguments.argumentSet("of another channel", (CursorSupplier)
                        () -> new CloudEventEncoder("deliveries", "Ride", cursors(running.system()))
                                .cursor(running.channel().end())),
                Arguments.argumentSet("of another model", (CursorSupplier)
                        () -> new CloudEventEncoder("rides", "Trip", cursors(running.system()))
                                .cursor(running.channel().end())),
                Arguments.argumentSet("of another cluster", (CursorSupplier)
                        () -> new CloudEventEncoder("rides", "Ride", cursors(elsewhere))
                                .cursor(running.channel().end())),
                Arguments.argumentSet("of a later format", (CursorSupplier)
                        () -> "4" + running.cursor().substring(1)),
                Arguments.argumentSet("of a format of two digits", (CursorSupplier) () -> "3" + running.cursor()),
                Arguments.argumentSet("of a snapshot's item", (CursorSupplier) () -> "snapshot-1"),
                Arguments.argumentSet("no cursor at all", (CursorSupplier) () -> "undefined"),
                Arguments.argumentSet("dots", (CursorSupplier) () -> "..."),
                Arguments.argumentSet("only a format", (CursorSupplier) () -> "3."),
                Arguments.argumentSet("no ASCII", (CursorSupplier) () -> "3.%C3%A9%E2%82%AC.%00"),
                Arguments.argumentSet("long", (CursorSupplier) () -> "3." + "8".repeat(4_000)),
                Arguments.argumentSet("longer than any", (CursorSupplier) () -> "3." + "8".repeat(12_000)));
    }

    @ParameterizedTest
    @MethodSource("cursors")
    void socketGetsAResync(CursorSupplier supplier) throws Exception {
        try (TestSocket socket = running.open("as=alice&since=" + supplier.cursor())) {
            await().atMost(TIMEOUT).until(() -> socket.received().size() >= 2);
            assertThat(socket.received().get(0)).contains("io.howdah.ready", "\"recovered\":false");
            assertThat(socket.received().get(1)).contains("io.howdah.resync");
            assertContinues(socket);
        }
    }

    /** Positions that the server rejects, each in a genuine cursor, so that a client would send it forever. */
    static Stream<Arguments> rejected() {
        return Stream.of(
                Arguments.argumentSet("no resume token", "00"),
                Arguments.argumentSet("cut short", "8269"),
                Arguments.argumentSet("before all history", "8200000001" + "0".repeat(20)),
                Arguments.argumentSet("nothing but bytes", "82" + "5A".repeat(2000)));
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void positionThatTheServerRejectsIsAResync(String position) throws Exception {
        String cursor = running.channel().encoder().cursor(position);
        try (TestSocket socket = running.open("as=alice&since=" + cursor)) {
            await().atMost(TIMEOUT)
                    .until(() ->
                            socket.received().size() >= 2 || socket.closed().isDone());
            assertThat(socket.closed()).isNotDone();
            assertThat(socket.received().get(0)).contains("io.howdah.ready", "\"recovered\":false");
            assertThat(socket.received().get(1)).contains("io.howdah.resync");
            assertContinues(socket);
        }
    }

    @ParameterizedTest
    @MethodSource("cursors")
    void socketThatWantsASnapshotGetsIt(CursorSupplier supplier) throws Exception {
        try (TestSocket socket = running.open("as=alice&snapshot=true&since=" + supplier.cursor())) {
            await().atMost(TIMEOUT)
                    .until(() -> socket.received().stream().anyMatch(frame -> frame.contains("snapshot.end")));
            assertThat(socket.received().get(0)).contains("io.howdah.ready", "\"recovered\":false");
            assertThat(socket.received().get(1)).contains("io.howdah.snapshot.begin");
            assertThat(socket.received()).noneMatch(frame -> frame.contains("io.howdah.resync"));
            assertContinues(socket);
        }
    }

    @ParameterizedTest
    @MethodSource("cursors")
    void eventSourceGetsAResync(CursorSupplier supplier) throws Exception {
        // The header overrides the parameter, which an EventSource repeats unchanged.
        String path = RunningChannels.PATH + "?as=alice&since=" + running.cursor();
        try (RawClient client = RawClient.events(running.port(), path, "Last-Event-ID: " + supplier.cursor())) {
            assertThat(client.status()).isEqualTo(200);
            client.readUntil("\"recovered\":false".getBytes(StandardCharsets.UTF_8));
            client.readUntil("\"type\":\"io.howdah.resync\"".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void assertContinues(TestSocket socket) {
        String key = TestServices.uniqueName("next");
        running.put(key, 1, "alice", "NEAR", "");
        await().atMost(TIMEOUT)
                .until(() -> socket.received().stream()
                        .anyMatch(frame -> frame.contains("rides.created") && frame.contains(key)));
    }
}
