package io.howdah.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
class SeatsTest {

    private static final Logger LOG = LoggerFactory.getLogger(SeatsTest.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CLIENTS = 120;
    private static final int PLACES = 30;

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
            assertThat(hub.feeds().seats().taken()).isEqualTo(PLACES);
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
            await().untilAsserted(() -> assertThat(hub.feeds().seats().taken()).isZero());
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
                String wish = List.of("refuse", "fail", "slow", "").get(random.nextInt(4));
                String path = RunningHub.PATH + "?as=alice";
                String header = "Idempotency-Key: " + wish;
                if (random.nextBoolean()) {
                    // It goes while it is decided about.
                    RawClient.impatient(hub.port(), path, header).vanish();
                } else if (wish.equals("slow")) {
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
        await().atMost(PATIENCE).until(() -> hub.feeds().seats().taken() == 0);
        assertThat(hub.metric("howdah.push.connections")).isZero();
    }
}
