package io.howdah.graphql.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import graphql.GraphqlErrorBuilder;
import graphql.execution.ResultPath;
import io.howdah.graphql.Errors;
import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.IdempotencyKey;
import io.howdah.graphql.MediaType;
import io.howdah.graphql.TestMongo;
import io.howdah.graphql.execution.GraphQlEngine;
import io.howdah.graphql.execution.RequestReader;
import io.howdah.http.Accept;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.testing.LinearTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that parsing of clients' input takes linear time. */
class GraphQlLinearTimeIT {

    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource("test.graphqls", """
            enum Kind { A B }
            type Item @readModel(collection: "items", key: "id") @public {
              id: ID!
              kind: Kind @filterable
              text: String @filterable
              number: Long @filterable
              decimal: Decimal @filterable
              time: DateTime @filterable
            }
            """)));

    private final LinearTime time = LinearTime.ofThisThread();

    @Test
    void headers() {
        time.check(
                "Accept",
                text -> MediaType.accepted(Accept.of(text)),
                "application/json",
                ";q=0.1",
                ",",
                "*/*",
                "; ",
                "q=");
        time.check(
                "Accept for events",
                text -> MediaType.wantsEvents(Accept.of(text)),
                "text/event-stream",
                ";q=1",
                ",",
                "a/b;");
        time.check("Content-Type", MediaType::isJson, "application/json", ";charset=utf-8", "; ", "\"");
        time.check("Idempotency-Key", value -> IdempotencyKey.of("a", value, ResultPath.rootPath()), "a", " ");
        time.check("a path", GraphQlHttp::frontend, "/graphql", "/", "graphql", "/a");
    }

    @Test
    void messagesThatQuoteTheClient() {
        time.check(
                "a message",
                text -> Errors.shorten(
                        GraphqlErrorBuilder.newError().message("%s", text).build()),
                " with value 'ab",
                " with value '",
                "' ",
                ", but it was a 'String'",
                " but it was an '",
                "'");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
                    Expected a number, but it was a 'String'                     | Expected a number
                    Expected a number but it was an 'Integer'                    | Expected a number
                    Expected a number, but it was an 'Integer' here              | Expected a number, but it was an 'Integer' here
                    argument 'a' with value 'Text{x='1'}' is not a valid 'Int'   | argument 'a' is not a valid 'Int'
                    a with value 'b' and with value 'c' is wrong                 | a is wrong
                    a with value 'b'                                             | a with value 'b'
                    a with value ' b                                             | a with value ' b
                    """)
    void messagesAreShortened(String message, String shown) {
        assertThat(Errors.shorten(GraphqlErrorBuilder.newError()
                                .message("%s", message)
                                .build())
                        .getMessage())
                .isEqualTo(shown);
    }

    @Test
    void requests() {
        time.check("a URL's query", RequestReader::get, "query=", "variables=", "{", "&", "%7B", "+");
        time.check(
                "a body",
                text -> RequestReader.post(text.getBytes(UTF_8)),
                "{\"query\":\"",
                "\"variables\":{",
                "\\u0041",
                "[",
                "1e1,");
    }

    @Test
    void variablesAndDocuments() {
        LinearTime all = LinearTime.ofAllThreads();
        try (TestMongo mongo = new TestMongo()) {
            GraphQlEngine engine = mongo.engine(MODELS);
            Map.of(
                            "Kind",
                            " with value 'ab",
                            "Int",
                            "but it was a 'String'",
                            "ItemFilter",
                            "{a:",
                            "DateTime",
                            "2026-01-01T")
                    .forEach((type, piece) -> all.check(
                            "a variable of type " + type,
                            text -> engine.execute(new GraphQlRequest(query(type), "", Map.of("x", text), Map.of()))
                                    .get(),
                            piece));
            all.check(
                    "a document",
                    text -> engine.execute(new GraphQlRequest(text, "", Map.of(), Map.of()))
                            .get(),
                    "{ items ",
                    "\"\"\"",
                    "#",
                    "{ items(where: {text: {eq: \"",
                    " with value 'ab",
                    "$a: Int ",
                    "{a:");
        }
    }

    private static String query(String type) {
        return "query ($x: %s) { items(where: {kind: {eq: $x}}) { nodes { id } } }".formatted(type);
    }
}
