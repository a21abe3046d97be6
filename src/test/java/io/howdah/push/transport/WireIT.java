package io.howdah.push.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.push.camel.RawClient;
import io.howdah.push.camel.RunningHub;
import io.howdah.push.camel.TestSocket;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What subscribers do to a hub by the bytes that they send. */
class WireIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LIMIT = 64 * 1024;
    private static final int TEXT = 0x81;
    private static final int TEXT_BEGINS = 0x01;
    private static final int BINARY = 0x82;
    private static final int GOES_ON = 0x00;
    private static final int ENDS = 0x80;
    private static final int PING = 0x89;

    /** As an EventSource reads it. */
    private static final Pattern RETRY = Pattern.compile("\\nretry: (\\d+)\\ndata: [^\\n]*\"code\":1012,[^\\n]*\\n\\n");

    private static final Pattern RETRY_IN = Pattern.compile("going away, retry in (\\d+) ms");

    private static RunningHub hub;

    /** Sends something to an open socket. */
    interface Sending {
        void to(RawClient client) throws Exception;
    }

    @BeforeAll
    static void start() throws Exception {
        hub = RunningHub.options()
                .limits(new SocketLimits(LIMIT, 1024 * 1024, Duration.ofSeconds(30), Duration.ofMillis(200)))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    static Stream<Arguments> wrongs() {
        return Stream.of(
                wrong("a text frame over the limit", 1009, client -> client.frame(TEXT, new byte[LIMIT + 1])),
                wrong("a binary frame over the limit", 1009, client -> client.frame(BINARY, new byte[LIMIT + 1])),
                wrong(
                        "a frame that says that it is larger than memory",
                        1009,
                        client -> client.out()
                                .write(bytes(0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4))),
                wrong("a text in parts that are over the limit together", 1009, client -> {
                    client.frame(TEXT_BEGINS, new byte[LIMIT / 2]);
                    client.frame(GOES_ON, new byte[LIMIT / 2]);
                    client.frame(GOES_ON, new byte[1]);
                }),
                wrong("a binary message in parts that are over the limit together", 1009, client -> {
                    client.frame(0x02, new byte[LIMIT]);
                    client.frame(ENDS, new byte[1]);
                }),
                wrong("parts over the limit after an empty one", 1009, client -> {
                    client.frame(TEXT_BEGINS, new byte[0]);
                    client.frame(GOES_ON, new byte[LIMIT]);
                    client.frame(ENDS, new byte[1]);
                }),
                wrong("a frame that is not masked", 1002, client -> client.out().write(bytes(TEXT, 1, 'x'))),
                wrong("a reserved bit", 1002, client -> client.frame(0xc1, bytes('x'))),
                wrong("an unknown kind of frame", 1002, client -> client.frame(0x83, bytes('x'))),
                wrong("an unknown kind of control frame", 1002, client -> client.frame(0x8b, bytes('x'))),
                wrong("a ping that is too long", 1002, client -> client.frame(PING, new byte[126])),
                wrong("a ping in parts", 1002, client -> client.frame(0x09, bytes('x'))),
                wrong("a part of nothing", 1002, client -> client.frame(ENDS, bytes('x'))),
                wrong("a message within another's parts", 1002, client -> {
                    client.frame(TEXT_BEGINS, bytes('x'));
                    client.frame(TEXT, bytes('x'));
                }),
                wrong("a text that is no UTF-8", 1007, client -> client.frame(TEXT, bytes('x', 0xc3, 0x28))),
                wrong("a text in parts that is no UTF-8", 1007, client -> {
                    client.frame(TEXT_BEGINS, bytes('x', 0xc3));
                    client.frame(ENDS, bytes(0x28));
                }));
    }

    private static Arguments wrong(String name, int code, Sending sending) {
        return Arguments.argumentSet(name, sending, code);
    }

    @ParameterizedTest
    @MethodSource("wrongs")
    void whatIsNotAllowedEndsItsConnectionAlone(Sending sending, int code) throws Exception {
        double before = hub.metric("howdah.push.closed", "code", Integer.toString(code));
        try (TestSocket other = hub.open("as=alice")) {
            // When
            try (RawClient client = new RawClient(hub.port(), RunningHub.PATH)) {
                assertThat(client.status()).isEqualTo(101);
                sending.to(client);

                // Then, and the line ends though the client does not answer the close
                assertThat(client.readClose()).isEqualTo(code);
                assertThat(client.in().read()).isEqualTo(-1);
            }
            await().atMost(PATIENCE)
                    .until(() -> hub.feeds().shares().connections().taken() == 1);
            assertThat(hub.metric("howdah.push.connections")).isEqualTo(1);
            assertThat(hub.metric("howdah.push.closed", "code", Integer.toString(code)))
                    .isEqualTo(before + 1);
            assertThat(other.closed()).isNotDone();
        }
        await().atMost(PATIENCE).until(() -> hub.feeds().shares().connections().taken() == 0);
    }

    @Test
    void whatIsAllowedIsDropped() throws Exception {
        try (RawClient client = new RawClient(hub.port(), RunningHub.PATH)) {
            // When
            client.frame(TEXT, new byte[LIMIT]);
            client.frame(BINARY, bytes(0xc3, 0x28));
            client.frame(TEXT_BEGINS, "\u00e9".getBytes(StandardCharsets.UTF_8));
            client.frame(PING, bytes('p'));
            client.frame(ENDS, new byte[LIMIT - 2]);
            client.frame(TEXT_BEGINS, bytes(0xe2, 0x82));
            client.frame(ENDS, bytes(0xac));
            client.frame(PING, bytes('q'));

            // Then it still answers
            client.readUntil(bytes(0x8a, 1, 'p'));
            client.readUntil(bytes(0x8a, 1, 'q'));
            assertThat(hub.feeds().shares().connections().taken()).isEqualTo(1);

            // When the client goes as it should
            client.frame(0x88, bytes(0x03, 0xe8));

            // Then
            assertThat(client.readClose()).isEqualTo(1000);
        }
        await().atMost(PATIENCE).until(() -> hub.feeds().shares().connections().taken() == 0);
    }

    @Test
    void clientThatVanishesIsNoneThatWasClosed() throws Exception {
        // Given
        double before = hub.metric("howdah.push.closed");

        // When
        for (int i = 0; i < 20; i++) {
            new RawClient(hub.port(), RunningHub.PATH).vanish();
            RawClient.events(hub.port(), RunningHub.PATH).vanish();
        }

        // Then
        await().atMost(PATIENCE).until(() -> hub.feeds().shares().connections().taken() == 0);
        assertThat(hub.metric("howdah.push.connections")).isZero();
        assertThat(hub.metric("howdah.push.closed")).isEqualTo(before);
    }

    @Test
    void clientThatAnswersNoPingIsCutOff() throws Exception {
        Duration ping = Duration.ofMillis(300);
        try (RunningHub quick = RunningHub.options()
                        .limits(new SocketLimits(LIMIT, 1024 * 1024, ping, Duration.ofMillis(200)))
                        .start();
                TestSocket answering = quick.open("as=alice");
                RawClient silent = new RawClient(quick.port(), RunningHub.PATH)) {
            // When it reads, but answers nothing, for two pings
            long began = System.nanoTime();
            silent.readToEnd();

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(ping.multipliedBy(10));
            await().atMost(PATIENCE)
                    .until(() -> quick.feeds().shares().connections().taken() == 1);
            assertThat(quick.metric("howdah.push.closed", "code", "1006")).isEqualTo(1);
            assertThat(answering.closed()).isNotDone();
        }
    }

    @Test
    void processThatStopsTellsEachWhenToComeAgain() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (RunningHub ending = RunningHub.options()
                .limits(new SocketLimits(LIMIT, 1024 * 1024, PATIENCE, Duration.ofMillis(200)))
                .start()) {
            for (int i = 0; i < 10; i++) {
                clients.add(RawClient.events(ending.port(), RunningHub.PATH, "Connection: close"));
                clients.add(new RawClient(ending.port(), RunningHub.PATH));
            }
            await().atMost(PATIENCE).until(() -> ending.metric("howdah.push.connections") == clients.size());

            // When
            ending.feeds().drain();

            // Then
            Set<String> hints = new HashSet<>();
            for (RawClient client : clients) {
                String all = new String(client.readToEnd(), StandardCharsets.ISO_8859_1);
                Matcher hint = (client.status() == 200 ? RETRY : RETRY_IN).matcher(all);
                assertThat(hint.find()).as(all).isTrue();
                assertThat(Integer.parseInt(hint.group(1))).isBetween(500, 750);
                hints.add(hint.group(1));
            }
            assertThat(hints).hasSizeGreaterThan(10);
            assertThat(ending.metric("howdah.push.closed", "code", "1012")).isEqualTo(clients.size());
            try (RawClient late = new RawClient(ending.port(), RunningHub.PATH)) {
                assertThat(late.status()).isEqualTo(503);
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    private static byte[] bytes(int... values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Arrays.stream(values).forEach(bytes::write);
        return bytes.toByteArray();
    }
}
