package io.howdah.graphql.http;

import static io.howdah.graphql.GraphQlServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.graphql.GraphQlServer;
import io.howdah.testing.Node;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Tests the requirements of the GraphQL over HTTP specification, named as in the audits of the npm package
 * graphql-http. If npm is available, those audits run as well.
 */
class OverHttpRequirementsIT {

    private static final String NEW = "application/graphql-response+json";
    private static final String OLD = "application/json";
    private static final String NONE = "";
    private static final String TYPENAME = "{\"query\":\"{ __typename }\"}";
    private static final String NAMED = "{\"query\":\"query Query { __typename }\",\"operationName\":\"Query\"}";
    private static final String TYPE_QUERY = "query Type($name: String!) { __type(name: $name) { name } }";
    private static final String VARIABLES = "{\"query\":\"" + TYPE_QUERY + "\",\"variables\":{\"name\":\"sometype\"}}";
    private static final String EXTENSIONS = "{\"query\":\"{ __typename }\",\"extensions\":{\"some\":\"value\"}}";
    private static final String NOT_JSON = "{ \"not a JSON";
    private static final String NOT_GRAPHQL = "{\"query\":\"{\"}";
    private static final String UNKNOWN_FIELD = "{\"query\":\"{ nobodyHasThisField }\"}";
    private static final String WRONG_VARIABLE =
            "{\"query\":\"query A($id: ID!) { __typename }\",\"variables\":{\"id\":null}}";

    private static GraphQlServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new GraphQlServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private record Requirement(String name, Request request, Consumer<HttpResponse<String>> expected) {}

    @FunctionalInterface
    private interface Request {
        HttpResponse<String> send() throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> meetsTheRequirement() {
        return Stream.of(mediaTypes(), requests(), parameters(), invalidParameters(), errors())
                .flatMap(List::stream)
                .map(requirement -> DynamicTest.dynamicTest(
                        requirement.name(),
                        () -> requirement
                                .expected()
                                .accept(requirement.request().send())));
    }

    private static List<Requirement> mediaTypes() {
        return List.of(
                of("22EB SHOULD answer in application/graphql-response+json", () -> post(NEW, TYPENAME), ok(NEW)),
                of("4655 MUST answer in application/json", () -> post(OLD, TYPENAME), ok(OLD)),
                of("47DE SHOULD answer */* in application/json", () -> post("*/*", TYPENAME), ok(OLD)),
                of("80D8 SHOULD answer in application/json without accept", () -> post(NONE, TYPENAME), ok(OLD)),
                of("82A3 MUST answer in utf-8", () -> post(OLD, TYPENAME), response -> {
                    assertThat(contentType(response)).endsWith("charset=utf-8");
                }),
                of(
                        "BF61 MUST take a request in utf-8",
                        () -> send("application/json; charset=utf-8", TYPENAME),
                        ok(OLD)),
                of("78D5 MUST assume utf-8", () -> send("application/json", TYPENAME), ok(OLD)));
    }

    private static List<Requirement> requests() {
        return List.of(
                of("2C94 MUST take POST", () -> post(NONE, TYPENAME), ok(OLD)),
                of("5A70 MAY take an encoded GET", () -> get(OLD, "{ __typename }", ""), ok(OLD)),
                of("9C48 MAY NOT mutate by GET", () -> get(NEW, "mutation { __typename }", ""), status(405)),
                of("9ABE SHOULD refuse a POST without content type", () -> send(NONE, TYPENAME), status(415)),
                of("03D4 MUST take application/json by POST", () -> post(OLD, TYPENAME), ok(OLD)),
                of("A5BF MAY answer 400 to a missing body", () -> post(OLD, ""), status(400)));
    }

    private static List<Requirement> parameters() {
        return Stream.of(
                        Stream.of(
                                of(
                                        "423L MAY refuse a missing query",
                                        () -> post(NEW, "{\"notquery\":\"\"}"),
                                        status(400)),
                                of("34A2 SHOULD take query", () -> post(NEW, TYPENAME), ok(NEW)),
                                of("13EE MUST take query", () -> post(OLD, TYPENAME), ok(OLD)),
                                of("8161 SHOULD take operationName", () -> post(NEW, NAMED), ok(NEW)),
                                of("B8B3 MUST take operationName", () -> post(OLD, NAMED), ok(OLD)),
                                of("2EA1 SHOULD take variables", () -> post(NEW, VARIABLES), ok(NEW)),
                                of("28B9 MUST take variables", () -> post(OLD, VARIABLES), ok(OLD)),
                                of("D6D5 MAY take variables by GET", () -> typeByGet(NEW), ok(NEW)),
                                of("6A70 MAY take variables by GET", () -> typeByGet(OLD), ok(OLD)),
                                of("428F SHOULD take extensions", () -> post(NEW, EXTENSIONS), ok(NEW)),
                                of("1B7A MUST take extensions", () -> post(OLD, EXTENSIONS), ok(OLD))),
                        Stream.of("variables", "operationName", "extensions")
                                .flatMap(name -> Stream.of(
                                        of("94B SHOULD take null for " + name, () -> with(NEW, name, "null"), ok(NEW)),
                                        of("022 MUST take null for " + name, () -> with(OLD, name, "null"), ok(OLD)))))
                .flatMap(requirements -> requirements)
                .toList();
    }

    private static List<Requirement> invalidParameters() {
        List<String> nonTexts = List.of("{\"obj\":\"ect\"}", "0", "false", "[\"array\"]");
        List<String> nonMaps = List.of("\"string\"", "0", "false", "[\"array\"]");
        return Stream.of(
                        nonTexts.stream()
                                .map(value -> of(
                                        "LKJ MAY answer 400 to a query " + value,
                                        () -> post(NONE, "{\"query\":" + value + "}"),
                                        status(400))),
                        nonTexts.stream().map(value -> refused("6C0", "operationName", value)),
                        nonMaps.stream().map(value -> refused("476", "variables", value)),
                        nonMaps.stream().map(value -> refused("58B", "extensions", value)))
                .flatMap(requirements -> requirements)
                .toList();
    }

    private static Requirement refused(String id, String name, String value) {
        return of(id + " MAY answer 400 to " + name + " " + value, () -> with(NONE, name, value), status(400));
    }

    private static List<Requirement> errors() {
        return List.of(
                of("B6DC MAY answer 2xx, 4xx or 5xx to what is not JSON", () -> post(OLD, NOT_JSON), status(400)),
                of("BCF8 SHOULD answer 400 to what is not JSON", () -> post(OLD, NOT_JSON), status(400)),
                of("B7N8 SHOULD answer 400 to what is not JSON", () -> post(NEW, NOT_JSON), status(400)),
                of("8764 MAY answer 4xx to wrong parameters", () -> post(NONE, "{\"qeury\":\"{a}\"}"), status(400)),
                of("3E3A MAY answer 400 to wrong parameters", () -> post(OLD, "{\"qeury\":\"{a}\"}"), status(400)),
                of("572B SHOULD answer 200 to what is not GraphQL", () -> post(OLD, NOT_GRAPHQL), status(200)),
                of("FDE2 SHOULD answer 200 to what is not valid", () -> post(OLD, UNKNOWN_FIELD), status(200)),
                of("7B9B SHOULD answer 200 to a wrong variable", () -> post(OLD, WRONG_VARIABLE), status(200)),
                of("865D SHOULD answer 4xx to what is not GraphQL", () -> post(NEW, NOT_GRAPHQL), status(400)),
                of("556A SHOULD answer 400 to what is not GraphQL", () -> post(NEW, NOT_GRAPHQL), status(400)),
                of("D586 SHOULD have no data then", () -> post(NEW, NOT_GRAPHQL), noData()),
                of("51FE SHOULD answer 4xx to what is not valid", () -> post(NEW, UNKNOWN_FIELD), status(400)),
                of("74FF SHOULD answer 400 to what is not valid", () -> post(NEW, UNKNOWN_FIELD), status(400)),
                of("5E5B SHOULD have no data then", () -> post(NEW, UNKNOWN_FIELD), noData()),
                of("86EE SHOULD answer 400 to a wrong variable", () -> post(NEW, WRONG_VARIABLE), status(400)));
    }

    /** Runs the audits themselves; all must pass. */
    @Test
    void passesTheAuditsOfGraphQlHttp() throws Exception {
        // When
        JsonNode results =
                new ObjectMapper().readTree(Node.run("audit.mjs", server.uri("").toString()));

        // Then
        assertThat(results)
                .hasSize(61)
                .allSatisfy(result -> assertThat(result.path("status").asText())
                        .as(result.toString())
                        .isEqualTo("ok"));
    }

    @Test
    void hasATestForEachAudit() {
        assertThat(meetsTheRequirement()).hasSize(61);
    }

    private static Requirement of(String name, Request request, Consumer<HttpResponse<String>> expected) {
        return new Requirement(name, request, expected);
    }

    private static Consumer<HttpResponse<String>> ok(String mediaType) {
        return response -> {
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(contentType(response)).startsWith(mediaType + ";");
            assertThat(body(response).has("errors")).as(response.body()).isFalse();
            assertThat(body(response).has("data")).isTrue();
        };
    }

    private static Consumer<HttpResponse<String>> status(int status) {
        return response -> {
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
            assertThat(body(response).at("/errors/0/message").asText()).isNotEmpty();
        };
    }

    private static Consumer<HttpResponse<String>> noData() {
        return response -> assertThat(body(response).has("data")).isFalse();
    }

    private static JsonNode body(HttpResponse<String> response) {
        try {
            return json(response);
        } catch (Exception e) {
            throw new AssertionError(response.body(), e);
        }
    }

    private static String contentType(HttpResponse<String> response) {
        return response.headers().firstValue("content-type").orElse("");
    }

    private static HttpResponse<String> with(String accept, String parameter, String value) throws Exception {
        return post(accept, "{\"query\":\"{ __typename }\",\"" + parameter + "\":" + value + "}");
    }

    private static HttpResponse<String> typeByGet(String accept) throws Exception {
        return get(accept, TYPE_QUERY, "{\"name\":\"sometype\"}");
    }

    private static HttpResponse<String> post(String accept, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(""))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        return server.send(accept.isEmpty() ? request : request.header("Accept", accept));
    }

    private static HttpResponse<String> send(String contentType, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri("")).POST(BodyPublishers.ofString(body));
        return server.send(contentType.isEmpty() ? request : request.header("Content-Type", contentType));
    }

    private static HttpResponse<String> get(String accept, String query, String variables) throws Exception {
        String url = "?query=" + encode(query) + (variables.isEmpty() ? "" : "&variables=" + encode(variables));
        return server.send(HttpRequest.newBuilder(server.uri(url)).header("Accept", accept));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
