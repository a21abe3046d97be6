package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.Http;
import io.howdah.testing.IssuerStub;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TransportWsClient;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One client gets no more than its share, and is notified of that. The limits are the defaults. */
class FairSharesIT {

    private static final HttpClient HTTP = Http.client();
    private static final String CHANGES = "subscription { rideChanged { operation } }";
    private static final int SUBSCRIPTIONS = 200;
    private static final int GROUPS = 50;
    private static final int PENDING = 50;
    private static final int SUBJECTS = 6;
    private static final int CHANGES_TOLD = 20;
    private static final int OPERATIONS = 100;

    private static IssuerStub issuer;
    private static RunningApplication howdah;

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        issuer = IssuerStub.start();
        howdah = RunningApplication.demoOf(issuer, Map.of());
    }

    @AfterAll
    static void stop() {
        howdah.close();
        issuer.close();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        await().until(() -> howdah.metric("howdah_push_connections") == 0);
    }

    @Test
    void subjectSharesItsSubscriptionsAmongAllItsConnections() throws Exception {
        // Given as many as one subject may have
        List<TransportWsClient> sockets = new ArrayList<>();
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            if (i % OPERATIONS == 0) {
                sockets.add(socket("alice"));
            }
            sockets.get(i / OPERATIONS).subscribe("s" + i, CHANGES);
        }
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            sockets.get(i / OPERATIONS).change("s" + i, "READY");
        }
        double refused = refused("max-subscriptions-per-subject");

        // When it asks for more, in each way that there is
        TransportWsClient another = socket("alice");
        another.subscribe("more", CHANGES);
        JsonNode error = another.next("error", "more").at("/payload/0");

        // Then
        assertThat(error.at("/extensions/code").asText()).isEqualTo("RATE_LIMITED");
        assertThat(error.path("message").asText()).contains("howdah.push.max-subscriptions-per-subject", "200");
        for (String path :
                List.of("/notifications/rides", "/api/rides/changes", "/graphql?query=" + encoded(CHANGES))) {
            HttpResponse<InputStream> answer = events("alice", path);
            assertThat(answer.statusCode()).as(path).isEqualTo(429);
            assertThat(answer.headers().firstValue("Retry-After")).as(path).isPresent();
            assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
                    .as(path)
                    .contains("howdah.push.max-subscriptions-per-subject");
        }
        assertThat(refused("max-subscriptions-per-subject") - refused).isEqualTo(4);

        // And others are served
        TransportWsClient bob = socket("bob");
        bob.subscribe("own", CHANGES);
        bob.change("own", "READY");
        assertThat(events("bob", "/notifications/rides").statusCode()).isEqualTo(200);

        // And one that ends makes room
        sockets.get(0).send("{'id':'s0','type':'complete'}");
        await().untilAsserted(() -> {
            another.subscribe("more", CHANGES);
            another.change("more", "READY");
        });
    }

    @Test
    void subjectHasSoManyDistinctGroups() throws Exception {
        // Given as many different subscriptions as are worked out for one subject
        TransportWsClient alice = socket("alice");
        for (int i = 0; i < GROUPS; i++) {
            alice.subscribe("g" + i, distinct(i));
            alice.change("g" + i, "READY");
        }
        double refused = refused("max-distinct-subscriptions-per-subject");

        // When
        TransportWsClient another = socket("alice");
        another.subscribe("one-more", distinct(GROUPS));

        // Then
        JsonNode error = another.next("error", "one-more").at("/payload/0");
        assertThat(error.at("/extensions/code").asText()).isEqualTo("RATE_LIMITED");
        assertThat(error.path("message").asText()).contains("howdah.push.max-distinct-subscriptions-per-subject", "50");
        assertThat(refused("max-distinct-subscriptions-per-subject") - refused).isEqualTo(1);

        // And one that is worked out already is no other, nor are those of others
        another.subscribe("equal", distinct(7));
        another.change("equal", "READY");
        TransportWsClient bob = socket("bob");
        bob.subscribe("own", distinct(GROUPS));
        bob.change("own", "READY");

        // And a group that has ended makes room, once the last of its subscriptions has
        another.send("{'id':'equal','type':'complete'}");
        alice.send("{'id':'g7','type':'complete'}");
        await().untilAsserted(() -> {
            another.subscribe("one-more", distinct(GROUPS));
            another.change("one-more", "READY");
        });
    }

    @Test
    void networkHasSoManySocketsThatHaveNotSaidWhoTheyAre() throws Exception {
        // Given as many as one network may have
        List<TransportWsClient> strangers = new ArrayList<>();
        for (int i = 0; i < PENDING; i++) {
            strangers.add(keep(TransportWsClient.from("2001:db8::" + i, howdah.port(), "/graphql")));
        }
        double refused = refused("max-pending-sockets-per-network");

        // When, then
        assertThat(handshake("2001:db8:0:0:ffff::1").statusCode()).isEqualTo(429);
        assertThat(handshake("2001:db8::1").headers().firstValue("Retry-After")).isPresent();
        assertThat(refused("max-pending-sockets-per-network") - refused).isEqualTo(2);

        // And another network has permits of its own
        keep(TransportWsClient.from("192.0.2.1", howdah.port(), "/graphql"));

        // And a client that authenticates releases its permit
        initialise(strangers.get(0), "alice");
        strangers.get(0).next("connection_ack");
        keep(TransportWsClient.from("2001:db8::1", howdah.port(), "/graphql"));
    }

    @Test
    void littleIsReadOfASocketThatHasNotSaidWhoItIs() throws Exception {
        double refused = refused("max-init-bytes");
        String padding = "x".repeat(9_000);
        for (String message : List.of(
                "{\"type\":\"ping\",\"payload\":{\"a\":\"" + padding + "\"}}",
                "{\"type\":\"connection_init\",\"payload\":{\"a\":\"" + padding + "\"}}",
                padding)) {
            TransportWsClient client = keep(TransportWsClient.open(howdah.port(), "/graphql"));
            client.sendAsItIs(message);
            assertThat(client.closed())
                    .startsWith("1009 ")
                    .contains("8192 bytes before connection_ack (howdah.push.max-init-bytes)");
        }

        // In many small messages as well
        TransportWsClient client = keep(TransportWsClient.open(howdah.port(), "/graphql"));
        for (int i = 0; i < 100 && client.isOpen(); i++) {
            try {
                client.sendAsItIs("{\"type\":\"pong\",\"payload\":{\"a\":\"" + "x".repeat(100) + "\"}}");
            } catch (CompletionException e) {
                // Closed meanwhile.
                break;
            }
        }
        assertThat(client.closed()).startsWith("1009 ");
        assertThat(refused("max-init-bytes") - refused).isEqualTo(4);

        // And an authenticated client may send more
        TransportWsClient alice = socket("alice");
        alice.sendAsItIs("{\"type\":\"ping\",\"payload\":{\"a\":\"" + padding + "\"}}");
        assertThat(alice.next("pong").at("/payload/a").asText()).isEqualTo(padding);
    }

    @Test
    void eventLoopsEvaluateNoGroup() throws Exception {
        // Given distinct subscriptions, as many as several subjects may have
        List<TransportWsClient> clients = new ArrayList<>();
        for (int i = 0; i < SUBJECTS; i++) {
            clients.add(socket("subject-" + i));
            for (int j = 0; j < GROUPS; j++) {
                clients.get(i)
                        .subscribe(
                                "d" + j,
                                "subscription { d%d: driverChanged { operation key version node { id name plate stars } } }"
                                        .formatted(i * GROUPS + j));
            }
        }
        for (TransportWsClient client : clients) {
            for (int j = 0; j < GROUPS; j++) {
                client.change("d" + j, "READY");
            }
        }
        Set<String> seen = ConcurrentHashMap.newKeySet();
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();
        try {
            // When
            looking.scheduleWithFixedDelay(() -> seen.addAll(evaluating()), 0, 2, TimeUnit.MILLISECONDS);
            for (int i = 0; i < CHANGES_TOLD; i++) {
                howdah.send("drivers.topic", "driver-" + i, """
                        {"driverId":"driver-%d","name":"Nadia","plate":"HW-1","stars":4.5}""".formatted(i));
            }

            // Then each client receives each of them, in the order of the channel
            Set<List<String>> orders = new HashSet<>();
            for (TransportWsClient client : clients) {
                await().until(() -> client.messages().size() >= GROUPS * CHANGES_TOLD);
                Map<String, List<String>> keys = client.messages().stream()
                        .collect(Collectors.groupingBy(
                                message -> message.path("id").asText(),
                                Collectors.mapping(
                                        message -> message.at("/payload/data")
                                                .iterator()
                                                .next()
                                                .path("key")
                                                .asText(),
                                        Collectors.toList())));
                assertThat(keys).hasSize(GROUPS);
                orders.addAll(keys.values());
            }
            assertThat(orders)
                    .singleElement()
                    .asInstanceOf(LIST)
                    .hasSize(CHANGES_TOLD)
                    .doesNotHaveDuplicates();
        } finally {
            looking.shutdownNow();
        }
        assertThat(seen).isNotEmpty().noneMatch(thread -> thread.startsWith("vert.x-eventloop"));
    }

    /** The threads that evaluate a change for a group just now. */
    private static List<String> evaluating() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Stream.of(thread.getValue())
                        .anyMatch(call -> call.getClassName().equals("io.howdah.graphql.execution.SubscriptionEngine")))
                .map(thread -> thread.getKey().getName())
                .toList();
    }

    private static String distinct(int number) {
        return "subscription { c" + number + ": rideChanged { operation } }";
    }

    private TransportWsClient socket(String subject) {
        TransportWsClient client = keep(TransportWsClient.open(howdah.port(), "/graphql"));
        initialise(client, subject);
        client.next("connection_ack");
        return client;
    }

    private static void initialise(TransportWsClient client, String subject) {
        client.send("{'type':'connection_init','payload':{'Authorization':'Bearer " + issuer.token(subject) + "'}}");
    }

    private <T extends AutoCloseable> T keep(T opened) {
        open.add(opened);
        return opened;
    }

    private HttpResponse<InputStream> events(String subject, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + howdah.port() + path))
                .header("Accept", "text/event-stream")
                .header("Authorization", "Bearer " + issuer.token(subject))
                .build();
        HttpResponse<InputStream> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
        keep(answer.body());
        return answer;
    }

    /** The answer to a handshake that is refused. */
    private HttpResponse<?> handshake(String address) {
        try {
            keep(TransportWsClient.from(address, howdah.port(), "/graphql"));
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse();
        }
        throw new AssertionError("let in from " + address);
    }

    private static double refused(String limit) throws Exception {
        return howdah.metric("howdah_push_refused_total{limit=\"" + limit + "\"}");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
