package io.howdah.graphql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.TestMongo;
import io.howdah.graphql.execution.GraphQlEngine;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests lists of external collections: keys of several types, numbers of several types and composite keys. */
class ExternalListsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource("external.graphqls", """
            type Item @readModel(collection: "items", key: "id", external: true) @public {
              id: ID! @filterable
              price: Decimal @filterable @sortable
            }
            type Seat @readModel(collection: "seats", key: ["hall", "number"], external: true) @public {
              hall: String! @filterable @sortable
              number: Int! @filterable @sortable
              taken: Boolean
            }
            """)));

    private static TestMongo mongo;
    private static GraphQlEngine engine;

    @BeforeAll
    static void start() {
        mongo = new TestMongo();
        engine = mongo.engine(MODELS);
        List<Object> ids = List.of(
                3,
                20L,
                100,
                "a",
                "b",
                new Document("k", 1),
                new ObjectId("656f1c2b9d3e4a0012345678"),
                new ObjectId("656f1c2b9d3e4a0012345679"));
        List<Object> prices = new ArrayList<>(List.of(1, 2.5, 7L, new Decimal128(4), 3, 0.5, 9));
        prices.add(null);
        for (int i = 0; i < ids.size(); i++) {
            mongo.database()
                    .getCollection("items")
                    .insertOne(new Document("_id", ids.get(i)).append("price", prices.get(i)));
        }
        for (int i = 0; i < 12; i++) {
            mongo.database()
                    .getCollection("seats")
                    .insertOne(new Document("_id", new Document("hall", "H" + i % 3).append("number", i / 3))
                            .append("taken", i % 2 == 0));
        }
    }

    @AfterAll
    static void stop() {
        mongo.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            first | [] | 3 20 100 a b {"k": 1} 656f1c2b9d3e4a0012345678 656f1c2b9d3e4a0012345679
            last | [] | 3 20 100 a b {"k": 1} 656f1c2b9d3e4a0012345678 656f1c2b9d3e4a0012345679
            first | [{field: price}] | 656f1c2b9d3e4a0012345679 {"k": 1} 3 20 b a 100 656f1c2b9d3e4a0012345678
            first | [{field: price, direction: DESC}] | 656f1c2b9d3e4a0012345678 100 a b 20 3 {"k": 1} 656f1c2b9d3e4a0012345679
            last | [{field: price, direction: DESC}] | 656f1c2b9d3e4a0012345678 100 a b 20 3 {"k": 1} 656f1c2b9d3e4a0012345679
            """)
    void walkMeetsEachKeyOnceWhateverItsType(String direction, String orderBy, String expected) {
        for (int size = 1; size <= 9; size++) {
            assertThat(walk("items", "id", direction, orderBy, size))
                    .as("pages of %d", size)
                    .containsExactly(expected.replace("{\"k\": 1}", "{\"k\":1}").split(" "));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [] | H0 H0 H0 H0 H1 H1 H1 H1 H2 H2 H2 H2
            [{field: number}, {field: hall, direction: DESC}] | H2 H1 H0 H2 H1 H0 H2 H1 H0 H2 H1 H0
            """)
    void walkFollowsTheFieldsOfACompositeKey(String orderBy, String expected) {
        for (int size = 1; size <= 12; size++) {
            assertThat(walk("seats", "hall", "first", orderBy, size))
                    .as("pages of %d", size)
                    .containsExactly(expected.split(" "));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            items(where: {id: {in: ["20", "656f1c2b9d3e4a0012345678", "a"]}}) | 3
            items(where: {id: {ne: "20"}}) | 7
            items(where: {price: {gte: "2.5"}}) | 5
            items(where: {price: {eq: "2.5"}}) | 1
            items(where: {price: {exists: false}}) | 1
            seats(where: {hall: {eq: "H1"}, number: {gt: 1}}) | 2
            """)
    void filtersFindValuesOfEachType(String list, int count) {
        JsonNode response = ask("{ list: " + list + " { totalCount } }", Map.of());
        assertThat(response.at("/data/list/totalCount").asInt(-1))
                .as("%s", response)
                .isEqualTo(count);
    }

    private static List<String> walk(String list, String field, String direction, String orderBy, int size) {
        boolean forward = direction.equals("first");
        String query = "query($n: Int, $c: String) { " + list + "(orderBy: " + orderBy + ", " + direction + ": $n, "
                + (forward ? "after" : "before") + ": $c) { nodes { " + field
                + " } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
        List<String> walked = new ArrayList<>();
        String cursor = null;
        JsonNode info;
        do {
            Map<String, Object> variables = new HashMap<>(Map.of("n", size));
            variables.put("c", cursor);
            JsonNode response = ask(query, variables);
            assertThat(response.has("errors")).as("%s", response).isFalse();
            JsonNode page = response.at("/data/" + list);
            List<String> nodes = new ArrayList<>();
            page.path("nodes")
                    .forEach(node -> nodes.add(node.path(field).asText().replace(" ", "")));
            walked.addAll(forward ? walked.size() : 0, nodes);
            info = page.path("pageInfo");
            cursor = info.path(forward ? "endCursor" : "startCursor").asText();
        } while (info.path(forward ? "hasNextPage" : "hasPreviousPage").asBoolean());
        return walked;
    }

    private static JsonNode ask(String query, Map<String, Object> variables) {
        return JSON.valueToTree(engine.execute(new GraphQlRequest(query, "", variables, Map.of()))
                .join());
    }
}
