package io.howdah.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.howdah.push.camel.RawClient;
import io.howdah.push.camel.RunningHub;
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

/** There are never more subscribers than the limits say, and no place is lost. */
class PermitsIT {

    private static final Logger LOG = LoggerFactory.getLogger(PermitsIT.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CLIENTS = 120;
    private static final int PLACES = 30;
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
    void asManyAreLetInAtOnceAsThereArePlaces() throws Exception {
        try (RunningHub hub = start(PLACES, CLIENTS, exchange -> {})) {
            // When
            List<Integer> answers = atOnce(hub, i -> "as=alice");

            // Then
            assertThat(answers)
                    .filteredOn(status -> status == 101 || status == 200)
                    .hasSize(PLACES);
            assertThat(answers).filteredOn(status -> status == 503).hasSize(CLIENTS - PLACES);
            assertThat(hub.feeds().shares().connections().taken()).isEqualTo(PLACES);
            // An answer may be read before its subscription has begun.
            await().atMost(PATIENCE).until(() -> hub.metric("howdah.push.connections") == PLACES);

            // When they go, others may come
            leave(hub);
            assertThat(atOnce(hub, i -> "as=alice"))
                    .filteredOn(status -> status == 101 || status == 200)
                    .hasSize(PLACES);
        }
    }

    @Test
    void asManyOfASubjectAreLetInAtOnceAsItMayBe() throws Exception {
        try (RunningHub hub = start(CLIENTS, PLACES, exchange -> {})) {
            // When a subject has too many, and others have not
            List<Integer> answers = atOnce(hub, i -> i < 100 ? "as=alice" : i < 110 ? "as=bob" : "");

            // Then
            assertThat(answers.subList(0, 100))
                    .filteredOn(status -> status == 101 || status == 200)
                    .hasSize(PLACES);
            assertThat(answers.subList(0, 100))
                    .filteredOn(status -> status == 429)
                    .hasSize(100 - PLACES);
            assertThat(answers.subList(100, CLIENTS)).isSubsetOf(101, 200);
            leave(hub);
        }
    }

    @Test
    void anonymousClientsOfANetworkShareItsConnections() throws Exception {
        try (RunningHub hub = start(PLACES, 2, exchange -> {})) {
            // When
            for (String address :
                    List.of("2001:db8::1", "2001:db8::2", "2001:db8:0:0:9::3", "2001:db8:0:1::1", "192.0.2.1")) {
                clients.add(new RawClient(hub.port(), RunningHub.PATH + "?", "X-Forwarded-For: " + address));
            }
            clients.add(new RawClient(hub.port(), RunningHub.PATH + "?as=alice", "X-Forwarded-For: 2001:db8::1"));

            // Then
            assertThat(clients).extracting(RawClient::status).containsExactly(101, 101, 429, 101, 101, 101);
            assertThat(clients.get(2).head()).containsIgnoringCase("Retry-After: ");
            assertThat(hub.metric("howdah.push.refused", "limit", "max-connections-per-network"))
                    .isEqualTo(1);
            assertThat(hub.feeds().shares().connections().byClient())
                    .containsOnly(
                            Map.entry("@2001:db8:0:0:0:0:0:0/64", 2),
                            Map.entry("@2001:db8:0:1:0:0:0:0/64", 1),
                            Map.entry("@192.0.2.1", 1),
                            Map.entry("=alice", 1));
            leave(hub);
        }
    }

    @Test
    void refusalsSayWhatTheLimitIsAndWhatToDo() {
        // Given
        Permits permits = new Permits("things", 4, 2, 1);
        Permits.Permit first = permits.take(ALICE, HERE);
        permits.take(ALICE, HERE);
        Permits.Permit stranger = permits.take(Principal.ANONYMOUS, HERE);

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

        // When one turns out to be a client that has its share, it stays what it was
        assertThatThrownBy(() -> stranger.pass(ALICE, HERE)).isInstanceOf(RefusedException.class);
        assertThat(permits.byClient())
                .containsOnly(Map.entry("=alice", 2), Map.entry("=bob", 1), Map.entry("@" + HERE, 1));
        stranger.pass(BOB, HERE);
        stranger.pass(BOB, HERE);
        assertThat(permits.byClient()).containsOnly(Map.entry("=alice", 2), Map.entry("=bob", 2));

        // When it is given back, twice
        stranger.giveBack();
        stranger.giveBack();
        first.giveBack();
        assertThat(permits.byClient()).containsOnly(Map.entry("=alice", 1), Map.entry("=bob", 1));
        assertThat(permits.taken()).isEqualTo(2);
    }

    @Test
    void channelsThatAreNoReadModelsNeedPlacesToo() throws Exception {
        try (RunningHub hub = start(3, 2, exchange -> {})) {
            // When
            clients.add(new RawClient(hub.port(), RunningHub.ALARMS + "?as=alice"));
            clients.add(new RawClient(hub.port(), RunningHub.PATH + "?as=alice"));
            clients.add(new RawClient(hub.port(), RunningHub.ALARMS + "?as=alice"));
            clients.add(new RawClient(hub.port(), RunningHub.ECHO + "?as=alice"));
            clients.add(new RawClient(hub.port(), RunningHub.ECHO + "?as=bob"));
            clients.add(new RawClient(hub.port(), RunningHub.ALARMS + "?as=carol"));

            // Then
            assertThat(clients).extracting(RawClient::status).containsExactly(101, 101, 429, 429, 101, 503);
            leave(hub);
        }
    }

    @Test
    void channelsThatAreNoReadModelsEndWithTheirSessionsToo() throws Exception {
        try (RunningHub hub = start(PLACES, PLACES, exchange -> {})) {
            for (String path : List.of(RunningHub.ALARMS, RunningHub.ECHO, RunningHub.PATH)) {
                try (TestSocket socket = TestSocket.open(hub.port(), path + "?as=alice&good=500")) {
                    assertThat(socket.closed().get(20, TimeUnit.SECONDS))
                            .as(path)
                            .isEqualTo(4401);
                }
            }
            await().untilAsserted(() ->
                    assertThat(hub.feeds().shares().connections().taken()).isZero());
        }
    }

    @Test
    void placesComeBackWhateverBecomesOfTheClient() throws Exception {
        // Given an edge route that refuses some, fails for some, and is slow for some
        long seed = System.currentTimeMillis();
        LOG.info("Places: seed {}", seed);
        Random random = new Random(seed);
        CountDownLatch slow = new CountDownLatch(1);
        try (RunningHub hub = start(PLACES, PLACES, exchange -> decide(exchange, slow))) {
            // When
            for (int i = 0; i < PLACES; i++) {
                String resubscription = List.of("refuse", "fail", "slow", "").get(random.nextInt(4));
                String path = RunningHub.PATH + "?as=alice";
                String header = "Idempotency-Key: " + resubscription;
                if (random.nextBoolean()) {
                    // It goes while it is decided about.
                    RawClient.impatient(hub.port(), path, header).vanish();
                } else if (resubscription.equals("slow")) {
                    clients.add(RawClient.impatient(hub.port(), path, header));
                } else {
                    clients.add(
                            random.nextBoolean()
                                    ? new RawClient(hub.port(), path, header)
                                    : RawClient.events(hub.port(), path, header));
                }
            }
            slow.countDown();
            leave(hub);

            // Then all places are there
            assertThat(atOnce(hub, i -> "as=alice"))
                    .as("seed %d", seed)
                    .filteredOn(status -> status == 101 || status == 200)
                    .hasSize(PLACES);
            leave(hub);
        }
    }

    private static void decide(Exchange exchange, CountDownLatch slow) throws InterruptedException {
        switch (exchange.getMessage().getHeader("Idempotency-Key", "", String.class)) {
            case "refuse" -> exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 403);
            case "fail" -> throw new IllegalArgumentException("no");
            case "slow" ->
                assertThat(slow.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            default -> {
                // Let in.
            }
        }
    }

    private static RunningHub start(int connections, int ofSubject, org.apache.camel.Processor edge) throws Exception {
        return RunningHub.options()
                .settings(RunningHub.settings(connections, ofSubject, 1024 * 1024, 1024 * 1024))
                .limits(new SocketLimits(64 * 1024, 1024 * 1024, Duration.ofSeconds(30), Duration.ofMillis(200)))
                .edge(edge)
                .start();
    }

    /** Clients of both kinds come at the same moment; returns their answers. */
    private List<Integer> atOnce(RunningHub hub, IntFunction<String> query) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Future<RawClient>> coming = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String path = RunningHub.PATH + "?" + query.apply(i);
            boolean events = i % 2 == 0;
            Callable<RawClient> come = () -> {
                go.await();
                return events ? RawClient.events(hub.port(), path) : new RawClient(hub.port(), path);
            };
            coming.add(threads.submit(come));
        }
        go.countDown();
        List<Integer> answers = new ArrayList<>();
        for (Future<RawClient> each : coming) {
            RawClient client = each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            clients.add(client);
            answers.add(client.status());
        }
        return answers;
    }

    private void leave(RunningHub hub) throws Exception {
        for (RawClient client : clients) {
            client.close();
        }
        clients.clear();
        await().atMost(PATIENCE).until(() -> hub.feeds().shares().connections().taken() == 0);
        assertThat(hub.metric("howdah.push.connections")).isZero();
    }
}
