package io.howdah.graphql.http;

import static io.howdah.graphql.GraphQlServer.assertFailure;
import static io.howdah.graphql.GraphQlServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.graphql.GraphQlServer;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphQlHttpIT {

    private static final String NEW = "application/graphql-response+json";
    private static final String OLD = "application/json";
    private static final String TYPENAME = "{\"query\":\"{ __typename }\"}";

    private static GraphQlServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new GraphQlServer();
        // A document without the note that the schema requires.
        server.mongo().database().getCollection("rides").insertOne(new Document("_id", "1").append("id", "1"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {NEW, OLD})
    void answersAPostInTheAcceptedMediaType(String accept) throws Exception {
        // When
        HttpResponse<String> response = post(TYPENAME, "Accept", accept);

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains(accept + "; charset=utf-8");
        assertThat(response.body()).isEqualTo("{\"data\":{\"__typename\":\"Query\"}}");
        assertThat(response.headers().firstValueAsLong("content-length"))
                .hasValue(response.body().length());
    }

    @Test
    void answersInJsonIfNothingIsAccepted() throws Exception {
        assertThat(post(TYPENAME).headers().firstValue("content-type")).contains("application/json; charset=utf-8");
    }

    @Test
    void combinesSeveralAcceptHeaders() throws Exception {
        // When
        HttpResponse<String> response = post(TYPENAME, "Accept", "text/html", "Accept", NEW);

        // Then
        assertThat(response.headers().firstValue("content-type")).contains(NEW + "; charset=utf-8");
    }

    @Test
    void refusesAnUnsupportedMediaType() throws Exception {
        assertFailure(post(TYPENAME, "Accept", "text/html"), 406, "BAD_REQUEST", OLD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/graphql",
                "application/json; charset=iso-8859-1",
                "text/plain; application/json"
            })
    void refusesABodyOfAnotherMediaType(String contentType) throws Exception {
        assertFailure(post(TYPENAME, "Content-Type", contentType), 415, "BAD_REQUEST", OLD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})
    void refusesWhatAnotherSiteCouldPostWithoutPreflight(String contentType) throws Exception {
        // When
        HttpResponse<String> response = post(TYPENAME, "Content-Type", contentType);

        // Then
        assertThat(response.statusCode()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\""})
    void acceptsABodyInUtf8(String contentType) throws Exception {
        // When
        HttpResponse<String> response =
                post("{\"query\":\"{ __typename @skip(if: false) # 🏃\\n }\"}", "Content-Type", contentType);

        // Then
        assertThat(response.body()).isEqualTo("{\"data\":{\"__typename\":\"Query\"}}");
    }

    @Test
    void refusesAPostWithoutAContentType() throws Exception {
        // When
        HttpResponse<String> response =
                server.send(HttpRequest.newBuilder(server.uri("")).POST(BodyPublishers.ofString(TYPENAME)));

        // Then
        assertFailure(response, 415, "BAD_REQUEST", OLD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?Content-Type=application/json", "?content-type=application%2Fjson"})
    void doesNotMistakeAUrlParameterForAContentType(String query) throws Exception {
        // When
        HttpResponse<String> response =
                server.send(HttpRequest.newBuilder(server.uri(query)).POST(BodyPublishers.ofString(TYPENAME)));

        // Then
        assertFailure(response, 415, "BAD_REQUEST", OLD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "HEAD"})
    void refusesOtherMethods(String method) throws Exception {
        // When
        HttpResponse<String> response =
                server.send(HttpRequest.newBuilder(server.uri("")).method(method, BodyPublishers.ofString(TYPENAME)));

        // Then
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).contains("GET, POST");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `` | The body is empty; it must be a JSON object with a query.
            {"query":| The body is not JSON.
            {"query":"{ __typename }"} {} | The body is not JSON.
            [{"query":"{ __typename }"}] | The body must be a JSON object with a query; batches are not supported.
            "{ __typename }" | The body must be a JSON object with a query; batches are not supported.
            {"qeury":"{ __typename }"} | The query is missing.
            {"query":""} | The query is missing.
            {"query":null} | The query is missing.
            {"query":1} | query must be a string.
            {"query":"{ __typename }","operationName":{}} | operationName must be a string.
            {"query":"{ __typename }","variables":[1]} | variables must be a JSON object.
            {"query":"{ __typename }","variables":"{}"} | variables must be a JSON object.
            {"query":"{ __typename }","extensions":false} | extensions must be a JSON object.
            """)
    void refusesAMalformedRequestInEitherMediaType(String body, String message) throws Exception {
        for (String accept : new String[] {NEW, OLD}) {
            // When
            HttpResponse<String> response = post(body, "Accept", accept);

            // Then
            assertFailure(response, 400, "BAD_REQUEST", accept);
            assertThat(json(response).at("/errors/0/message").asText()).isEqualTo(message);
        }
    }

    @Test
    void acceptsNullForOptionalValues() throws Exception {
        assertThat(post("{\"query\":\"{ __typename }\",\"operationName\":null,\"variables\":null,\"extensions\":null}")
                        .body())
                .isEqualTo("{\"data\":{\"__typename\":\"Query\"}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"query":"{"} | GRAPHQL_PARSE_FAILED
            {"query":"{ nope }"} | GRAPHQL_VALIDATION_FAILED
            {"query":"query A { __typename }","operationName":"B"} | OPERATION_RESOLUTION_FAILURE
            {"query":"query A { __typename } query B { __typename }"} | OPERATION_RESOLUTION_FAILURE
            {"query":"query A($id: ID!) { ride(id: $id) { id } }","variables":{"id":null}} | BAD_USER_INPUT
            """)
    void hasErrorStatusesOnlyInTheNewerMediaType(String body, String code) throws Exception {
        assertFailure(post(body, "Accept", NEW), 400, code, NEW);
        assertFailure(post(body, "Accept", OLD), 200, code, OLD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"query\":",
                "{\"query\":\"{\"}",
                "{\"query\":\"{ nope }\"}",
                "{\"query\":\"query A($id: ID!) { ride(id: $id) { id } }\"}",
                "{\"query\":\"{ ride(id: \\\"1\\\") { note } }\"}",
            })
    void hasEachErrorsCorrelationIdInTheHeaderToo(String body) throws Exception {
        // When
        HttpResponse<String> response = post(body);

        // Then
        String id = json(response).at("/errors/0/extensions/correlationId").asText();
        assertThat(id).matches("[0-9a-f]{32}");
        assertThat(response.headers().firstValue("x-correlation-id")).contains(id);
        assertThat(response.body()).doesNotContain("Exception", "graphql.", "java.");
    }

    @ParameterizedTest
    @ValueSource(strings = {NEW, OLD})
    void answersAnErrorOfAFieldBesideTheData(String accept) throws Exception {
        // When
        HttpResponse<String> response = post("{\"query\":\"{ ride(id: \\\"1\\\") { note } }\"}", "Accept", accept);

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).at("/data/ride").isNull()).isTrue();
        assertThat(json(response).at("/errors/0/path").toString()).isEqualTo("[\"ride\",\"note\"]");
    }

    @Test
    void responsesAreNotCached() throws Exception {
        for (String query : List.of("?query=%7B__typename%7D", "?query=%7Bnope%7D", "")) {
            // When
            HttpResponse<String> response = server.send(HttpRequest.newBuilder(server.uri(query)));

            // Then
            assertThat(response.headers().allValues("cache-control")).as(query).containsExactly("private, no-store");
            assertThat(response.headers().allValues("vary")).as(query).contains("Accept, Authorization");
        }
    }

    @Test
    void answersAGetWithVariablesAndAnOperationName() throws Exception {
        // When
        HttpResponse<String> response = get(
                "query",
                "query A { a: __typename } query B($s: Boolean!) { b: __typename" + " @skip(if: $s) c: __typename }",
                "operationName",
                "B",
                "variables",
                "{\"s\":true}");

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"data\":{\"c\":\"Query\"}}");
    }

    @Test
    void answersAGetWithAnEmptyOperationName() throws Exception {
        assertThat(get("query", "{ __typename }", "operationName", "").body())
                .isEqualTo("{\"data\":{\"__typename\":\"Query\"}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `` | The query is missing.
            query=%7B__typename%7D&query=%7B__typename%7D | The parameter query is given more than once.
            query=%7B__typename%7D&variables=%7B | The parameter variables is not JSON.
            query=%7B__typename%7D&variables=1 | variables must be a JSON object.
            query=%7B__typename%7D&extensions=%5B%5D | extensions must be a JSON object.
            """)
    void refusesAMalformedGet(String query, String message) throws Exception {
        // When
        HttpResponse<String> response = server.send(HttpRequest.newBuilder(server.uri("?" + query)));

        // Then
        assertFailure(response, 400, "BAD_REQUEST", OLD);
        assertThat(json(response).at("/errors/0/message").asText()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({"mutation { __typename },''", "query A { __typename } mutation B { __typename },B"})
    void refusesAMutationByGet(String query, String operation) throws Exception {
        // When
        HttpResponse<String> response = get("query", query, "operationName", operation);

        // Then
        assertFailure(response, 405, "BAD_REQUEST", OLD);
        assertThat(response.headers().firstValue("allow")).contains("POST");
    }

    @Test
    void answersAGetOfTheQueryBesideAMutation() throws Exception {
        assertThat(get("query", "query A { __typename } mutation B { __typename }", "operationName", "A")
                        .statusCode())
                .isNotEqualTo(405);
    }

    private HttpResponse<String> post(String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri("")).POST(BodyPublishers.ofString(body));
        boolean hasContentType = false;
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
            hasContentType |= headers[i].equals("Content-Type");
        }
        return server.send(hasContentType ? request : request.header("Content-Type", OLD));
    }

    private HttpResponse<String> get(String... parameters) throws Exception {
        StringBuilder query = new StringBuilder("?");
        for (int i = 0; i < parameters.length; i += 2) {
            query.append(parameters[i])
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8))
                    .append('&');
        }
        return server.send(HttpRequest.newBuilder(server.uri(query.toString())));
    }
}
