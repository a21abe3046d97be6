package io.howdah.push.camel;

import static io.howdah.http.RunningServers.FREE_PORTS;
import static io.howdah.http.RunningServers.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.howdah.http.RunningServers;
import io.howdah.push.transport.SocketLimits;
import io.howdah.push.transport.SocketRegistry;
import io.howdah.runtime.source.Hooks;
import io.vertx.core.buffer.Buffer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEvent;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PushIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** 20 MiB in total: more than the kernel and the queue hold for a client that does not read. */
    private static final int MESSAGES = 320;

    private static final String MESSAGE = "x".repeat(64 * 1024);

    private final Map<String, Object> handshake = new ConcurrentHashMap<>();
    private RunningServers app;
    private ProducerTemplate producer;

    @BeforeAll
    static void waitLong() {
        Awaitility.setDefaultTimeout(TIMEOUT);
    }

    @BeforeEach
    void start() throws Exception {
        start(SocketLimits.of(64 * 1024));
    }

    private void start(SocketLimits limits) throws Exception {
        app = RunningServers.start(
                FREE_PORTS,
                (main, servers) -> {
                    main.bind("vertx-websocket", new PushComponent(servers, limits, null, Map.of()));
                    main.bind("hooks", new Hooks());
                    main.bind("edgeStep", (org.apache.camel.Processor) this::edgeStep);
                },
                routes());
        loadEdgeRoute();
        producer = app.camel().createProducerTemplate();
    }

    @AfterEach
    void stop() throws Exception {
        app.close();
    }

    @Test
    void everySocketGetsEveryMessageInOrder() throws Exception {
        // Given
        List<TestSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sockets.add(open("/notifications/rides"));
        }
        List<String> messages =
                IntStream.range(0, 500).mapToObj(i -> "{\"n\":" + i + "}").toList();

        // When
        messages.forEach(message -> producer.sendBody("direct:rides", message));

        // Then
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(sockets)
                        .allSatisfy(socket -> assertThat(socket.received()).hasSize(500)));
        assertThat(sockets).allSatisfy(socket -> assertThat(socket.received()).isEqualTo(messages));
        sockets.forEach(TestSocket::close);
    }

    @Test
    void messageReachesOnlyItsChannel() throws Exception {
        // Given
        try (TestSocket rides = open("/notifications/rides");
                TestSocket deliveries = open("/notifications/deliveries")) {
            // When
            producer.sendBody("direct:rides", "r");
            producer.sendBody("direct:deliveries", "d");

            // Then
            await().untilAsserted(() -> assertThat(deliveries.received()).containsExactly("d"));
            await().untilAsserted(() -> assertThat(rides.received()).containsExactly("r"));
        }
    }

    @Test
    void sendsTextWhateverTheBodysType() throws Exception {
        // Given
        try (TestSocket socket = open("/notifications/rides")) {
            String text = "\u00e9\u20ac " + "x".repeat(100_000);

            // When
            producer.sendBody("direct:rides", text);
            producer.sendBody("direct:rides", text.getBytes(StandardCharsets.UTF_8));
            producer.sendBody("direct:rides", Buffer.buffer(text));

            // Then
            await().untilAsserted(() -> assertThat(socket.received()).containsExactly(text, text, text));
        }
    }

    @Test
    void clientThatReadsNothingIsClosedAndDelaysNoOther() throws Exception {
        // Given
        try (RawClient stalled = new RawClient(app.servers().port(), "/notifications/rides")) {
            String key = handshake.get("CamelVertxWebsocket.connectionKey").toString();
            SocketRegistry registry = app.camel()
                    .getComponent("vertx-websocket", PushComponent.class)
                    .sockets();
            assertThat(stalled.head()).startsWith("HTTP/1.1 101 ");
            await().until(() -> registry.connection(key).isPresent());

            try (TestSocket healthy = open("/notifications/rides")) {
                // When: far more than the kernel's buffers and the queue hold, never ahead of the healthy one
                for (int i = 1; i <= MESSAGES; i++) {
                    int sent = i;
                    producer.sendBody("direct:rides", MESSAGE);
                    await().pollInterval(Duration.ofMillis(1))
                            .until(() -> healthy.received().size() == sent);
                }

                // Then
                await().until(() -> registry.connection(key).isEmpty());
                assertThat(healthy.closed()).isNotDone();
            }
        }
    }

    @Test
    void clientThatReadsTooLateGetsTheCloseCodeForTooSlow() throws Exception {
        // Given
        app.close();
        start(new SocketLimits(64 * 1024, 1024 * 1024, TIMEOUT, TIMEOUT));
        try (RawClient slow = new RawClient(app.servers().port(), "/notifications/rides")) {
            // When
            for (int i = 0; i < MESSAGES; i++) {
                producer.sendBody("direct:rides", MESSAGE);
            }

            // Then: the last frame is the close, 4408 in its first two bytes
            int read = slow.readUntil(new byte[] {(byte) 0x88, 10, 0x11, 0x38, 't', 'o', 'o', ' ', 's', 'l', 'o', 'w'});
            assertThat(read).isLessThan(MESSAGES * MESSAGE.length());
        }
    }

    @Test
    void stoppingARouteKeepsTheSocketsOfItsOwnAndOfOtherChannels() throws Exception {
        // Given
        try (TestSocket rides = open("/notifications/rides");
                TestSocket deliveries = open("/notifications/deliveries")) {
            // When
            app.camel().getRouteController().stopRoute("rides-notify");
            producer.sendBody("direct:deliveries", "d1");
            await().untilAsserted(() -> assertThat(deliveries.received()).containsExactly("d1"));
            app.camel().getRouteController().startRoute("rides-notify");
            producer.sendBody("direct:rides", "r1");
            app.camel().getRouteController().stopRoute("notifications-edge");
            app.camel().getRouteController().startRoute("notifications-edge");
            producer.sendBody("direct:rides", "r2");

            // Then
            await().untilAsserted(() -> assertThat(rides.received()).containsExactly("r1", "r2"));
            assertThat(rides.closed()).isNotDone();
            assertThat(deliveries.closed()).isNotDone();
            try (TestSocket later = open("/notifications/rides")) {
                producer.sendBody("direct:rides", "r3");
                await().untilAsserted(() -> assertThat(later.received()).containsExactly("r3"));
            }
        }
    }

    @Test
    void socketsThatComeAndGoDisturbNoOther() throws Exception {
        // Given
        try (TestSocket steady = open("/notifications/rides")) {
            // When
            for (int i = 0; i < 50; i++) {
                TestSocket passing = open("/notifications/rides");
                producer.sendBody("direct:rides", "f" + i);
                passing.close();
            }

            // Then
            await().untilAsserted(() -> assertThat(steady.received()).hasSize(50));
            assertThat(steady.received())
                    .isEqualTo(IntStream.range(0, 50).mapToObj(i -> "f" + i).toList());
        }
    }

    @Test
    void theEdgeRouteRefusesBeforeASocketOpens() throws Exception {
        for (String[] wanted : new String[][] {
            {"fail", "403", "The subscription is refused."},
            {"fail-401", "401", "The subscription is refused."},
            {"handled", "403", "The subscription is refused."},
            {"code", "429", "Come back later."}
        }) {
            // When
            try (RawClient refused =
                    new RawClient(app.servers().port(), "/notifications/rides", "Idempotency-Key: " + wanted[0])) {
                // Then
                assertThat(refused.head()).as(wanted[0]).startsWith("HTTP/1.1 " + wanted[1] + " ");
                assertThat(refused.head().toLowerCase(java.util.Locale.ROOT))
                        .contains("application/problem+json")
                        .doesNotContain("sec-websocket-accept");
                assertThat(refused.head().toLowerCase(java.util.Locale.ROOT).contains("retry-after: 5"))
                        .isEqualTo(wanted[1].equals("429"));
                int length = Integer.parseInt(refused.head().replaceAll("(?is).*content-length: (\\d+).*", "$1"));
                assertThat(new String(refused.in().readNBytes(length), StandardCharsets.UTF_8))
                        .contains(wanted[2])
                        .doesNotContain("Exception", "secret");
            }
        }
    }

    @Test
    void theEdgeRouteSeesOnlyWhatTheServerSetsAndWhatIsAdmitted() throws Exception {
        // Given: CVE-2026-46726
        String query = "?CamelVertxWebsocket.sendToAll=true&CamelMongoDbOperation=remove&channel=other&since=abc";

        // When
        try (TestSocket socket = open(
                "/notifications/rides" + query,
                "CamelVertxWebsocket.sendToAll",
                "true",
                "CamelVertxWebsocket.connectionKey",
                "k",
                "CamelMongoDbOperation",
                "remove",
                "kafka.OVERRIDE_TOPIC",
                "x",
                "channel",
                "other",
                "traceparent",
                "00-1-2-01")) {
            // Then
            assertThat(handshake.keySet())
                    .containsExactlyInAnyOrder(
                            "traceparent",
                            "channel",
                            "CamelHttpPath",
                            "CamelHttpQuery",
                            "CamelVertxWebsocket.connectionKey",
                            "CamelVertxWebsocket.remoteAddress",
                            "CamelVertxWebsocket.event");
            assertThat(handshake)
                    .containsEntry("channel", "rides")
                    .containsEntry("CamelHttpPath", "/notifications/rides")
                    .containsEntry("CamelVertxWebsocket.event", VertxWebsocketEvent.OPEN)
                    .doesNotContainEntry("CamelVertxWebsocket.connectionKey", "k");
            assertThat(socket.closed()).isNotDone();
        }
    }

    @Test
    void echoesTheSubProtocolOfItsPathAlone() throws Exception {
        // Given
        try (TestSocket both = open("/notifications/rides", "protocols", "graphql-transport-ws,cloudevents.json");
                TestSocket none = open("/notifications/rides");
                RawClient other = new RawClient(
                        app.servers().port(), "/notifications/rides", "Sec-WebSocket-Protocol: graphql-transport-ws")) {
            // Then
            assertThat(both.subProtocol()).isEqualTo("cloudevents.json");
            assertThat(none.subProtocol()).isEmpty();
            assertThat(other.head()).startsWith("HTTP/1.1 101 ").doesNotContainIgnoringCase("sec-websocket-protocol");
        }
    }

    @Test
    void unservedPathsAreRefusedWithAReason() throws Exception {
        // When
        HttpResponse<String> unknown =
                send(app.request("/notifications/nothing").GET());
        HttpResponse<String> plain = send(app.request("/notifications/rides").GET());

        // Then
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("There is no such channel.");
        assertThat(plain.statusCode()).isEqualTo(426);
        assertThat(plain.headers().firstValue("upgrade")).contains("websocket");
        try (RawClient socket = new RawClient(app.servers().port(), "/notifications/nothing")) {
            assertThat(socket.head()).startsWith("HTTP/1.1 404 ");
        }
        assertThat(handshake).isEmpty();
    }

    @Test
    void messagesOfSubscribersAreIgnored() throws Exception {
        // Given
        try (TestSocket socket = open("/notifications/rides")) {
            handshake.clear();

            // When
            socket.send("hello");
            socket.send("x".repeat(64 * 1024));
            producer.sendBody("direct:rides", "r");

            // Then
            await().untilAsserted(() -> assertThat(socket.received()).containsExactly("r"));
            assertThat(handshake).isEmpty();
            assertThat(socket.closed()).isNotDone();
        }
    }

    @Test
    void closesASocketWhoseFrameOrMessageIsTooBig() throws Exception {
        // Given
        try (TestSocket fragments = open("/echo");
                RawClient frame = new RawClient(app.servers().port(), "/notifications/rides")) {
            // When
            fragments.send("x".repeat(64 * 1024 + 1));
            frame.out().write(new byte[] {(byte) 0x81, (byte) 0xff, 0, 0, 0, 0, 0, 1, 0, 1, 1, 2, 3, 4});

            // Then
            assertThat(fragments.closed().get(20, TimeUnit.SECONDS)).isEqualTo(1009);
            assertThat(frame.readToEnd()).startsWith((byte) 0x88).contains(0x03, 0xf1);
        }
    }

    @Test
    void aRouteAnswersMessagesInOrderByTheConnectionKey() throws Exception {
        // Given
        try (TestSocket one = open("/echo");
                TestSocket other = open("/echo")) {
            List<String> sent = IntStream.range(0, 200).mapToObj(i -> "m" + i).toList();

            // When
            for (String text : sent) {
                one.send(text);
            }
            other.send("mine");

            // Then
            await().untilAsserted(() -> assertThat(one.received()).hasSize(200));
            assertThat(one.received()).isEqualTo(sent);
            await().untilAsserted(() -> assertThat(other.received()).containsExactly("mine"));
        }
    }

    @Test
    void routeGetsOpenAndCloseEventsIfConfigured() throws Exception {
        // When
        try (TestSocket socket = open("/events")) {
            await().untilAsserted(() ->
                    assertThat(handshake.get("CamelVertxWebsocket.event")).isEqualTo(VertxWebsocketEvent.OPEN));
            assertThat(socket.closed()).isNotDone();
        }

        // Then
        await().untilAsserted(() ->
                assertThat(handshake.get("CamelVertxWebsocket.event")).isEqualTo(VertxWebsocketEvent.CLOSE));
    }

    @Test
    void clientThatDoesNotAnswerPingsIsDisconnected() throws Exception {
        // Given
        app.close();
        start(new SocketLimits(64 * 1024, 1024 * 1024, Duration.ofMillis(200), Duration.ofMillis(200)));

        try (TestSocket answering = open("/notifications/rides");
                RawClient silent = new RawClient(app.servers().port(), "/notifications/rides")) {
            // When: it reads, but answers nothing
            byte[] all = silent.readToEnd();

            // Then: one empty ping, and the end
            assertThat(all).isEqualTo(new byte[] {(byte) 0x89, 0});
            producer.sendBody("direct:rides", "r");
            await().untilAsserted(() -> assertThat(answering.received()).containsExactly("r"));
        }
    }

    @Test
    void anUriWithAHostIsStillAClientOfAnotherServer() {
        // When
        producer.sendBody("vertx-websocket:127.0.0.1:" + app.servers().port() + "/events", "x");

        // Then
        await().untilAsserted(() ->
                assertThat(handshake.get("CamelVertxWebsocket.event")).isEqualTo(VertxWebsocketEvent.MESSAGE));
    }

    @Test
    void invalidUrisAreRejectedWithAReason() {
        assertThatThrownBy(() -> producer.sendBody("vertx-websocket:/echo", "x"))
                .rootCause()
                .hasMessageContaining("sendToAll=true")
                .hasMessageContaining("CamelVertxWebsocket.connectionKey");
        assertThatThrownBy(() -> producer.sendBody("vertx-websocket:/rooms/{id}?sendToAll=true", "x"))
                .rootCause()
                .hasMessageContaining("a channel has one path");
        assertThatThrownBy(() -> app.camel().addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("vertx-websocket:127.0.0.1:9999/x").to("log:x");
                    }
                }))
                .rootCause()
                .hasMessageContaining("write vertx-websocket:/x without a host and port");
    }

    private TestSocket open(String pathAndQuery, String... headers) throws Exception {
        return TestSocket.open(app.servers().port(), pathAndQuery, headers);
    }

    /** Loads the shipped edge route with a step added, as an engineer would add one. */
    private void loadEdgeRoute() throws Exception {
        String file = "routes/api/notifications.camel.yaml";
        String shipped = new String(
                getClass().getClassLoader().getResourceAsStream(file).readAllBytes(), StandardCharsets.UTF_8);
        String handling = """
                - onException:
                    exception: [java.lang.IllegalStateException]
                    handled: {constant: {expression: "true"}}
                """;
        String stepped = shipped.replace(
                "      steps:\n", "      steps:\n        - process: {id: added-step, ref: \"#bean:edgeStep\"}\n");
        assertThat(stepped).isNotEqualTo(shipped);
        PluginHelper.getRoutesLoader(app.camel())
                .loadRoutes(ResourceHelper.fromString("notifications.camel.yaml", handling + stepped));
    }

    private void edgeStep(Exchange exchange) {
        remember(exchange);
        String decision = exchange.getMessage().getHeader("Idempotency-Key", "", String.class);
        switch (decision) {
            case "fail" -> throw new IllegalArgumentException("secret");
            case "fail-401" -> {
                exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 401);
                throw new IllegalArgumentException("secret");
            }
            case "handled" -> throw new IllegalStateException("secret");
            case "code" -> {
                exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 429);
                exchange.getMessage().setBody("Come back later.");
            }
            default -> assertThat(decision).isEmpty();
        }
    }

    private void remember(Exchange exchange) {
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            if (value != null) {
                handshake.put(name, value);
            }
        });
    }

    private RouteBuilder routes() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:rides").routeId("rides-notify").to("vertx-websocket:/notifications/rides?sendToAll=true");
                from("direct:deliveries")
                        .routeId("deliveries-notify")
                        .to("vertx-websocket:/notifications/deliveries?sendToAll=true");
                from("vertx-websocket:/echo").to("vertx-websocket:/echo");
                from("vertx-websocket:/events?fireWebSocketConnectionEvents=true")
                        .process("edgeStep");
            }
        };
    }
}
