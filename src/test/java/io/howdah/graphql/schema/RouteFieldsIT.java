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

/** Hand-written fields against routes of all kinds. */
class RouteFieldsIT {

    private static final Context TRACE = Tracing.OFF.request("POST", null);

    /** What a route may answer that is neither a map nor JSON. */
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

    private static final List<Map<String, Object>> SEEN = new CopyOnWriteArrayList<>();
    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();

    private static volatile AsyncProcessor answer;
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
                        Map<String, Object> seen =
                                new LinkedHashMap<>(exchange.getMessage().getHeaders());
                        seen.put("body", exchange.getMessage().getBody());
                        seen.put("principal", exchange.getProperty(RouteHeaders.PRINCIPAL));
                        SEEN.add(seen);
                        return answer.process(exchange, callback);
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
        SEEN.clear();
        answer(null);
    }

    private static void answer(Object body) {
        answer = now(exchange -> exchange.getMessage().setBody(body));
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

    private static Map<String, Object> ask(String query) {
        return ask(query, new Caller("", Principal.of("alice").in(Set.of("b", "a")), "", TRACE, "key"));
    }

    private static Map<String, Object> ask(String query, Caller caller) {
        return engine.execute(new GraphQlRequest(query, "", Map.of(), Map.of()).by(caller))
                .join();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> data(String query) {
        Map<String, Object> result = ask(query);
        assertThat(result).doesNotContainKey("errors");
        return (Map<String, Object>) result.get("data");
    }

    /** The only error, as {@code path code message}. */
    private static String error(Map<String, Object> result) {
        List<?> errors = (List<?>) result.get("errors");
        assertThat(errors).hasSize(1);
        Map<?, ?> error = (Map<?, ?>) errors.get(0);
        return error.get("path") + " " + ((Map<?, ?>) error.get("extensions")).get("code") + " " + error.get("message");
    }

    @Test
    void routeGetsTheArgumentsAndWhoAsks() {
        // When
        data("""
                mutation { order(tags: [9007199254740993], input: {item: 7, day: "2026-01-02", at: "2026-01-02T01:00:00+01:00",
                  price: "12.50", status: OPEN, parts: [{item: "p", price: null}]}) { id } }""");

        // Then
        assertThat(SEEN).hasSize(1);
        Map<String, Object> seen = SEEN.get(0);
        Map<String, Object> part = new LinkedHashMap<>(Map.of("item", "p"));
        part.put("price", null);
        assertThat(seen.remove("body"))
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
        assertThat(((Principal) seen.remove("principal")).subject()).isEqualTo("alice");
        assertThat(seen)
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
        answer(List.of());

        // When
        data("{ nearest(lat: 1) { id } }");

        // Then
        assertThat(SEEN.get(0)).doesNotContainKey("HowdahIdempotencyKey");
        assertThat(SEEN.get(0).get("body")).isEqualTo(Map.of("lat", 1.0, "limit", 3));
    }

    @Test
    void frontendHasFieldsOfItsOwnAndIsNamed() {
        // Given
        answer(Map.of("id", "a", "note", "n"));
        Caller caller = new Caller("mobile", Principal.NOBODY, "", Context.root(), "");

        // When
        Map<String, Object> result = ask("{ card(input: {item: 1}) { id } }", caller);

        // Then
        assertThat(result).isEqualTo(Map.of("data", Map.of("card", Map.of("id", "a"))));
        assertThat(SEEN.get(0)).containsEntry("HowdahFrontend", "mobile").containsEntry("HowdahField", "Query.card");
        assertThat(ask("{ text }", caller)).doesNotContainKey("data");
        assertThat(ask("{ card { id } }")).doesNotContainKey("data");
    }

    @Test
    void commandsOfOneDocumentHaveKeysOfTheirOwnAndRunInTheirOrder() {
        // Given the first one ends later
        answer = new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(() -> {
                    SEEN.add(Map.of("done", String.valueOf(exchange.getMessage().getHeader("HowdahIdempotencyKey"))));
                    callback.done(false);
                });
                return false;
            }
        };

        // When
        ask("mutation { cancel { id } again: cancel { id } }");

        // Then
        assertThat(SEEN)
                .extracting(seen ->
                        seen.containsKey("done") ? "done " + seen.get("done") : seen.get("HowdahIdempotencyKey"))
                .containsExactly(
                        "alice/key/cancel", "done alice/key/cancel", "alice/key/again", "done alice/key/again");
    }

    @Test
    void commandsOfTwoSubjectsHaveTwoNamesWhateverTheyCallThem() {
        // When they try to name the same one
        ask("mutation { cancel { id } }", new Caller("", Principal.of("a"), "", Context.root(), "b/c"));
        ask("mutation { cancel { id } }", new Caller("", Principal.of("a/b"), "", Context.root(), "c"));
        ask("mutation { cancel { id } }", new Caller("", Principal.of("a%2Fb"), "", Context.root(), "c"));
        ask("mutation { cancel { id } }", new Caller("", Principal.of("a"), "", Context.root(), "b/c"));

        // Then
        assertThat(SEEN)
                .extracting(seen -> seen.get("HowdahIdempotencyKey"))
                .containsExactly("a/b/c/cancel", "a%2Fb/c/cancel", "a%252Fb/c/cancel", "a/b/c/cancel");
    }

    @Test
    void slowRoutesOfOneClientLeaveThreadsToOthers() {
        // Given a client's share is 2 of the 64 threads
        RouteCalls calls = new RouteCalls(
                CAMEL,
                new OperationSettings(
                        32, 100, 1, 100, Duration.ofSeconds(30), Duration.ofSeconds(30), Optional.empty(), false));
        CountDownLatch held = new CountDownLatch(1);
        answer = now(exchange -> {
            if ("a".equals(exchange.getMessage().getHeader("who"))) {
                held.await();
            }
        });
        RouteField field = MODELS.frontends().get(0).handWritten().get(0);

        // When
        for (int i = 0; i < 100; i++) {
            var unused = calls.ask(
                    field,
                    "a",
                    Duration.ofMinutes(1),
                    exchange -> exchange.getMessage().setHeader("who", "a"));
        }

        // Then
        assertThat(calls.ask(
                        field,
                        "b",
                        Duration.ofMinutes(1),
                        exchange -> exchange.getMessage().setHeader("who", "b")))
                .succeedsWithin(Duration.ofSeconds(20));
        assertThat(SEEN).extracting(seen -> seen.get("who")).containsExactlyInAnyOrder("a", "a", "b");
        held.countDown();
        await().untilAsserted(() -> assertThat(SEEN).hasSize(101));
    }

    @Test
    void commandWithoutAKeyGetsOneByChance() {
        // When
        ask("mutation { a: cancel { id } b: cancel { id } }", Caller.NOBODY);

        // Then
        assertThat(SEEN)
                .extracting(seen -> seen.get("HowdahIdempotencyKey"))
                .doesNotHaveDuplicates()
                .hasSize(2);
        assertThat(SEEN.get(0)).containsEntry("HowdahSubject", "").containsEntry("HowdahRoles", List.of());
    }

    @Test
    void keyThatCannotBeOneIsRefused() {
        for (String key : List.of("k".repeat(256), "schlüssel", "a\tb")) {
            // When
            Map<String, Object> result =
                    ask("mutation { cancel { id } }", new Caller("", Principal.NOBODY, "", Context.root(), key));

            // Then
            assertThat(error(result))
                    .isEqualTo("[cancel] BAD_USER_INPUT Idempotency-Key must be 1 to 255 printable ASCII characters");
        }
        assertThat(SEEN).isEmpty();
    }

    @Test
    void answerMayBeAnythingThatJacksonReads() throws Exception {
        Map<String, Object> expected = Map.of("id", "r", "status", "DONE", "paid", "12.50");
        String json = "{\"id\":\"r\",\"status\":\"DONE\",\"paid\":12.50,\"more\":1}";
        for (Object body : Arrays.asList(
                Map.of("id", "r", "status", Status.DONE, "paid", new BigDecimal("12.50"), "more", 1),
                Map.of("id", "r", "status", "DONE", "paid", Decimal128.parse("12.50")),
                json,
                json.getBytes(),
                new java.io.ByteArrayInputStream(json.getBytes()),
                new ObjectMapper().readTree(json.replace("12.50", "\"12.50\"")))) {
            answer(body);
            assertThat(data("{ receipt { id status paid } }")).as("%s", body).isEqualTo(Map.of("receipt", expected));
        }
        answer(new Receipt("r", Status.OPEN, 1.5));
        assertThat(data("{ receipt { id status paid } }"))
                .isEqualTo(Map.of("receipt", Map.of("id", "r", "status", "OPEN", "paid", "1.5")));
    }

    @Test
    void answerMayBeASingleValueOrNull() {
        answer("{\"no\":\"json\"}");
        assertThat(data("{ text }")).isEqualTo(Map.of("text", "{\"no\":\"json\"}"));
        answer("9007199254740993");
        assertThat(data("{ number }")).isEqualTo(Map.of("number", 9007199254740993L));
        answer(null);
        assertThat(data("{ number }")).containsEntry("number", null);
    }

    @Test
    void readModelIsAnsweredInEitherFormAndItsFieldsStayGuarded() {
        // Given
        answer(new Object[] {
            Map.of("_id", "a", "id", "a", "note", "n", "at", new Date(0), "_h", Map.of()),
            Map.of("id", "b", "at", "1970-01-01T00:00:00Z")
        });

        // When
        Map<String, Object> result = ask("{ nearest(lat: 1) { id note at } }");

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
                "mutation { cancel { id } }   | 5                      | [cancel] INTERNAL_SERVER_ERROR This command failed; it may have taken effect or not.",
            })
    void answerOfAWrongShapeIsAnInternalError(String query, String body, String error) {
        answer(body);
        assertThat(error(ask(query))).isEqualTo(error);
    }

    @Test
    void refusalIsShownAndAllElseIsNot() {
        answer = now(exchange -> {
            throw new IllegalStateException("secret");
        });
        assertThat(error(ask("{ must }"))).isEqualTo("[must] INTERNAL_SERVER_ERROR This field could not be read.");
        answer = now(exchange -> {
            throw new IllegalStateException(new GraphQlRefusal("Not for you, 100 %."));
        });
        assertThat(error(ask("{ a: receipt { id } }"))).isEqualTo("[a] FORBIDDEN Not for you, 100 %.");
        answer = now(exchange -> {
            throw new UserInputException("lat must be on earth");
        });
        assertThat(error(ask("{ receipt { id } }"))).isEqualTo("[receipt] BAD_USER_INPUT lat must be on earth");
    }

    @Test
    void routeThatIsTooSlowTimesOutWhetherItBlocksOrNot() {
        // Given
        CountDownLatch end = new CountDownLatch(1);
        answer = now(exchange -> end.await());
        assertThat(error(ask("{ receipt { id } }"))).isEqualTo("[receipt] TIMEOUT There is no answer within 300 ms.");
        end.countDown();

        CompletableFuture<AsyncCallback> waiting = new CompletableFuture<>();
        answer = new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                return !waiting.complete(callback);
            }
        };
        assertThat(error(ask("mutation { cancel { id } }")))
                .isEqualTo("[cancel] TIMEOUT There is no answer within 300 ms; the command may still take effect.");
        waiting.join().done(false);
    }

    @Test
    void asynchronousRoutesHoldNoThread() throws Exception {
        // Given more calls than there are threads
        int calls = 200;
        List<Runnable> ends = new CopyOnWriteArrayList<>();
        answer = new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                exchange.getMessage().setBody("x");
                ends.add(() -> callback.done(false));
                return false;
            }
        };

        int operations = 10;
        String fields = IntStream.range(0, calls / operations)
                .mapToObj(i -> "a" + i + ": text")
                .collect(Collectors.joining(" "));

        // When all of them are under way at once
        List<CompletableFuture<Map<String, Object>>> results = IntStream.range(0, operations)
                .mapToObj(i -> engine.execute(new GraphQlRequest("{ " + fields + " }", "", Map.of(), Map.of())))
                .toList();
        await().until(() -> ends.size() == calls);
        assertThat(results).noneMatch(CompletableFuture::isDone);
        ends.forEach(Runnable::run);

        // Then
        assertThat(results).allSatisfy(result -> {
            Map<?, ?> data = (Map<?, ?>) result.get(10, TimeUnit.SECONDS).get("data");
            assertThat(data.values()).hasSize(calls / operations).allMatch("x"::equals);
        });
    }

    @Test
    void routeThatIsStoppedOrAbsentIsUnavailableAtOnce() throws Exception {
        assertThat(error(ask("{ missing }"))).isEqualTo("[missing] SERVICE_UNAVAILABLE This is not served at present.");
        CAMEL.getRouteController().stopRoute("answer");
        try {
            assertThat(error(ask("mutation { cancel { id } }")))
                    .isEqualTo("[cancel] SERVICE_UNAVAILABLE Commands of this kind are not taken at present.");
        } finally {
            CAMEL.getRouteController().startRoute("answer");
        }
        answer("back");
        assertThat(data("{ text }")).isEqualTo(Map.of("text", "back"));
    }
}
