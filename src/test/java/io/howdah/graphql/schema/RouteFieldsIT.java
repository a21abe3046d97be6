package io.howdah.graphql.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.config.OperationSettings;
import io.howdah.graphql.Caller;
import io.howdah.graphql.GraphQlRefusal;
import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.TestLimits;
import io.howdah.graphql.TestMongo;
import io.howdah.graphql.UserInputException;
import io.howdah.graphql.execution.GraphQlEngine;
import io.howdah.model.ReadModels;
import io.howdah.model.RouteField;
import io.howdah.model.SdlSource;
import io.howdah.observe.TraceContext;
import io.howdah.observe.Tracing;
import io.howdah.security.Principal;
import io.opentelemetry.context.Context;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests hand-written fields with all kinds of routes. */
class RouteFieldsIT {

    private static final Context TRACE = Tracing.OFF.request("POST", null);

    /** Result of a route that is neither a map nor JSON. */
    record Receipt(String id, Status status, double paid) {}

    enum Status {
        OPEN,
        DONE
    }

    private static final ReadModels MODELS = ReadModels.load(List.of(
            new SdlSource("rides.graphqls", """
            type Ride @readModel(collection: "rides", key: "id") @public {
              id: ID!
              note: String @readers(roles: ["support"])
              from: ID @stored
              at: DateTime
            }
            extend type Query {
              nearest(lat: Float!, limit: Int = 3): [Ride!]! @route(uri: "direct:answer")
              receipt: Receipt @route(uri: "direct:answer", timeout: "300ms")
              text: String @route(uri: "direct:answer")
              number: Long @route(uri: "direct:answer")
              must: String! @route(uri: "direct:answer")
            }
            """),
            new SdlSource("orders.graphqls", """
            type Query {
              missing: Int @route(uri: "direct:missing")
            }
            type Mutation {
              order(input: OrderInput!, dryRun: Boolean = false, tags: [Long!]): Receipt @route(uri: "direct:answer")
              cancel: Receipt @route(uri: "direct:answer", timeout: "300ms")
            }
            input OrderInput { item: ID!, day: Date, at: DateTime, price: Decimal, status: Status, parts: [OrderInput!] }
            type Receipt { id: ID!, status: Status, paid: Decimal }
            enum Status { OPEN DONE }
            """),
            new SdlSource("mobile/orders.graphqls", """
            type RideCard @view(of: "Ride") { id: ID! }
            extend type Query { card(input: OrderInput): RideCard @route(uri: "direct:answer") }
            """, "mobile")));

    private static final List<Map<String, Object>> CALLS = new CopyOnWriteArrayList<>();
    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();

    private static volatile AsyncProcessor processor;
    private static TestMongo mongo;
    private static GraphQlEngine engine;

    @BeforeAll
    static void start() throws Exception {
        CAMEL.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:answer").routeId("answer").process(new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        Map<String, Object> call =
                                new LinkedHashMap<>(exchange.getMessage().getHeaders());
                        call.put("body", exchange.getMessage().getBody());
                        call.put("principal", exchange.getProperty(RouteHeaders.PRINCIPAL));
                        CALLS.add(call);
                        return processor.process(exchange, callback);
                    }
                });
            }
        });
        RouteCalls calls = new RouteCalls(CAMEL, TestLimits.operations(4, 100, Duration.ofSeconds(30)));
        CAMEL.start();
        mongo = new TestMongo();
        engine = mongo.engine(MODELS, calls);
    }

    @AfterAll
    static void stop() {
        CAMEL.stop();
        mongo.close();
    }

    @BeforeEach
    void forget() {
        CALLS.clear();
        respond(null);
    }

    private static void respond(Object body) {
        processor = now(exchange -> exchange.getMessage().setBody(body));
    }

    private interface Step {
        void on(Exchange exchange) throws Exception;
    }

    private static AsyncProcessor now(Step step) {
        return new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                try {
                    step.on(exchange);
                } catch (Exception e) {
                    exchange.setException(e);
                }
                callback.done(true);
                return true;
            }
        };
    }

    private static Map<String, Object> execute(String query) {
        return execute(query, new Caller("", Principal.of("alice").in(Set.of("b", "a")), "", TRACE, "key"));
    }

    private static Map<String, Object> execute(String query, Caller caller) {
        return engine.execute(new GraphQlRequest(query, "", Map.of(), Map.of()).withCaller(caller))
                .join();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> data(String query) {
        Map<String, Object> result = execute(query);
        assertThat(result).doesNotContainKey("errors");
        return (Map<String, Object>) result.get("data");
    }

    /** Returns the only error, as {@code path code message}. */
    private static String error(Map<String, Object> result) {
        List<?> errors = (List<?>) result.get("errors");
        assertThat(errors).hasSize(1);
        Map<?, ?> error = (Map<?, ?>) errors.get(0);
        return error.get("path") + " " + ((Map<?, ?>) error.get("extensions")).get("code") + " " + error.get("message");
    }

    @Test
    void routeGetsTheArgumentsAndThePrincipal() {
        // When
        data("""
                mutation { order(tags: [9007199254740993], input: {item: 7, day: "2026-01-02", at: "2026-01-02T01:00:00+01:00",
                  price: "12.50", status: OPEN, parts: [{item: "p", price: null}]}) { id } }""");

        // Then
        assertThat(CALLS).hasSize(1);
        Map<String, Object> call = CALLS.get(0);
        Map<String, Object> part = new LinkedHashMap<>(Map.of("item", "p"));
        part.put("price", null);
        assertThat(call.remove("body"))
                .isEqualTo(Map.of(
                        "input",
                        Map.of(
                                "item", "7",
                                "day", "2026-01-02",
                                "at", "2026-01-02T00:00:00.000Z",
                                "price", "12.50",
                                "status", "OPEN",
                                "parts", List.of(part)),
                        "dryRun",
                        false,
                        "tags",
                        List.of(9007199254740993L)));
        assertThat(((Principal) call.remove("principal")).subject()).isEqualTo("alice");
        assertThat(call)
                .isEqualTo(Map.of(
                        "HowdahSubject", "alice",
                        "HowdahRoles", List.of("a", "b"),
                        "HowdahIdempotencyKey", "alice/key/order",
                        "HowdahCorrelationId", TraceContext.id(TRACE),
                        "HowdahField", "Mutation.order",
                        "HowdahFrontend", ""));
    }

    @Test
    void queryHasNoIdempotencyKeyAndGetsDefaults() {
        // Given
        respond(List.of());

        // When
        data("{ nearest(lat: 1) { id } }");

        // Then
        assertThat(CALLS.get(0)).doesNotContainKey("HowdahIdempotencyKey");
        assertThat(CALLS.get(0).get("body")).isEqualTo(Map.of("lat", 1.0, "limit", 3));
    }

    @Test
    void frontendHasItsOwnFieldsAndIsInTheHeader() {
        // Given
        respond(Map.of("id", "a", "note", "n"));
        Caller caller = new Caller("mobile", Principal.ANONYMOUS, "", Context.root(), "");

        // When
        Map<String, Object> result = execute("{ card(input: {item: 1}) { id } }", caller);

        // Then
        assertThat(result).isEqualTo(Map.of("data", Map.of("card", Map.of("id", "a"))));
        assertThat(CALLS.get(0)).containsEntry("HowdahFrontend", "mobile").containsEntry("HowdahField", "Query.card");
        assertThat(execute("{ text }", caller)).doesNotContainKey("data");
        assertThat(execute("{ card { id } }")).doesNotContainKey("data");
    }

    @Test
    void commandsOfOneDocumentHaveKeysOfTheirOwnAndRunInTheirOrder() {
        // Given that each command ends later
        processor = new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(() -> {
                    CALLS.add(
                            Map.of("done", String.valueOf(exchange.getMessage().getHeader("HowdahIdempotencyKey"))));
                    callback.done(false);
                });
                return false;
            }
        };

        // When
        execute("mutation { cancel { id } again: cancel { id } }");

        // Then
        assertThat(CALLS)
                .extracting(call ->
                        call.containsKey("done") ? "done " + call.get("done") : call.get("HowdahIdempotencyKey"))
                .containsExactly(
                        "alice/key/cancel", "done alice/key/cancel", "alice/key/again", "done alice/key/again");
    }

    @Test
    void keysOfTwoSubjectsNeverCollide() {
        // When they try to send the same key
        execute("mutation { cancel { id } }", new Caller("", Principal.of("a"), "", Context.root(), "b/c"));
        execute("mutation { cancel { id } }", new Caller("", Principal.of("a/b"), "", Context.root(), "c"));
        execute("mutation { cancel { id } }", new Caller("", Principal.of("a%2Fb"), "", Context.root(), "c"));
        execute("mutation { cancel { id } }", new Caller("", Principal.of("a"), "", Context.root(), "b/c"));

        // Then
        assertThat(CALLS)
                .extracting(call -> call.get("HowdahIdempotencyKey"))
                .containsExactly("a/b/c/cancel", "a%2Fb/c/cancel", "a%252Fb/c/cancel", "a/b/c/cancel");
    }

    @Test
    void slowRoutesOfOneClientLeaveThreadsToOthers() {
        // Given a client share of 2 of the 64 threads
        RouteCalls calls = new RouteCalls(
                CAMEL,
                new OperationSettings(
                        32, 100, 1, 100, 100, Duration.ofSeconds(30), Duration.ofSeconds(30), Optional.empty(), false));
        CountDownLatch release = new CountDownLatch(1);
        processor = now(exchange -> {
            if ("a".equals(exchange.getMessage().getHeader("who"))) {
                release.await();
            }
        });
        RouteField field = MODELS.frontends().get(0).handWritten().get(0);

        // When
        for (int i = 0; i < 100; i++) {
            var unused = calls.call(
                    field,
                    "a",
                    Duration.ofMinutes(1),
                    exchange -> exchange.getMessage().setHeader("who", "a"));
        }

        // Then
        assertThat(calls.call(
                        field,
                        "b",
                        Duration.ofMinutes(1),
                        exchange -> exchange.getMessage().setHeader("who", "b")))
                .succeedsWithin(Duration.ofSeconds(20));
        assertThat(CALLS).extracting(call -> call.get("who")).containsExactlyInAnyOrder("a", "a", "b");
        release.countDown();
        await().untilAsserted(() -> assertThat(CALLS).hasSize(101));
    }

    @Test
    void commandWithoutAKeyGetsARandomOne() {
        // When
        execute("mutation { a: cancel { id } b: cancel { id } }", Caller.ANONYMOUS);

        // Then
        assertThat(CALLS)
                .extracting(call -> call.get("HowdahIdempotencyKey"))
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(CALLS.get(0)).containsEntry("HowdahSubject", "").containsEntry("HowdahRoles", List.of());
    }

    @Test
    void invalidKeyIsRejected() {
        for (String key : List.of("k".repeat(256), "schlüssel", "a\tb")) {
            // When
            Map<String, Object> result =
                    execute("mutation { cancel { id } }", new Caller("", Principal.ANONYMOUS, "", Context.root(), key));

            // Then
            assertThat(error(result))
                    .isEqualTo("[cancel] BAD_USER_INPUT Idempotency-Key must be 1 to 255 printable ASCII characters");
        }
        assertThat(CALLS).isEmpty();
    }

    @Test
    void resultMayBeAnythingThatJacksonConverts() throws Exception {
        Map<String, Object> expected = Map.of("id", "r", "status", "DONE", "paid", "12.50");
        String json = "{\"id\":\"r\",\"status\":\"DONE\",\"paid\":12.50,\"more\":1}";
        for (Object body : Arrays.asList(
                Map.of("id", "r", "status", Status.DONE, "paid", new BigDecimal("12.50"), "more", 1),
                Map.of("id", "r", "status", "DONE", "paid", Decimal128.parse("12.50")),
                json,
                json.getBytes(),
                new java.io.ByteArrayInputStream(json.getBytes()),
                new ObjectMapper().readTree(json.replace("12.50", "\"12.50\"")))) {
            respond(body);
            assertThat(data("{ receipt { id status paid } }")).as("%s", body).isEqualTo(Map.of("receipt", expected));
        }
        respond(new Receipt("r", Status.OPEN, 1.5));
        assertThat(data("{ receipt { id status paid } }"))
                .isEqualTo(Map.of("receipt", Map.of("id", "r", "status", "OPEN", "paid", "1.5")));
    }

    @Test
    void resultMayBeASimpleValueOrNull() {
        respond("{\"no\":\"json\"}");
        assertThat(data("{ text }")).isEqualTo(Map.of("text", "{\"no\":\"json\"}"));
        respond("9007199254740993");
        assertThat(data("{ number }")).isEqualTo(Map.of("number", 9007199254740993L));
        respond(null);
        assertThat(data("{ number }")).containsEntry("number", null);
    }

    @Test
    void readModelIsAcceptedInEitherFormAndItsFieldsStayGuarded() {
        // Given
        respond(new Object[] {
            Map.of("_id", "a", "id", "a", "note", "n", "at", new Date(0), "_h", Map.of()),
            Map.of("id", "b", "at", "1970-01-01T00:00:00Z")
        });

        // When
        Map<String, Object> result = execute("{ nearest(lat: 1) { id note at } }");

        // Then
        assertThat(result.get("data").toString())
                .contains(
                        "{id=a, note=null, at=1970-01-01T00:00:00.000Z}",
                        "{id=b, note=null, at=1970-01-01T00:00:00.000Z}");
        assertThat((List<?>) result.get("errors"))
                .hasSize(2)
                .allSatisfy(error -> assertThat(error.toString()).contains("FORBIDDEN"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ receipt { id } }           | [1]                    | [receipt] INTERNAL_SERVER_ERROR This field could not be read.",
                "{ receipt { id } }           | {\"id\":               | [receipt] INTERNAL_SERVER_ERROR This field could not be read.",
                "{ receipt { id status } }    | {\"status\":\"GONE\"}  | [receipt] INTERNAL_SERVER_ERROR This field could not be read.",
                "{ receipt { id } }           | {}                     | [receipt, id] INTERNAL_SERVER_ERROR A value that the schema requires is missing.",
                "{ nearest(lat: 1) { id } }   | {\"id\":1}             | [nearest] INTERNAL_SERVER_ERROR This field could not be read.",
                "{ number }                   | many                   | [number] INTERNAL_SERVER_ERROR This field could not be read.",
                "mutation { cancel { id } }   | 5                      | [cancel] INTERNAL_SERVER_ERROR The command failed. It may or may not have taken effect.",
            })
    void resultThatDoesNotFitTheTypeIsAnInternalError(String query, String body, String error) {
        respond(body);
        assertThat(error(execute(query))).isEqualTo(error);
    }

    @Test
    void onlyMessagesOfRefusalsAreShown() {
        processor = now(exchange -> {
            throw new IllegalStateException("secret");
        });
        assertThat(error(execute("{ must }"))).isEqualTo("[must] INTERNAL_SERVER_ERROR This field could not be read.");
        processor = now(exchange -> {
            throw new IllegalStateException(new GraphQlRefusal("Not for you, 100 %."));
        });
        assertThat(error(execute("{ a: receipt { id } }"))).isEqualTo("[a] FORBIDDEN Not for you, 100 %.");
        processor = now(exchange -> {
            throw new UserInputException("lat must be on earth");
        });
        assertThat(error(execute("{ receipt { id } }"))).isEqualTo("[receipt] BAD_USER_INPUT lat must be on earth");
    }

    @Test
    void routeThatIsTooSlowTimesOutWhetherItBlocksOrNot() {
        // Given
        CountDownLatch end = new CountDownLatch(1);
        processor = now(exchange -> end.await());
        assertThat(error(execute("{ receipt { id } }")))
                .isEqualTo("[receipt] TIMEOUT The route did not respond within 300 ms.");
        end.countDown();

        CompletableFuture<AsyncCallback> waiting = new CompletableFuture<>();
        processor = new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                return !waiting.complete(callback);
            }
        };
        assertThat(error(execute("mutation { cancel { id } }")))
                .isEqualTo(
                        "[cancel] TIMEOUT The route did not respond within 300 ms; the command may still take effect.");
        waiting.join().done(false);
    }

    @Test
    void asynchronousRoutesBlockNoThread() throws Exception {
        // Given more calls than there are threads
        int calls = 200;
        List<Runnable> callbacks = new CopyOnWriteArrayList<>();
        processor = new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                exchange.getMessage().setBody("x");
                callbacks.add(() -> callback.done(false));
                return false;
            }
        };

        int operations = 10;
        String fields = IntStream.range(0, calls / operations)
                .mapToObj(i -> "a" + i + ": text")
                .collect(Collectors.joining(" "));

        // When all of them run at once
        List<CompletableFuture<Map<String, Object>>> results = IntStream.range(0, operations)
                .mapToObj(i -> engine.execute(new GraphQlRequest("{ " + fields + " }", "", Map.of(), Map.of())))
                .toList();
        await().until(() -> callbacks.size() == calls);
        assertThat(results).noneMatch(CompletableFuture::isDone);
        callbacks.forEach(Runnable::run);

        // Then
        assertThat(results).allSatisfy(result -> {
            Map<?, ?> data = (Map<?, ?>) result.get(10, TimeUnit.SECONDS).get("data");
            assertThat(data.values()).hasSize(calls / operations).allMatch("x"::equals);
        });
    }

    @Test
    void stoppedOrMissingRouteIsUnavailableAtOnce() throws Exception {
        assertThat(error(execute("{ missing }")))
                .isEqualTo("[missing] SERVICE_UNAVAILABLE This field is currently unavailable.");
        CAMEL.getRouteController().stopRoute("answer");
        try {
            assertThat(error(execute("mutation { cancel { id } }")))
                    .isEqualTo("[cancel] SERVICE_UNAVAILABLE This command is currently unavailable.");
        } finally {
            CAMEL.getRouteController().startRoute("answer");
        }
        respond("back");
        assertThat(data("{ text }")).isEqualTo(Map.of("text", "back"));
    }
}
