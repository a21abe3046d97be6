package io.howdah.graphql.execution;

import static io.howdah.graphql.GraphQlServer.assertFailure;
import static io.howdah.graphql.GraphQlServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.graphql.GraphQlServer;
import io.howdah.graphql.TestLimits;
import io.howdah.graphql.TestMongo;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersistedQueriesIT {

    private static final String NEW = "application/graphql-response+json";
    private static final String OLD = "application/json";
    private static final String QUERY = "query Who { __typename }";
    private static final String ANSWER = "{\"data\":{\"__typename\":\"Query\"}}";
    private static final String MANIFEST = """
            {
              "format": "apollo-persisted-query-manifest",
              "version": 1,
              "operations": [
                {"id": "who", "name": "Who", "type": "query", "body": "query Who { __typename }"},
                {"id": "make", "name": "Make", "type": "mutation", "body": "mutation Make { __typename }"}
              ]
            }
            """;

    private GraphQlServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void registersATextByItsHash() throws Exception {
        // Given
        start(PersistedQueries.withoutList());
        String known = persisted(hash(QUERY));

        // Then: unknown at first, with the message that Apollo's clients look for
        HttpResponse<String> unknown = post(OLD, "{" + known + "}");
        assertFailure(unknown, 200, "PERSISTED_QUERY_NOT_FOUND", OLD);
        assertThat(json(unknown).at("/errors/0/message").asText()).isEqualTo("PersistedQueryNotFound");
        assertFailure(post(NEW, "{" + known + "}"), 400, "PERSISTED_QUERY_NOT_FOUND", NEW);

        // Then: after one request with its text, the hash is enough
        assertThat(post(OLD, "{\"query\":\"" + QUERY + "\"," + known + "}").body())
                .isEqualTo(ANSWER);
        assertThat(post(OLD, "{" + known + "}").body()).isEqualTo(ANSWER);
        assertThat(get("extensions", "{" + known.replaceFirst("\"extensions\":\\{(.*)}$", "$1") + "}")
                        .body())
                .isEqualTo(ANSWER);
    }

    @Test
    void refusesATextThatDoesNotMatchTheHash() throws Exception {
        // Given
        start(PersistedQueries.withoutList());
        String other = persisted(hash("{ other }"));

        // Then
        assertFailure(post(OLD, "{\"query\":\"" + QUERY + "\"," + other + "}"), 400, "BAD_REQUEST", OLD);
        assertFailure(post(OLD, "{" + other + "}"), 200, "PERSISTED_QUERY_NOT_FOUND", OLD);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"version":2,"sha256Hash":"a"} | PERSISTED_QUERY_NOT_SUPPORTED
            {"sha256Hash":"a"} | PERSISTED_QUERY_NOT_SUPPORTED
            {"version":1} | BAD_REQUEST
            {"version":1,"sha256Hash":1} | BAD_REQUEST
            """)
    void refusesAnotherProtocol(String extension, String code) throws Exception {
        // Given
        start(PersistedQueries.withoutList());

        // When
        HttpResponse<String> response = post(NEW, "{\"extensions\":{\"persistedQuery\":" + extension + "}}");

        // Then
        assertFailure(response, 400, code, NEW);
    }

    @Test
    void refusesAMutationThatIsNamedByGet() throws Exception {
        // Given
        start(PersistedQueries.of("operations.json", MANIFEST, false));

        // Then
        assertFailure(get("extensions", "{\"persistedQuery\":{\"id\":\"make\"}}"), 405, "BAD_REQUEST", OLD);
    }

    @Test
    void servesTheListAndOtherOperations() throws Exception {
        // Given
        start(PersistedQueries.of("operations.json", MANIFEST, false));

        // Then
        assertThat(post(OLD, "{" + persisted("who") + "}").body()).isEqualTo(ANSWER);
        assertThat(post(OLD, "{\"extensions\":{\"persistedQuery\":{\"id\":\"who\"}}}")
                        .body())
                .isEqualTo(ANSWER);
        assertThat(post(OLD, "{\"query\":\"{ a: __typename }\"}").body()).contains("\"a\"");
    }

    @Test
    void servesOnlyTheList() throws Exception {
        // Given
        start(PersistedQueries.of("operations.json", MANIFEST, true));
        String other = "{ a: __typename }";

        // Then
        assertThat(post(OLD, "{" + persisted("who") + "}").body()).isEqualTo(ANSWER);
        assertThat(post(OLD, "{\"query\":\"" + QUERY + "\"}").body()).isEqualTo(ANSWER);
        assertFailure(post(NEW, "{\"query\":\"" + other + "\"}"), 400, "PERSISTED_QUERY_NOT_IN_LIST", NEW);
        assertFailure(post(NEW, "{" + persisted("nope") + "}"), 400, "PERSISTED_QUERY_NOT_IN_LIST", NEW);
        assertFailure(
                post(NEW, "{\"query\":\"" + other + "\"," + persisted(hash(other)) + "}"),
                400,
                "PERSISTED_QUERY_NOT_IN_LIST",
                NEW);
        assertFailure(
                post(NEW, "{\"query\":\"" + other + "\"," + persisted("who") + "}"),
                400,
                "PERSISTED_QUERY_NOT_IN_LIST",
                NEW);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"format" | operations.json:1: | invalid JSON
            [ | operations.json:1: | wrong type
            {} | operations.json:1: | missing
            {"format":"relay","version":1,"operations":[]} | operations.json:1: | format
            {"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"a"}]} | operations.json:1: | operations
            """)
    void reportsTheLocationOfAManifestsError(String text, String location, String problem) {
        assertThatThrownBy(() -> PersistedQueries.of("operations.json", text, false))
                .isInstanceOf(ManifestException.class)
                .hasMessageStartingWith(location)
                .hasMessageContainingAll(problem, "generate it again")
                .hasMessageNotContainingAny("\n", "io.howdah");
    }

    @ParameterizedTest
    @ValueSource(strings = {"query {", ""})
    void reportsTheInvalidOperationOfAManifest(String body) {
        assertThatThrownBy(() -> PersistedQueries.of(
                        "operations.json", MANIFEST.replace("mutation Make { __typename }", body), false))
                .isInstanceOf(ManifestException.class)
                .hasMessageStartingWith("operations.json:6: the body of operation make is not GraphQL; ");
    }

    @Test
    void reportsADuplicateId() {
        assertThatThrownBy(() -> PersistedQueries.of("operations.json", MANIFEST.replace("make", "who"), false))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("duplicate id who");
    }

    private void start(PersistedQueries persisted) throws Exception {
        server = new GraphQlServer(new TestMongo(), TestLimits.operations(2, 10, Duration.ofSeconds(10)), persisted);
    }

    private static String persisted(String hash) {
        return "\"extensions\":{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"" + hash + "\"}}";
    }

    private static String hash(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private HttpResponse<String> post(String accept, String body) throws Exception {
        return server.send(HttpRequest.newBuilder(server.uri(""))
                .header("Accept", accept)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String name, String value) throws Exception {
        return server.send(HttpRequest.newBuilder(
                server.uri("?" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8))));
    }
}
