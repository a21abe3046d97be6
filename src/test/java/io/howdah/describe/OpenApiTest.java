package io.howdah.describe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.testing.DescribedAnswers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The OpenAPI document of an SDL that uses every kind of type. */
class OpenApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SDL = """
            "A thing of every kind."
            type Thing @readModel(collection: "things", key: ["shelf", "place"], version: "sequence") @public {
              shelf: ID!
              place: Int!
              sequence: Long! @filterable
              "What it is called."
              name: String @filterable @sortable
              colour: Colour! @filterable
              colours: [Colour!]! @filterable
              weight: Float @filterable
              price: Decimal @filterable
              fragile: Boolean! @filterable
              madeAt: DateTime @filterable @sortable
              notes: [String]
              extra: JSON
              old: String @deprecated(reason: "use name")
              tree: Tree!
              secret: String @stored
              guarded: String @readers(roles: ["support"])
              plains: [Plain!] @relation(model: "Plain", from: "shelf", to: "id")
            }
            enum Colour {
              "Like blood."
              RED
              GREEN
            }
            type Tree {
              name: String!
              first: Tree
              others: [Tree!]!
            }
            type Plain @readModel(collection: "plains", key: "id") @public {
              id: ID!
            }
            extend type Mutation {
              "Paint a thing."
              paint(id: ID!, colour: Colour! = RED, coats: [Coat!]!, at: DateTime, times: Int = 2): Painted! @route(uri: "direct:paint")
              wipe: Boolean @route(uri: "direct:wipe")
            }
            "A coat of paint."
            input Coat {
              "How thick."
              thickness: Float!
              below: Coat
              colour: Colour = GREEN
            }
            type Painted { accepted: Boolean!  by: Tree }
            """;

    static final JsonNode DOCUMENT = new OpenApi(
                    ReadModels.load(List.of(new SdlSource("graphql/things.graphqls", SDL))))
            .describe(new Address("example.org:8443", true));

    private final DescribedAnswers described = new DescribedAnswers(DOCUMENT);

    @Test
    void describesEveryPath() {
        assertThat(names(DOCUMENT.path("paths")))
                .containsExactly(
                        "/api/plains",
                        "/api/plains/changes",
                        "/api/plains/{key}",
                        "/api/things",
                        "/api/things/changes",
                        "/api/things/{key}",
                        "/api/paint",
                        "/api/wipe");
        assertThat(DOCUMENT.at("/servers/0/url").asText()).isEqualTo("https://example.org:8443");
        assertThat(DOCUMENT.findValuesAsText("operationId"))
                .doesNotHaveDuplicates()
                .hasSize(8);
        assertThat(DOCUMENT.toString()).doesNotContain("secret");
    }

    @Test
    void describesEveryParameter() {
        assertThat(parameters("/api/plains", "get"))
                .containsExactly("first", "after", "last", "before", "count", "fields");
        assertThat(parameters("/api/things", "get"))
                .contains("colour", "colour.in", "colours", "colours.containsAny", "weight.gte", "fragile.exists")
                .contains("where", "orderBy", "first", "after", "last", "before", "count", "fields")
                .doesNotContain("colour.gt", "fragile.in", "notes", "guarded");
        assertThat(parameters("/api/things/{key}", "get")).containsExactly("key", "fields", "If-None-Match");
        assertThat(parameters("/api/things/changes", "get")).contains("colour.ne", "where", "since", "snapshot");
        assertThat(parameters("/api/paint", "post")).containsExactly("Idempotency-Key");
    }

    @Test
    void everyReferenceResolves() {
        assertThat(DOCUMENT.findValues("$ref"))
                .hasSizeGreaterThan(50)
                .allSatisfy(reference -> assertThat(
                                DOCUMENT.at(reference.asText().substring(1)).isMissingNode())
                        .as("%s", reference)
                        .isFalse());
    }

    @Test
    void everyExampleMatchesItsSchema() {
        assertThat(DOCUMENT.findValues("example")).hasSizeGreaterThan(20);
        assertThat(described.wrongExamples()).isEmpty();
        // And the check finds an example that does not match
        ObjectNode wrong = DOCUMENT.deepCopy();
        ((ObjectNode) wrong.at("/paths/~1api~1paint/post/requestBody/content/application~1json")).putObject("example");
        assertThat(new DescribedAnswers(wrong).wrongExamples()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            true  | {"id":"1","coats":[]}
            true  | {"id":"1","coats":[{"thickness":1.5,"below":{"thickness":2,"colour":null}}],"colour":"GREEN","times":null}
            false | {"id":"1"}
            false | {"id":"1","coats":[{}]}
            false | {"id":"1","coats":[],"colour":"BLUE"}
            false | {"id":"1","coats":[],"other":1}
            false | {"id":null,"coats":[]}
            """)
    void argumentsAreThoseThatGraphQlAccepts(boolean fits, String body) throws Exception {
        JsonNode schema = DOCUMENT.at("/paths/~1api~1paint/post/requestBody/content/application~1json/schema");
        assertThat(described.errors(schema, JSON.readTree(body)).isEmpty()).isEqualTo(fits);
        assertThat(schema.at("/properties/times/default").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            true  | {}
            true  | {"and":[{"colour":{"in":["RED"]}},{"not":{"weight":{"gt":1}}}],"colours":{"containsAny":["GREEN"]}}
            true  | {"name":{"eq":null},"price":{"lte":"12.50"},"fragile":{"exists":true}}
            false | {"guarded":{"eq":"x"}}
            false | {"colour":{"gt":"RED"}}
            false | {"colour":{"in":null}}
            false | {"or":{}}
            """)
    void filtersAreThoseThatListsAccept(boolean fits, String filter) throws Exception {
        assertThat(described
                        .errors(DOCUMENT.at("/components/schemas/ThingFilter"), JSON.readTree(filter))
                        .isEmpty())
                .isEqualTo(fits);
    }

    private static List<String> parameters(String path, String method) {
        List<String> names = new ArrayList<>();
        DOCUMENT.path("paths")
                .path(path)
                .path(method)
                .path("parameters")
                .forEach(each -> names.add(each.path("name").asText()));
        return names;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
