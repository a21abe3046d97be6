package io.howdah.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Tests requests of hostile clients. Each gets a small, correct response in time that reveals nothing about the server,
 * and the next request is served.
 */
class AttackCorpusIT {

    /** Enough for the slowest machine. Without the limits, some attacks take minutes and others all memory. */
    private static final Duration MAX_TIME = Duration.ofSeconds(10);

    private static final int MAX_RESPONSE_LENGTH = 20_000;

    private static final Pattern INTERNALS = Pattern.compile(
            "(?i)(?<![\\w.])(graphql|java|com|org|io|sun)\\.[a-z]|Exception|mongo|bson|127\\.0|localhost|LinkedHashMap|\\tat ");

    private static final String OK = "";
    private static final String BAD_REQUEST = "BAD_REQUEST";
    private static final String INPUT = "BAD_USER_INPUT";
    private static final String PARSE = "GRAPHQL_PARSE_FAILED";
    private static final String VALIDATION = "GRAPHQL_VALIDATION_FAILED";
    private static final String DEPTH = "GRAPHQL_DEPTH_LIMIT_EXCEEDED";
    private static final String COMPLEXITY = "GRAPHQL_COMPLEXITY_LIMIT_EXCEEDED";
    private static final String ALIASES = "GRAPHQL_ALIAS_LIMIT_EXCEEDED";
    private static final String ROOTS = "GRAPHQL_ROOT_FIELD_LIMIT_EXCEEDED";
    private static final String DIRECTIVES = "GRAPHQL_DIRECTIVE_LIMIT_EXCEEDED";
    private static final String TOKENS = "GRAPHQL_TOKEN_LIMIT_EXCEEDED";
    private static final String SCHEMA = "GRAPHQL_INTROSPECTION_LIMIT_EXCEEDED";
    private static final String OPERATION = "OPERATION_RESOLUTION_FAILURE";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource("test.graphqls", """
            type Ride @readModel(collection: "rides", key: "id") @public {
              id: ID!
              note: String @filterable
              a: Inner
              stops: [Inner!]
            }
            type Inner { a: Inner, b: Inner, name: String }
            type Flight @readModel(collection: "flights", key: "number") @public { number: Long! }
            type Foreign @readModel(collection: "foreign", key: "id", external: true) @public { id: ID! }
            """)));

    private static GraphQlServer server;

    /** An attack. If {@code executed}, the field rejects it, and other fields may have been read. */
    private record Attack(String name, byte[] body, String code, boolean executed) {

        Attack(String name, byte[] body, String code) {
            this(name, body, code, code.equals(OK));
        }

        Attack onField() {
            return new Attack(name, body, code, true);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        server = new GraphQlServer(MODELS);
        server.mongo().database().getCollection("rides").insertOne(new Document("_id", "1").append("id", "1"));
        server.mongo().database().getCollection("foreign").insertOne(new Document("_id", new Document("k", 1)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> everyAttackGetsAResponse() {
        return attacks().stream().map(attack -> DynamicTest.dynamicTest(attack.name, () -> run(attack)));
    }

    private static void run(Attack attack) throws Exception {
        // Given
        server.mongo().commands();

        // When
        long startedAt = System.nanoTime();
        HttpResponse<String> response = post(attack.body);
        Duration took = Duration.ofNanos(System.nanoTime() - startedAt);

        // Then
        String body = response.body();
        String excerpt = body.substring(0, Math.min(1_000, body.length()));
        JsonNode answer = JSON.readTree(body);
        assertThat(answer.at("/errors/0/extensions/code").asText()).as(excerpt).isEqualTo(attack.code);
        assertThat(response.statusCode()).as(excerpt).isEqualTo(attack.executed ? 200 : 400);
        assertThat(answer.has("data")).as(excerpt).isEqualTo(attack.executed);
        assertThat(body).hasSizeLessThan(MAX_RESPONSE_LENGTH);
        assertThat(INTERNALS
                        .matcher(body.replace("howdah.graphql.", ""))
                        .results()
                        .map(found -> found.group()))
                .as(excerpt)
                .isEmpty();
        assertThat(took).isLessThan(MAX_TIME);
        if (!attack.code.equals(OK)) {
            assertThat(server.mongo().commands()).isEmpty();
        }
        assertThat(post(query("{ __typename }")).body()).isEqualTo("{\"data\":{\"__typename\":\"Query\"}}");
    }

    private static List<Attack> attacks() {
        List<Attack> attacks = new ArrayList<>();
        nesting(attacks);
        repetition(attacks);
        fragments(attacks);
        texts(attacks);
        numbers(attacks);
        keys(attacks);
        filters(attacks);
        bodies(attacks);
        schema(attacks);
        return attacks;
    }

    private static void nesting(List<Attack> attacks) {
        attacks.add(of("fields 10 000 deep", "{ " + "a { ".repeat(10_000) + "a" + " }".repeat(10_000) + " }", DEPTH));
        attacks.add(of("unclosed braces", "{ a ".repeat(4_000), DEPTH));
        attacks.add(
                of("fields 16 deep", "{ ride(id: 1) { " + "a { ".repeat(14) + "name" + " }".repeat(15) + " }", DEPTH));
        attacks.add(
                of("inline fragments 150 deep", "{ " + "... { ".repeat(150) + "__typename" + " }".repeat(151), DEPTH));
        attacks.add(
                of("lists in a literal", "{ ride(id: " + "[".repeat(4_000) + "]".repeat(900) + ") { id } }", DEPTH));
        attacks.add(of(
                "objects in a literal",
                "{ ride(id: " + "{a: ".repeat(1_200) + "1" + "}".repeat(1_200) + ") { id } }",
                DEPTH));
        attacks.add(of(
                "lists in a type",
                "query ($x: " + "[".repeat(2_000) + "Int" + "]".repeat(2_000) + ") { __typename }",
                DEPTH));
        attacks.add(of(
                "lists in a default",
                "query ($x: Int = " + "[".repeat(2_000) + "]".repeat(2_000) + ") { __typename }",
                DEPTH));
        attacks.add(raw(
                "lists in variables",
                "{\"query\":\"{ __typename }\",\"variables\":{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000)
                        + "}}",
                BAD_REQUEST));
        attacks.add(raw(
                "objects in extensions",
                "{\"query\":\"{ __typename }\",\"extensions\":" + "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000)
                        + "}",
                BAD_REQUEST));
        attacks.add(raw(
                "lists in a variable that JSON allows",
                "{\"query\":\"query ($id: ID!) { ride(id: $id) { id } }\",\"variables\":{\"id\":" + "[".repeat(900)
                        + "]".repeat(900) + "}}",
                INPUT));
    }

    private static void repetition(List<Attack> attacks) {
        attacks.add(of("10 000 aliases", "{ " + each(10_000, i -> "a" + i + ": __typename") + " }", TOKENS));
        attacks.add(of("1 000 aliases", "{ " + each(1_000, i -> "a" + i + ": __typename") + " }", ALIASES));
        attacks.add(of("4 000 root fields", "{ " + "__typename ".repeat(4_000) + "}", ROOTS));
        attacks.add(of("4 900 times the same field", "{ ride(id: 1) { " + "note ".repeat(4_900) + "} }", COMPLEXITY));
        attacks.add(of("1 000 times the same field", "{ ride(id: 1) { " + "note ".repeat(1_000) + "} }", OK));
        attacks.add(
                of("1 000 times the same object", "{ ride(id: 1) { " + "a { a } ".repeat(1_000) + "} }", VALIDATION));
        attacks.add(of("1 000 directives", "{ __typename " + "@skip(if: false) ".repeat(700) + "}", DIRECTIVES));
        attacks.add(of("1 000 unknown directives", "{ __typename " + "@x ".repeat(1_000) + "}", DIRECTIVES));
        attacks.add(of(
                "directives of variables",
                "query (" + each(100, i -> "$a" + i + ": Int @x") + ") { __typename }",
                DIRECTIVES));
        attacks.add(of(
                "1 000 variables", "query (" + each(1_000, i -> "$a" + i + ": Int") + ") { __typename }", VALIDATION));
        attacks.add(of("1 000 arguments", "{ ride(" + each(1_000, i -> "id: " + i) + ") { id } }", VALIDATION));
        attacks.add(of("1 000 unknown fields", "{ ride(id: 1) { " + each(1_000, i -> "x" + i) + " } }", VALIDATION));
        attacks.add(of("1 000 conflicts", "{ ride(id: 1) { " + each(20, i -> "x: id x: note") + " } }", ALIASES));
        attacks.add(of("10 000 operations", each(10_000, i -> "query A" + i + " { __typename }"), TOKENS));
        attacks.add(of("900 operations", each(900, i -> "query A" + i + " { __typename }"), OPERATION));
        attacks.add(of("500 operations of one name", each(500, i -> "query A { __typename }"), VALIDATION));
        attacks.add(of(
                "lists of lists",
                "{ rides(first: 100) { nodes { " + each(5, i -> "stops { a { name } b { name } }") + " } } }",
                COMPLEXITY));
        attacks.add(variables(
                "a long page",
                "query ($n: Int) { rides(first: $n) { nodes { stops { name } } } }",
                "{\"n\":2147483647}",
                COMPLEXITY));
        attacks.add(of("a page above the maximum", "{ rides(first: 2147483647) { nodes { id } } }", COMPLEXITY));
    }

    private static void fragments(List<Attack> attacks) {
        attacks.add(of("a recursive fragment", "{ ...A } fragment A on Query { ...A }", VALIDATION));
        attacks.add(of(
                "a cycle of fragments",
                "{ ...F0 } " + each(200, i -> "fragment F" + i + " on Query { ...F" + (i + 1) % 200 + " }"),
                DEPTH));
        attacks.add(of(
                "a short cycle",
                "{ ...A } fragment A on Query { ...B } fragment B on Query { ... { ...A } }",
                VALIDATION));
        attacks.add(of(
                "a chain of fragments",
                "{ ...F0 } " + each(600, i -> "fragment F" + i + " on Query { ...F" + (i + 1) + " }")
                        + " fragment F600 on Query { __typename }",
                DEPTH));
        attacks.add(of(
                "a chain of unused fragments",
                "{ __typename } " + each(600, i -> "fragment F" + i + " on Query { ...F" + (i + 1) + " }")
                        + " fragment F600 on Query { __typename }",
                VALIDATION));
        attacks.add(of("a cycle of unused fragments", "{ __typename } fragment A on Query { ...A }", VALIDATION));
        attacks.add(of(
                "fragments that double fields",
                "{ ride(id: 1) { ...F0 } } " + doubling("...F%2$d ...F%2$d", "Ride"),
                COMPLEXITY));
        attacks.add(of(
                "fragments that double depth",
                "{ ride(id: 1) { a { ...F0 } } } " + doubling("a { ...F%2$d } b { ...F%2$d }", "Inner"),
                DEPTH));
        attacks.add(of("fields whose merging takes all subsets", subsets(12), COMPLEXITY));
        attacks.add(of("a missing fragment", "{ ...Nope }", VALIDATION));
        attacks.add(of(
                "a duplicate fragment",
                "{ ...A } fragment A on Query { __typename } fragment A on Query { ...A }",
                VALIDATION));
    }

    /** Returns fragments that repeat the innermost field 2^60 times. */
    private static String doubling(String body, String type) {
        return each(60, i -> ("fragment F%1$d on " + type + " { " + body + " }").formatted(i, i + 1))
                + " fragment F60 on " + type + " { __typename }";
    }

    /**
     * Returns a document with paths of a and b to every set of fragments, as in the largest automaton without choices.
     */
    private static String subsets(int levels) {
        StringBuilder document = new StringBuilder("{ ride(id: 1) { a { ...F0x0 } } }");
        for (int level = 0; level < levels; level++) {
            for (int state = 0; state <= level; state++) {
                String next = "...F" + (level + 1) + "x";
                String step = state == 0
                        ? "a { " + next + "0 } a { " + next + "1 } b { " + next + "0 }"
                        : "a { " + next + (state + 1) + " } b { " + next + (state + 1) + " }";
                document.append(" fragment F%dx%d on Inner { %s }".formatted(level, state, step));
            }
        }
        for (int state = 0; state <= levels; state++) {
            document.append(" fragment F%dx%d on Inner { name }".formatted(levels, state));
        }
        return document.toString();
    }

    private static void texts(List<Attack> attacks) {
        attacks.add(of("a million commas", "{ __typename" + ",".repeat(1_000_000) + " }", TOKENS));
        attacks.add(of("300 000 comments", "{ __typename " + "#\n".repeat(300_000) + " }", TOKENS));
        attacks.add(of("a long comment", "{ __typename #" + "x".repeat(900_000) + "\n }", OK));
        attacks.add(of("a name of 900 000 characters", "{ " + "a".repeat(900_000) + " }", PARSE));
        attacks.add(of("an alias of 900 000 characters", "{ " + "a".repeat(900_000) + ": nope }", PARSE));
        attacks.add(of("a text of 900 000 characters", "{ ride(id: \"" + "x".repeat(900_000) + "\") { id } }", OK));
        attacks.add(of(
                "a text in place of a number",
                "{ rides(first: \"" + "x".repeat(900_000) + "\") { __typename } }",
                VALIDATION));
        attacks.add(of("a text in place of a field", "{ \"" + "x".repeat(900_000) + "\" }", PARSE));
        attacks.add(of("a block of empty lines", block("\n".repeat(450_000)), OK));
        attacks.add(of(
                "a block of indentation", block("\n".repeat(400) + (" ".repeat(1_000) + "x\n").repeat(800)), OK));
        attacks.add(of("a block of quotes", block("\\\"\"\"".repeat(100_000)), OK));
        attacks.add(of("an unterminated block", "{ ride(id: \"\"\"" + "x\n".repeat(300_000), PARSE));
        attacks.add(of("an unterminated text", "{ ride(id: \"" + "x".repeat(300_000), PARSE));
        attacks.add(of("an invalid code point", "{ ride(id: \"\\u{110000}\") { id } }", PARSE));
        attacks.add(of("an unpaired surrogate, escaped", "{ ride(id: \"\\uD800\") { id } }", PARSE));
        attacks.add(of("NUL", "{ __typename \0 }", PARSE));
        attacks.add(of("NUL in a text", "{ ride(id: \"\\u0000\") { id } }", OK));
        attacks.add(of("an emoji for a name", "{ \uD83D\uDC2A }", PARSE));
        attacks.add(of("right to left", "{ \u202E__typename }", PARSE));
        attacks.add(raw("an unpaired surrogate", "{\"query\":\"{ \\ud800 }\"}", PARSE));
        attacks.add(raw(
                "an unpaired surrogate in a variable",
                "{\"query\":\"query ($id: ID!) { ride(id: $id) { id } }\",\"variables\":{\"id\":\"\\udfff\"}}",
                OK));
        attacks.add(raw(
                "a long name of an operation",
                "{\"query\":\"{ __typename }\",\"operationName\":\"" + "x".repeat(500_000) + "\"}",
                OPERATION));
        attacks.add(variables(
                "a long variable",
                "query ($id: ID!) { ride(id: $id) { id } }",
                "{\"id\":\"" + "x".repeat(900_000) + "\"}",
                OK));
        attacks.add(variables(
                "NUL in a variable", "query ($id: ID!) { ride(id: $id) { id } }", "{\"id\":\"\\u0000\"}", OK));
        attacks.add(variables(
                "a regular expression", "query ($id: ID!) { ride(id: $id) { id } }", "{\"id\":\"^(a+)+$\"}", OK));
        attacks.add(variables(
                "50 000 variables",
                "{ __typename }",
                "{"
                        + IntStream.range(0, 50_000)
                                .mapToObj(i -> "\"v" + i + "\":1")
                                .collect(Collectors.joining(",")) + "}",
                OK));
    }

    private static String block(String text) {
        return "{ ride(id: \"\"\"" + text + "\"\"\") { id } }";
    }

    private static void numbers(List<Attack> attacks) {
        String page = "query ($n: Int) { rides(first: $n) { nodes { id } } }";
        String flight = "query ($n: Long!) { flight(number: $n) { number } }";
        attacks.add(of(
                "a literal of 500 000 digits", "{ rides(first: " + "9".repeat(500_000) + ") { __typename } }", PARSE));
        attacks.add(
                of("a literal of 200 digits", "{ rides(first: " + "9".repeat(200) + ") { __typename } }", VALIDATION));
        attacks.add(of("a literal of 10^400", "{ rides(first: 1e400) { __typename } }", VALIDATION));
        attacks.add(of("a literal of 10^999999999", "{ flight(number: 1e999999999) { number } }", VALIDATION));
        attacks.add(raw(
                "a variable of 100 000 digits",
                "{\"query\":\"" + page + "\",\"variables\":{\"n\":" + "9".repeat(100_000) + "}}",
                BAD_REQUEST));
        for (String number : List.of("1e400", "1e999999999", "-1e999999999", "1e-999999999", "9".repeat(300), "0.1")) {
            attacks.add(variables(
                    "an Int of " + number,
                    page,
                    "{\"n\":" + number + "}",
                    number.matches("[19]e?\\d+") ? COMPLEXITY : INPUT));
            attacks.add(variables("a Long of " + number, flight, "{\"n\":" + number + "}", INPUT));
        }
        attacks.add(variables(
                "an ID of 10^999999999", "query ($id: ID!) { ride(id: $id) { id } }", "{\"id\":1e999999999}", INPUT));
        attacks.add(
                raw("a number that is NaN", "{\"query\":\"{ __typename }\",\"variables\":{\"n\":NaN}}", BAD_REQUEST));
    }

    private static void keys(List<Attack> attacks) {
        for (String model : List.of("ride", "foreign")) {
            String query = "query ($id: ID!) { " + model + "(id: $id) { id } }";
            for (String text : List.of(
                    "{\"$where\": \"sleep(10000) || true\"}",
                    "{\"$ne\": null}",
                    "{\"k\": {\"$gt\": 0}}",
                    "{\"$regex\": \"^(a+)+$\"}",
                    "{\"$oid\": \"not one\"}",
                    "{\"\\u0000\": 1}",
                    "{\"a\": [{\"b\\u0000\": 1}]}",
                    "{\"a\":".repeat(150) + "1" + "}".repeat(150),
                    "{\"a\":" + "[".repeat(900),
                    "{\"d\": {\"$date\": \"x\"}}",
                    "{\"d\": {\"$numberDecimal\": \"1e999999999\"}}")) {
                String value = JSON.getNodeFactory().textNode(text).toString();
                attacks.add(variables(
                        model + " by " + text.substring(0, Math.min(40, text.length())),
                        query,
                        "{\"id\":" + value + "}",
                        OK));
                if (text.startsWith("{\"$")) {
                    attacks.add(variables(model + " by the object " + text, query, "{\"id\":" + text + "}", INPUT));
                }
            }
            attacks.add(
                    of(model + " by an object in a literal", "{ " + model + "(id: {_where: 1}) { id } }", VALIDATION));
        }
    }

    private static void filters(List<Attack> attacks) {
        String query = "query ($w: RideFilter) { rides(where: $w) { nodes { id } } }";
        attacks.add(variables(
                "a filter that is a regular expression", query, "{\"w\":{\"note\":{\"contains\":\"^(a+)+$\"}}}", OK));
        attacks.add(variables("a filter with NUL", query, "{\"w\":{\"note\":{\"contains\":\"\\u0000\"}}}", INPUT)
                .onField());
        attacks.add(variables("a filter of JavaScript", query, "{\"w\":{\"$where\":\"sleep(10000)\"}}", INPUT));
        attacks.add(variables("a filter with an operator", query, "{\"w\":{\"note\":{\"$ne\":null}}}", INPUT));
        attacks.add(variables("a filter by an object", query, "{\"w\":{\"note\":{\"eq\":{\"$gt\":\"\"}}}}", INPUT));
        attacks.add(of(
                "a filter of a name that MongoDB knows",
                "{ rides(where: {_where: \"1\"}) { nodes { id } } }",
                VALIDATION));
        attacks.add(variables(
                        "a filter 300 deep", query, "{\"w\":" + "{\"not\":".repeat(300) + "{}" + "}".repeat(301), INPUT)
                .onField());
        attacks.add(variables(
                "a filter of 20 000 conditions",
                query,
                "{\"w\":{\"or\":[" + "{\"note\":{\"eq\":\"a\"}},".repeat(19_999) + "{}]}}",
                COMPLEXITY));
        attacks.add(variables(
                "a filter by 50 000 values",
                query,
                "{\"w\":{\"note\":{\"in\":[" + "\"aaaaaaaaaa\",".repeat(50_000) + "\"b\"]}}}",
                COMPLEXITY));
    }

    private static void bodies(List<Attack> attacks) {
        attacks.add(raw(
                "a batch",
                "[" + "{\"query\":\"{ __typename }\"},".repeat(999) + "{\"query\":\"{ __typename }\"}]",
                BAD_REQUEST));
        attacks.add(
                raw("two queries of one name", "{\"query\":\"{ __typename }\",\"query\":\"{ nope }\"}", BAD_REQUEST));
        attacks.add(raw(
                "two variables of one name",
                "{\"query\":\"{ __typename }\",\"variables\":{\"a\":1,\"\\u0061\":2}}",
                BAD_REQUEST));
        attacks.add(raw(
                "two requests in one body",
                "{\"query\":\"{ __typename }\"}{\"query\":\"{ __typename }\"}",
                BAD_REQUEST));
        attacks.add(raw("no end", "{\"query\":\"{ __typename }\"", BAD_REQUEST));
        attacks.add(raw("JSON for JavaScript", "{query:'{ __typename }'}", BAD_REQUEST));
        attacks.add(raw("a name of 900 000 characters in JSON", "{\"" + "x".repeat(900_000) + "\":1}", BAD_REQUEST));
        attacks.add(new Attack(
                "bytes that are not UTF-8",
                bytes("{\"query\":\"{ \u00FF }\"}", StandardCharsets.ISO_8859_1),
                BAD_REQUEST));
        attacks.add(new Attack(
                "an overlong encoding", bytes("{\"query\":\"{ \u00C0\u0080 }\"}", StandardCharsets.ISO_8859_1), PARSE));
        attacks.add(new Attack("zeros", new byte[500_000], BAD_REQUEST));
        attacks.add(of("a mutation without a type Mutation", "mutation { __typename }", VALIDATION));
        attacks.add(of("a subscription without a type Subscription", "subscription { __typename }", VALIDATION));
        attacks.add(of("a schema", "type Query { a: Int } extend schema @x", VALIDATION));
        attacks.add(of("only a fragment", "fragment A on Query { __typename }", VALIDATION));
        attacks.add(of("only whitespace", " ", PARSE));
    }

    private static void schema(List<Attack> attacks) {
        attacks.add(of(
                "introspection in circles",
                "{ __schema { types { " + "fields { type { ".repeat(5) + "name" + " } }".repeat(5) + " } } }",
                SCHEMA));
        attacks.add(of(
                "introspection 100 levels deep",
                "{ __schema { types { " + "ofType { ".repeat(98) + "name" + " }".repeat(101),
                SCHEMA));
        attacks.add(
                of("introspection twice", "{ __schema { types { name } } a: __schema { types { name } } }", SCHEMA));
        attacks.add(of(
                "introspection by doubling fragments",
                "{ __schema { types { ...F0 } } } " + doubling("...F%2$d ...F%2$d", "__Type"),
                SCHEMA));
        attacks.add(of(
                "types by 20 names",
                "{ ...A } fragment A on Query { " + each(21, i -> "a" + i + ": __type(name: \"Ride\") { name }") + " }",
                ROOTS));
    }

    private static Attack of(String name, String query, String code) {
        return new Attack(name, query(query), code);
    }

    private static Attack variables(String name, String query, String variables, String code) {
        return raw(name, "{\"query\":\"" + query + "\",\"variables\":" + variables + "}", code);
    }

    private static Attack raw(String name, String body, String code) {
        return new Attack(name, body.getBytes(StandardCharsets.UTF_8), code);
    }

    private static byte[] query(String query) {
        try {
            return JSON.writeValueAsBytes(Map.of("query", query));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text, java.nio.charset.Charset charset) {
        return text.getBytes(charset);
    }

    private static String each(int times, IntFunction<String> text) {
        return IntStream.range(0, times).mapToObj(text).collect(Collectors.joining(" "));
    }

    private static HttpResponse<String> post(byte[] body) throws Exception {
        return server.send(HttpRequest.newBuilder(server.uri(""))
                .header("Content-Type", "application/json")
                .header("Accept", "application/graphql-response+json")
                .timeout(Duration.ofSeconds(60))
                .POST(BodyPublishers.ofByteArray(body)));
    }
}
