package io.howdah.describe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.push.channel.NotifyRoute;
import io.howdah.testing.DescribedEvents;
import io.howdah.testing.Docs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** The AsyncAPI document of an SDL that uses every kind of type. */
class AsyncApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SDL = """
            "A thing of every kind."
            type Thing @readModel(collection: "things", key: ["shelf", "place"], version: "sequence") @public {
              shelf: ID!
              place: Int!
              sequence: Long! @filterable
              "What it is called."
              name: String @filterable
              colour: Colour! @filterable
              colours: [Colour!]! @filterable
              weight: Float @filterable
              price: Decimal @filterable
              fragile: Boolean! @filterable
              madeOn: Date @filterable
              madeAt: DateTime @filterable
              notes: [String]
              extra: JSON
              more: JSON!
              old: String @deprecated(reason: "use name")
              maker: Maker
              tree: Tree!
              secret: String @stored
            }

            enum Colour {
              "Like blood."
              RED
              GREEN
            }

            "Who made it."
            type Maker {
              id: ID!
              "Where they live."
              town: Colour
            }

            type Tree {
              name: String!
              first: Tree
              others: [Tree!]!
            }

            type Plain @readModel(collection: "plains", key: "id") @public {
              id: ID!
            }
            """;

    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource("graphql/things.graphqls", SDL)));

    private static final List<NotifyRoute> ROUTES = List.of(
            new NotifyRoute("things-notify", "Thing", "things", "direct:as-is", false, false),
            new NotifyRoute("short-notify", "Thing", "short", "direct:short-frame", false, false),
            new NotifyRoute("plain-notify", "Plain", "plain~things", "direct:as-is", false, false));

    static final JsonNode DOCUMENT = new AsyncApi(MODELS, () -> ROUTES).describe(new Address("example.org:8443", true));

    private final DescribedEvents events = new DescribedEvents(DOCUMENT, "things");

    @Test
    void channelsAreAtTheirPathsOnBothServers() {
        assertThat(names(DOCUMENT.path("channels"))).containsExactly("plain~things", "short", "things");
        assertThat(DOCUMENT.at("/channels/things/address").asText()).isEqualTo("/notifications/things");
        assertThat(DOCUMENT.at("/servers/websocket/protocol").asText()).isEqualTo("wss");
        assertThat(DOCUMENT.at("/servers/sse/protocol").asText()).isEqualTo("https");
        assertThat(DOCUMENT.at("/servers/sse/host").asText()).isEqualTo("example.org:8443");
    }

    @Test
    void everyReferenceResolves() {
        List<JsonNode> references = DOCUMENT.findValues("$ref");
        assertThat(references)
                .hasSizeGreaterThan(50)
                .allSatisfy(reference -> assertThat(
                                DOCUMENT.at(reference.asText().substring(1)).isMissingNode())
                        .as("%s", reference)
                        .isFalse());
    }

    @Test
    void everyMessageHasAMatchingExample() {
        for (NotifyRoute route : ROUTES) {
            DescribedEvents described = new DescribedEvents(DOCUMENT, route.channel());
            assertThat(described.messages()).hasSize(11).allSatisfy(message -> {
                JsonNode example = message.at("/examples/0/payload");
                assertThat(example.path("type")).isEqualTo(message.path("name"));
                assertThat(described.problems(example)).isEmpty();
            });
        }
    }

    @Test
    void dataOfAnEventMatchesItsSchema() {
        // Given
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("shelf", "s");
        value.put("place", 2_000_000_000);
        value.put("sequence", Long.MAX_VALUE);
        value.put("colour", "RED");
        value.put("colours", List.of("GREEN", "RED"));
        value.put("weight", 0.1);
        value.put("price", "-0.0000001");
        value.put("fragile", false);
        value.put("madeOn", "2026-02-28");
        value.put("madeAt", "2026-02-28T12:00:00+01:00");
        value.put("notes", new ArrayList<>(List.of("one", "two")));
        value.put("extra", List.of(1, "two", Map.of("three", 3)));
        value.put("more", "text");
        value.put("tree", Map.of("name", "root", "others", List.of(Map.of("name", "leaf", "others", List.of()))));
        Document stored = MODELS.get("Thing").toDocument(value);

        // When
        JsonNode data = JSON.valueToTree(MODELS.get("Thing").toData(stored));

        // Then
        assertThat(errors("Thing", data)).isEmpty();
        assertThat(data.has("secret")).isFalse();
        for (String change : List.of("colour", "colours", "fragile", "tree", "madeAt", "price")) {
            assertThat(errors("Thing", without(data, change)))
                    .as("without %s", change)
                    .isNotEmpty();
            assertThat(errors("Thing.partial", without(data, change)))
                    .as("partial without %s", change)
                    .isEmpty();
            ObjectNode wrong = data.deepCopy();
            wrong.putObject(change);
            assertThat(errors("Thing", wrong)).as("%s is an object", change).isNotEmpty();
        }
        for (String nullable : List.of("name", "weight", "price", "madeOn", "notes", "maker", "extra")) {
            ObjectNode none = data.deepCopy();
            assertThat(errors("Thing", none.putNull(nullable)))
                    .as("no %s", nullable)
                    .isEmpty();
        }
        ObjectNode none = data.deepCopy();
        assertThat(errors("Thing", none.putNull("colour"))).isNotEmpty();
        assertThat(errors("Thing", none.put("colour", "BLUE"))).isNotEmpty();
        assertThat(errors("Thing", none.put("colour", "RED").put("madeAt", "yesterday")))
                .isNotEmpty();
    }

    @Test
    void descriptionsComeFromTheSdl() {
        assertThat(schema("/Thing/description").asText()).isEqualTo("A thing of every kind.");
        assertThat(schema("/Thing/properties/name/description").asText()).isEqualTo("What it is called.");
        assertThat(schema("/Colour/description").asText()).isEqualTo("- RED: Like blood.");
        assertThat(schema("/Maker/properties/town/description").asText()).isEqualTo("Where they live.");
        assertThat(schema("/Decimal/description").asText()).contains("12.50");
        assertThat(schema("/Thing/properties/old/deprecated").asBoolean()).isTrue();
        assertThat(DOCUMENT.at("/channels/things/description").asText()).isEqualTo("A thing of every kind.");
        assertThat(schema("/Thing/properties/secret").isMissingNode()).isTrue();
    }

    @Test
    void parametersOfAChannelAreItsFiltersAndTheCommonOnes() {
        JsonNode websocket = DOCUMENT.at("/channels/things/bindings/ws/query/properties");
        assertThat(names(websocket))
                .containsExactly(
                        "sequence",
                        "name",
                        "colour",
                        "colours",
                        "weight",
                        "price",
                        "fragile",
                        "madeOn",
                        "madeAt",
                        "since",
                        "snapshot");
        assertThat(websocket.at("/colours/allOf/0/$ref").asText()).isEqualTo("#/components/schemas/Colour");
        assertThat(websocket.at("/fragile/type").asText()).isEqualTo("boolean");
        assertThat(DOCUMENT.at("/operations/receive-things/bindings/http/query/properties"))
                .isEqualTo(websocket);
    }

    @Test
    void eventTypesAreThoseOfTheProtocol() {
        // Given the table of control events in docs/protocol.md, and the four types of changes
        List<String> documented = new ArrayList<>(Pattern.compile("(?m)^\\| `(io\\.howdah\\.[a-z.]+)` \\|")
                .matcher(Docs.text("docs/protocol.md"))
                .results()
                .map(match -> match.group(1))
                .toList());
        List.of("created", "updated", "deleted", "left").forEach(what -> documented.add("io.howdah.things." + what));

        // Then
        assertThat(events.messages())
                .extracting(message -> message.path("name").asText())
                .containsExactlyInAnyOrderElementsOf(documented);
    }

    private List<String> errors(String schema, JsonNode value) {
        return events.errors(schema("/" + schema), value);
    }

    private static JsonNode schema(String pointer) {
        return DOCUMENT.at("/components/schemas" + pointer);
    }

    private static JsonNode without(JsonNode data, String field) {
        ObjectNode rest = data.deepCopy();
        rest.remove(field);
        return rest;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
