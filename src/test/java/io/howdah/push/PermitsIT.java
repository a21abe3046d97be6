package io.howdah.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.howdah.push.camel.RawClient;
import io.howdah.push.camel.RunningChannels;
import io.howdah.push.camel.TestSocket;
import io.howdah.push.transport.SocketLimits;
import io.howdah.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** There are never more subscribers than the limits allow, and no permit is lost. */
class PermitsIT {

    private static final Logger LOG = LoggerFactory.getLogger(PermitsIT.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int CLIENTS = 120;
    private static final int PERMITS = 30;
    private static final Principal ALICE = Principal.of("alice");
    private static final Principal BOB = Principal.of("bob");
    private static final String HERE = "192.0.2.1";

    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final List<RawClient> clients = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (RawClient client : clients) {
            client.close();
        }
        threads.shutdownNow();
    }

    @Test
    void concurrentClientsNeverExceedTheLimit() throws Exception {
        try (RunningChannels running = start(PERMITS, CLIENTS, exchange -> {})) {
            // When
            List<Integer> answers = atOnce(running, i -> "as=alice");

            // Then
            assertThat(answers)
                    .filteredOn(status -> status == 101 || status == 200)
                    .hasSize(PERMITS);
            assertThat(answers).filteredOn(status -> status == 503).hasSize(CLIENTS - PERMITS);
            assertThat(running.channels().shares().connections().taken()).isEqualTo(PERMITS);
            // A client may read its response before its subscription has started.
            await().atMost(TIMEOUT).until(() -> running.metric("howdah.push.connections") == PERMITS);

            // When they disconnect, others can connect
            leave(running);
            assertThat(atOnce(running, i -> "as=alice"))
                    .filteredOn(status -> status == 101 || status == 200)
                    .hasSize(PERMITS);
        }
    }

    @Test
    void concurrentClientsOfASubjectNeverExceedItsLimit() throws Exception {
        try (RunningChannels running = start(CLIENTS, PERMITS, exchange -> {})) {
            // When one subject exceeds its limit and others do not
            List<Integer> answers = atOnce(running, i -> i < 100 ? "as=alice" : i < 110 ? "as=bob" : "");

            // Then
            assertThat(answers.subList(0, 100))
                    .filteredOn(status -> status == 101 || status == 200)
                    .hasSize(PERMITS);
            assertThat(answers.subList(0, 100))
                    .filteredOn(status -> status == 429)
                    .hasSize(100 - PERMITS);
            assertThat(answers.subList(100, CLIENTS)).isSubsetOf(101, 200);
            leave(running);
        }
    }

    @Test
    void anonymousClientsOfANetworkShareItsConnections() throws Exception {
        try (RunningChannels running = start(PERMITS, 2, exchange -> {})) {
            // When
            for (String address :
                    List.of("2001:db8::1", "2001:db8::2", "2001:db8:0:0:9::3", "2001:db8:0:1::1", "192.0.2.1")) {
                clients.add(new RawClient(running.port(), RunningChannels.PATH + "?", "X-Forwarded-For: " + address));
            }
            clients.add(
                    new RawClient(running.port(), RunningChannels.PATH + "?as=alice", "X-Forwarded-For: 2001:db8::1"));

            // Then
            assertThat(clients).extracting(RawClient::status).containsExactly(101, 101, 429, 101, 101, 101);
            assertThat(clients.get(2).head()).containsIgnoringCase("Retry-After: ");
            assertThat(running.metric("howdah.push.refused", "limit", "max-connections-per-network"))
                    .isEqualTo(1);
            assertThat(running.channels().shares().connections().byClient())
                    .containsOnly(
                            Map.entry("@2001:db8:0:0:0:0:0:0/64", 2),
                            Map.entry("@2001:db8:0:1:0:0:0:0/64", 1),
                            Map.entry("@192.0.2.1", 1),
                            Map.entry("=alice", 1));
            leave(running);
        }
    }

    @Test
    void refusalsNameTheLimitAndTheFix() {
        // Given
        Permits permits = new Permits("things", 4, 2, 1);
        Permits.Permit first = permits.take(ALICE, HERE);
        permits.take(ALICE, HERE);
        Permits.Permit anonymous = permits.take(Principal.ANONYMOUS, HERE);

        // Then
        assertThatThrownBy(() -> permits.take(ALICE, "192.0.2.9"))
                .hasMessage(
                        "You have 2 things already, the limit of howdah.push.max-things-per-subject; end one first.");
        assertThatThrownBy(() -> permits.take(Principal.ANONYMOUS, HERE))
                .hasMessage(
                        "Clients of your network have 1 things already, the limit of howdah.push.max-things-per-network;"
                                + " end one first.");
        permits.take(BOB, HERE);
        assertThatThrownBy(() -> permits.take(BOB, HERE))
                .hasMessage("There are 4 things already, the limit of howdah.push.max-things; try again later.");

        // When an anonymous client authenticates as one at its limit, it keeps its own permit
        assertThatThrownBy(() -> anonymous.pass(ALICE, HERE)).isInstanceOf(RefusedException.class);
        assertThat(permits.byClient())
                .containsOnly(Map.entry("=alice", 2), Map.entry("=bob", 1), Map.entry("@" + HERE, 1));
        anonymous.pass(BOB, HERE);
        anonymous.pass(BOB, HERE);
        assertThat(permits.byClient()).containsOnly(Map.entry("=alice", 2), Map.entry("=bob", 2));

        anonymous.giveBack();
        anonymous.giveBack();
        first.giveBack();
        assertThat(permits.byClient()).containsOnly(Map.entry("=alice", 1), Map.entry("=bob", 1));
        assertThat(permits.taken()).isEqualTo(2);
    }

    @Test
    void socketsWithoutAReadModelTakePermitsToo() throws Exception {
        try (RunningChannels running = start(3, 2, exchange -> {})) {
            // When
            clients.add(new RawClient(running.port(), RunningChannels.ALARMS + "?as=alice"));
            clients.add(new RawClient(running.port(), RunningChannels.PATH + "?as=alice"));
            clients.add(new RawClient(running.port(), RunningChannels.ALARMS + "?as=alice"));
            clients.add(new RawClient(running.port(), RunningChannels.ECHO + "?as=alice"));
            clients.add(new RawClient(running.port(), RunningChannels.ECHO + "?as=bob"));
            clients.add(new RawClient(running.port(), RunningChannels.ALARMS + "?as=carol"));

            // Then
            assertThat(clients).extracting(RawClient::status).containsExactly(101, 101, 429, 429, 101, 503);
            leave(running);
        }
    }

    @Test
    void socketsWithoutAReadModelEndWithTheirSessionsToo() throws Exception {
        try (RunningChannels running = start(PERMITS, PERMITS, exchange -> {})) {
            for (String path : List.of(RunningChannels.ALARMS, RunningChannels.ECHO, RunningChannels.PATH)) {
                try (TestSocket socket = TestSocket.open(running.port(), path + "?as=alice&good=500")) {
                    assertThat(socket.closed().get(20, TimeUnit.SECONDS))
                            .as(path)
                            .isEqualTo(4401);
                }
            }
            await().untilAsserted(() -> assertThat(
                            running.channels().shares().connections().taken())
                    .isZero());
        }
    }

    @Test
    void permitsAreGivenBackHoweverAClientLeaves() throws Exception {
        // Given an edge route that refuses some, fails for some, and is slow for some
        long seed = System.currentTimeMillis();
        LOG.info("Permits: seed {}", seed);
        Random random = new Random(seed);
        CountDownLatch slow = new CountDownLatch(1);
        try (RunningChannels running = start(PERMITS, PERMITS, exchange -> decide(exchange, slow))) {
            // When
            for (int i = 0; i < PERMITS; i++) {
                String decision = List.of("refuse", "fail", "slow", "").get(random.nextInt(4));
                String path = RunningChannels.PATH + "?as=alice";
                String header = "Idempotency-Key: " + decision;
                if (random.nextBoolean()) {
                    // It disconnects during the decision.
                    RawClient.requestOnly(running.port(), path, header).vanish();
                } else if (decision.equals("slow")) {
                    clients.add(RawClient.requestOnly(running.port(), path, header));
                } else {
                    clients.add(
                            random.nextBoolean()
                                    ? new RawClient(running.port(), path, header)
                                    : RawClient.events(running.port(), path, header));
                }
            }
            slow.countDown();
            leave(running);

            // Then all permits are free
            assertThat(atOnce(running, i -> "as=alice"))
                    .as("seed %d", seed)
                    .filteredOn(status -> status == 101 || status == 200)
                    .hasSize(PERMITS);
            leave(running);
        }
    }

    private static void decide(Exchange exchange, CountDownLatch slow) throws InterruptedException {
        switch (exchange.getMessage().getHeader("Idempotency-Key", "", String.class)) {
            case "refuse" -> exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 403);
            case "fail" -> throw new IllegalArgumentException("no");
            case "slow" ->
                assertThat(slow.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            default -> {
                // Admitted.
            }
        }
    }

    private static RunningChannels start(int connections, int ofSubject, org.apache.camel.Processor edge)
            throws Exception {
        return RunningChannels.options()
                .settings(RunningChannels.settings(connections, ofSubject, 1024 * 1024, 1024 * 1024))
                .limits(new SocketLimits(64 * 1024, 1024 * 1024, Duration.ofSeconds(30), Duration.ofMillis(200)))
                .edge(edge)
                .start();
    }

    /** Connects clients of both kinds at the same time; returns the statuses of their responses. */
    private List<Integer> atOnce(RunningChannels running, IntFunction<String> query) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Future<RawClient>> connecting = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String path = RunningChannels.PATH + "?" + query.apply(i);
            boolean events = i % 2 == 0;
            Callable<RawClient> connect = () -> {
                go.await();
                return events ? RawClient.events(running.port(), path) : new RawClient(running.port(), path);
            };
            connecting.add(threads.submit(connect));
        }
        go.countDown();
        List<Integer> answers = new ArrayList<>();
        for (Future<RawClient> each : connecting) {
            RawClient client = each.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            clients.add(client);
            answers.add(client.status());
        }
        return answers;
    }

    private void leave(RunningChannels running) throws Exception {
        for (RawClient client : clients) {
            client.close();
        }
        clients.clear();
        await().atMost(TIMEOUT)
                .until(() -> running.channels().shares().connections().taken() == 0);
        assertThat(running.metric("howdah.push.connections")).isZero();
    }
}
