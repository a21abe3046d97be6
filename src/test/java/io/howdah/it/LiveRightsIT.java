package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTokens;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Each of 1,000 subscribers of 50 kinds receives what it may see, computed once per set of equal rights. */
class LiveRightsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Logger LOG = LoggerFactory.getLogger(LiveRightsIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TRIPS = "trips.topic";
    private static final String CARS = "cars.topic";
    private static final int OWNERS = 10;
    private static final int OF_EACH = 20;
    private static final int EVENTS = 60;
    private static final int EVENT_LOOPS = 2;

    private static final List<String> ROLES = List.of("", "support", "billing", "support,billing", "driver");

    private static final String SUBSCRIBE = """
            {"id":"%s","type":"subscribe","payload":{"query":
            "subscription { tripChanged { operation key node { id owner price car { id owner } inspected { id } } } }"}}
            """;

    private static RunningApplication howdah;
    private static Vertx vertx;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        ApplicationFolder app = ApplicationFolder.in(folder)
                .write("graphql/trips.graphqls", """
                        type Trip @readModel(collection: "trips", key: "id", version: "sequence") @readers(roles: ["support"]) {
                          id: ID!
                          sequence: Long!
                          owner: ID! @owner
                          price: Decimal @readers(roles: ["billing"])
                          carId: ID @stored
                          car: Car @relation(model: "Car", from: "carId", to: "id")
                          inspected: Car @relation(model: "Car", from: "carId", to: "id") @readers(roles: ["driver"])
                        }
                        type Car @readModel(collection: "cars", key: "id", version: "sequence") {
                          id: ID!
                          sequence: Long!
                          owner: ID! @owner
                        }
                        """)
                .write(ApplicationFolder.ROUTES_FILE, """
                        - templatedRoute:
                            routeTemplateRef: ingest
                            routeId: trips-ingest
                            parameters:
                              - name: topic
                                value: "{{trips.topic}}"
                              - name: model
                                value: Trip
                        - templatedRoute:
                            routeTemplateRef: ingest
                            routeId: cars-ingest
                            parameters:
                              - name: topic
                                value: "{{cars.topic}}"
                              - name: model
                                value: Car
                        - templatedRoute:
                            routeTemplateRef: notify
                            routeId: trips-notify
                            parameters:
                              - name: model
                                value: Trip
                              - name: channel
                                value: trips
                        """)
                .set(TRIPS, "trips")
                .set(CARS, "cars");
        howdah = RunningApplication.folder(
                app.path(),
                Map.of(
                        "howdah.push.max-connections-per-subject", "1000",
                        "howdah.push.max-subscriptions-per-subject", "1000",
                        "howdah.push.max-distinct-subscriptions-per-subject", "1000"),
                List.of(TRIPS, CARS));
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        howdah.close();
    }

    @Test
    void nobodyGetsWhatIsForOthers() throws Exception {
        // Given
        long seed = new Random().nextLong();
        LOG.info("Rights of live subscribers: seed {}", seed);
        Random random = new Random(seed);
        Map<String, String> cars = new LinkedHashMap<>();
        for (int owner = 0; owner < OWNERS; owner++) {
            cars.put(
                    "car-" + owner,
                    "{\"id\":\"car-%d\",\"sequence\":1,\"owner\":\"owner-%d\"}".formatted(owner, owner));
        }
        howdah.sendAll(CARS, cars);
        await().atMost(PATIENCE).until(() -> howdah.collection("cars").countDocuments() == OWNERS);
        List<Subscriber> subscribers = subscribers();
        await().atMost(PATIENCE).until(() -> subscribers.stream().allMatch(Subscriber::isReady));

        // Then what is for those with the same rights is worked out once
        assertThat(howdah.metric("howdah_graphql_groups")).isEqualTo(OWNERS * (double) ROLES.size());

        // When
        Map<String, String> trips = new LinkedHashMap<>();
        Map<String, String> owners = new LinkedHashMap<>();
        for (int i = 0; i < EVENTS; i++) {
            String owner = "owner-" + random.nextInt(OWNERS);
            owners.put("trip-" + i, owner);
            trips.put(
                    "trip-" + i,
                    "{\"id\":\"trip-%d\",\"sequence\":1,\"owner\":\"%s\",\"price\":\"12.50\",\"carId\":\"car-%d\"}"
                            .formatted(i, owner, random.nextInt(OWNERS)));
        }
        howdah.sendAll(TRIPS, trips);

        // Then
        await().atMost(PATIENCE)
                .until(() ->
                        subscribers.stream().allMatch(each -> each.changes().size() >= expected(each, owners)));
        for (Subscriber subscriber : subscribers) {
            assertThat(subscriber.changes())
                    .hasSize((int) expected(subscriber, owners))
                    .allSatisfy(change -> check(subscriber, owners, change));
        }

        // And the time to the socket is measured for each result and event loop, though it was read for first, and not
        // for each socket
        double sent =
                subscribers.stream().mapToInt(each -> each.changes().size()).sum();
        assertThat(howdah.metric("howdah_push_latency_seconds_count{channel=\"trips\"}"))
                .isBetween((double) EVENTS, EVENT_LOOPS * sent / OF_EACH);

        // When they have gone, so have their groups
        subscribers.forEach(Subscriber::close);
        await().atMost(PATIENCE).until(() -> howdah.metric("howdah_graphql_groups") == 0);
    }

    private static long expected(Subscriber subscriber, Map<String, String> owners) {
        return owners.values().stream()
                .filter(owner -> subscriber.isSupport() || owner.equals(subscriber.subject))
                .count();
    }

    private static void check(Subscriber subscriber, Map<String, String> owners, JsonNode change) {
        JsonNode node = change.path("node");
        assertThat(node.path("owner").asText())
                .isEqualTo(owners.get(change.path("key").asText()));
        if (!subscriber.isSupport()) {
            assertThat(node.path("owner").asText()).isEqualTo(subscriber.subject);
        }
        assertThat(node.path("price").asText("")).isEqualTo(subscriber.roles.contains("billing") ? "12.50" : "");
        if (!node.path("car").isNull()) {
            // Only the subscriber's own cars, regardless of who owns the trip.
            assertThat(node.at("/car/owner").asText()).isEqualTo(subscriber.subject);
            assertThat(node.path("inspected").isNull()).isEqualTo(!subscriber.roles.contains("driver"));
        }
    }

    private static List<Subscriber> subscribers() {
        WebSocketClient client = vertx.createWebSocketClient(
                new WebSocketClientOptions().setMaxConnections(OWNERS * ROLES.size() * OF_EACH));
        List<Subscriber> subscribers = new ArrayList<>();
        for (int i = 0; i < OF_EACH; i++) {
            for (int owner = 0; owner < OWNERS; owner++) {
                for (String roles : ROLES) {
                    Subscriber subscriber = new Subscriber("owner-" + owner, roles, "id-" + subscribers.size());
                    subscriber.connect(client);
                    subscribers.add(subscriber);
                }
            }
        }
        return subscribers;
    }

    private static final class Subscriber {
        private final String subject;
        private final Set<String> roles;
        private final String as;
        private final String id;
        private final List<JsonNode> told = new CopyOnWriteArrayList<>();
        private WebSocket socket;

        Subscriber(String subject, String roles, String id) {
            this.subject = subject;
            this.roles = Set.of(roles.split(","));
            this.as = subject + ":" + roles;
            this.id = id;
        }

        void connect(WebSocketClient client) {
            socket = client.connect(new WebSocketConnectOptions()
                            .setHost("127.0.0.1")
                            .setPort(howdah.port())
                            .setURI("/graphql")
                            .addSubProtocol("graphql-transport-ws"))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            socket.textMessageHandler(this::take);
            socket.writeTextMessage("{\"type\":\"connection_init\",\"payload\":{\"Authorization\":\"Bearer "
                    + TestTokens.of(as) + "\"}}");
        }

        private void take(String text) {
            try {
                JsonNode message = JSON.readTree(text);
                if (message.path("type").asText().equals("connection_ack")) {
                    socket.writeTextMessage(SUBSCRIBE.formatted(id).replace("\n", ""));
                } else {
                    assertThat(message.path("id").asText()).isEqualTo(id);
                    told.add(message.at("/payload/data/tripChanged"));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean isReady() {
            return !told.isEmpty();
        }

        boolean isSupport() {
            return roles.contains("support");
        }

        /** All but what is about the subscription itself. */
        List<JsonNode> changes() {
            return told.stream().filter(change -> change.hasNonNull("key")).toList();
        }

        void close() {
            socket.close();
        }
    }
}
