package io.howdah.push.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.push.camel.RawClient;
import io.howdah.push.camel.RunningChannels;
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

/** Frames that clients send to a channel, valid and invalid. */
class WireIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int LIMIT = 64 * 1024;
    private static final int TEXT = 0x81;
    private static final int FIRST_TEXT = 0x01;
    private static final int BINARY = 0x82;
    private static final int CONTINUATION = 0x00;
    private static final int LAST_CONTINUATION = 0x80;
    private static final int PING = 0x89;

    /** In an SSE stream. */
    private static final Pattern RETRY = Pattern.compile("\\nretry: (\\d+)\\ndata: [^\\n]*\"code\":1012,[^\\n]*\\n\\n");

    private static final Pattern RETRY_IN = Pattern.compile("going away, retry in (\\d+) ms");

    private static RunningChannels running;

    /** Sends something to an open socket. */
    interface Sending {
        void to(RawClient client) throws Exception;
    }

    @BeforeAll
    static void start() throws Exception {
        running = RunningChannels.options()
                .limits(new SocketLimits(LIMIT, 1024 * 1024, Duration.ofSeconds(30), Duration.ofMillis(200)))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                violation("a text frame over the limit", 1009, client -> client.frame(TEXT, new byte[LIMIT + 1])),
                violation("a binary frame over the limit", 1009, client -> client.frame(BINARY, new byte[LIMIT + 1])),
                violation(
                        "a frame that claims to be larger than memory",
                        1009,
                        client -> client.out()
                                .write(bytes(0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4))),
                violation("a text in parts that are over the limit together", 1009, client -> {
                    client.frame(FIRST_TEXT, new byte[LIMIT / 2]);
                    client.frame(CONTINUATION, new byte[LIMIT / 2]);
                    client.frame(CONTINUATION, new byte[1]);
                }),
                violation("a binary message in parts that are over the limit together", 1009, client -> {
                    client.frame(0x02, new byte[LIMIT]);
                    client.frame(LAST_CONTINUATION, new byte[1]);
                }),
                violation("parts over the limit after an empty one", 1009, client -> {
                    client.frame(FIRST_TEXT, new byte[0]);
                    client.frame(CONTINUATION, new byte[LIMIT]);
                    client.frame(LAST_CONTINUATION, new byte[1]);
                }),
                violation(
                        "a frame that is not masked",
                        1002,
                        client -> client.out().write(bytes(TEXT, 1, 'x'))),
                violation("a reserved bit", 1002, client -> client.frame(0xc1, bytes('x'))),
                violation("an unknown kind of frame", 1002, client -> client.frame(0x83, bytes('x'))),
                violation("an unknown kind of control frame", 1002, client -> client.frame(0x8b, bytes('x'))),
                violation("a ping that is too long", 1002, client -> client.frame(PING, new byte[126])),
                violation("a ping in parts", 1002, client -> client.frame(0x09, bytes('x'))),
                violation("a part of nothing", 1002, client -> client.frame(LAST_CONTINUATION, bytes('x'))),
                violation("a message within another's parts", 1002, client -> {
                    client.frame(FIRST_TEXT, bytes('x'));
                    client.frame(TEXT, bytes('x'));
                }),
                violation("a text that is not UTF-8", 1007, client -> client.frame(TEXT, bytes('x', 0xc3, 0x28))),
                violation("a text in parts that is not UTF-8", 1007, client -> {
                    client.frame(FIRST_TEXT, bytes('x', 0xc3));
                    client.frame(LAST_CONTINUATION, bytes(0x28));
                }));
    }

    private static Arguments violation(String name, int code, Sending sending) {
        return Arguments.argumentSet(name, sending, code);
    }

    @ParameterizedTest
    @MethodSource("violations")
    void protocolViolationClosesOnlyItsConnection(Sending sending, int code) throws Exception {
        double before = running.metric("howdah.push.closed", "code", Integer.toString(code));
        try (TestSocket other = running.open("as=alice")) {
            // When
            try (RawClient client = new RawClient(running.port(), RunningChannels.PATH)) {
                assertThat(client.status()).isEqualTo(101);
                sending.to(client);

                // Then the connection ends although the client does not answer the close
                assertThat(client.readClose()).isEqualTo(code);
                assertThat(client.in().read()).isEqualTo(-1);
            }
            await().atMost(TIMEOUT)
                    .until(() -> running.channels().shares().connections().taken() == 1);
            assertThat(running.metric("howdah.push.connections")).isEqualTo(1);
            assertThat(running.metric("howdah.push.closed", "code", Integer.toString(code)))
                    .isEqualTo(before + 1);
            assertThat(other.closed()).isNotDone();
        }
        await().atMost(TIMEOUT)
                .until(() -> running.channels().shares().connections().taken() == 0);
    }

    @Test
    void validMessagesAreIgnored() throws Exception {
        try (RawClient client = new RawClient(running.port(), RunningChannels.PATH)) {
            // When
            client.frame(TEXT, new byte[LIMIT]);
            client.frame(BINARY, bytes(0xc3, 0x28));
            client.frame(FIRST_TEXT, "\u00e9".getBytes(StandardCharsets.UTF_8));
            client.frame(PING, bytes('p'));
            client.frame(LAST_CONTINUATION, new byte[LIMIT - 2]);
            client.frame(FIRST_TEXT, bytes(0xe2, 0x82));
            client.frame(LAST_CONTINUATION, bytes(0xac));
            client.frame(PING, bytes('q'));

            // Then it still answers
            client.readUntil(bytes(0x8a, 1, 'p'));
            client.readUntil(bytes(0x8a, 1, 'q'));
            assertThat(running.channels().shares().connections().taken()).isEqualTo(1);

            // When the client closes properly
            client.frame(0x88, bytes(0x03, 0xe8));

            // Then
            assertThat(client.readClose()).isEqualTo(1000);
        }
        await().atMost(TIMEOUT)
                .until(() -> running.channels().shares().connections().taken() == 0);
    }

    @Test
    void clientThatVanishesDoesNotCountAsClosed() throws Exception {
        // Given
        double before = running.metric("howdah.push.closed");

        // When
        for (int i = 0; i < 20; i++) {
            new RawClient(running.port(), RunningChannels.PATH).vanish();
            RawClient.events(running.port(), RunningChannels.PATH).vanish();
        }

        // Then
        await().atMost(TIMEOUT)
                .until(() -> running.channels().shares().connections().taken() == 0);
        assertThat(running.metric("howdah.push.connections")).isZero();
        assertThat(running.metric("howdah.push.closed")).isEqualTo(before);
    }

    @Test
    void clientThatDoesNotAnswerPingsIsDisconnected() throws Exception {
        Duration ping = Duration.ofMillis(300);
        try (RunningChannels quick = RunningChannels.options()
                        .limits(new SocketLimits(LIMIT, 1024 * 1024, ping, Duration.ofMillis(200)))
                        .start();
                TestSocket answering = quick.open("as=alice");
                RawClient silent = new RawClient(quick.port(), RunningChannels.PATH)) {
            // When it reads, but answers nothing, for two pings
            long began = System.nanoTime();
            silent.readToEnd();

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(ping.multipliedBy(10));
            await().atMost(TIMEOUT)
                    .until(() -> quick.channels().shares().connections().taken() == 1);
            assertThat(quick.metric("howdah.push.closed", "code", "1006")).isEqualTo(1);
            assertThat(answering.closed()).isNotDone();
        }
    }

    @Test
    void stoppingProcessTellsEachClientWhenToReconnect() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (RunningChannels ending = RunningChannels.options()
                .limits(new SocketLimits(LIMIT, 1024 * 1024, TIMEOUT, Duration.ofMillis(200)))
                .start()) {
            for (int i = 0; i < 10; i++) {
                clients.add(RawClient.events(ending.port(), RunningChannels.PATH, "Connection: close"));
                clients.add(new RawClient(ending.port(), RunningChannels.PATH));
            }
            await().atMost(TIMEOUT).until(() -> ending.metric("howdah.push.connections") == clients.size());

            // When
            ending.channels().drain();

            // Then
            Set<String> delays = new HashSet<>();
            for (RawClient client : clients) {
                String all = new String(client.readToEnd(), StandardCharsets.ISO_8859_1);
                Matcher delay = (client.status() == 200 ? RETRY : RETRY_IN).matcher(all);
                assertThat(delay.find()).as(all).isTrue();
                assertThat(Integer.parseInt(delay.group(1))).isBetween(500, 750);
                delays.add(delay.group(1));
            }
            assertThat(delays).hasSizeGreaterThan(10);
            assertThat(ending.metric("howdah.push.closed", "code", "1012")).isEqualTo(clients.size());
            try (RawClient late = new RawClient(ending.port(), RunningChannels.PATH)) {
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
