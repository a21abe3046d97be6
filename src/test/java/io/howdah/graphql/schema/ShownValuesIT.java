package io.howdah.graphql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.RandomItems;
import io.howdah.graphql.TestMongo;
import io.howdah.graphql.execution.GraphQlEngine;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests edge cases of values: nested lists, nulls in lists, decimals as keys, types in any order. */
class ShownValuesIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MANY = 5_001;
    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource("edges.graphqls", """
            type Box { thing: Thing }
            interface Thing { id: ID! }
            type Trip implements Thing @readModel(collection: "trips", key: "id") @public {
              id: ID!
              box: Box
              tags: [String] @filterable
              amounts: [[Decimal!]!]
              stops: [Stop]
              price: Decimal
              names: [ID!]
              crowd: Int
              priced: [Tariff!] @relation(model: "Tariff", from: "price", to: "amount")
              named: [Tariff!] @relation(model: "Tariff", from: "names", to: "name")
              one: Tariff @relation(model: "Tariff", from: "names", to: "name")
              people: [Person!] @relation(model: "Person", from: "crowd", to: "crowd")
              person: Person @relation(model: "Person", from: "crowd", to: "crowd")
            }
            type Stop { name: String n: Int }
            type Tariff @readModel(collection: "tariffs", key: "id") @public { id: ID! amount: Decimal name: ID }
            type Person @readModel(collection: "people", key: "id") @public { id: ID! crowd: Int }
            """)));

    private static TestMongo mongo;
    private static GraphQlEngine engine;

    @BeforeAll
    static void start() {
        mongo = new TestMongo();
        engine = mongo.engine(MODELS);
        store(
                "Trip",
                Map.of(
                        "id", "t1",
                        "tags", Arrays.asList("x", null),
                        "amounts", List.of(List.of("1.50"), List.of()),
                        "stops", Arrays.asList(Map.of("name", "s"), null, Map.of("n", 2)),
                        "price", "12.5",
                        "names", List.of("z", "y"),
                        "crowd", 1));
        store("Trip", Map.of("id", "t2", "crowd", 2));
        store("Tariff", Map.of("id", "1", "amount", "12.50", "name", "y"));
        store("Tariff", Map.of("id", "2", "name", "y"));
        store("Tariff", Map.of("id", "3", "name", "z"));
        List<Document> people = new ArrayList<>();
        IntStream.range(0, MANY)
                .mapToObj(i -> MODELS.get("Person").toDocument(Map.of("id", "p%05d".formatted(i), "crowd", 1)))
                .forEach(people::add);
        people.add(MODELS.get("Person").toDocument(Map.of("id", "q", "crowd", 2)));
        mongo.database().getCollection("people").insertMany(people);
    }

    @AfterAll
    static void stop() {
        mongo.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { trip(id: "t1") { amounts } } | {"trip":{"amounts":[["1.50"],[]]}}
            { trip(id: "t1") { stops { name } } } | {"trip":{"stops":[{"name":"s"},null,{"name":null}]}}
            { trip(id: "t1") { priced { id } } } | {"trip":{"priced":[{"id":"1"}]}}
            { trip(id: "t1") { named { id } } } | {"trip":{"named":[{"id":"3"},{"id":"1"},{"id":"2"}]}}
            { trip(id: "t1") { one { id } } } | {"trip":{"one":{"id":"3"}}}
            { trips(where: {tags: {exists: true}}) { nodes { id } } } | {"trips":{"nodes":[{"id":"t1"}]}}
            { trips(where: {tags: {exists: false}}) { nodes { id } } } | {"trips":{"nodes":[{"id":"t2"}]}}
            { trip(id: "t1") { people(first: 2) { id } } } | {"trip":{"people":[{"id":"p00000"},{"id":"p00001"}]}}
            { trips { nodes { person { id } people(first: 1) { id } } } } | {"trips":{"nodes":[{"person":{"id":"p00000"},"people":[{"id":"p00000"}]},{"person":{"id":"q"},"people":[{"id":"q"}]}]}}
            { trips(first: 1, before: null, after: null) { pageInfo { hasNextPage hasPreviousPage } } } | {"trips":{"pageInfo":{"hasNextPage":true,"hasPreviousPage":false}}}
            """)
    void valuesAreShownAsStored(String query, String data) throws Exception {
        JsonNode response = ask(query);
        assertThat(response.has("errors")).as("%s", response).isFalse();
        assertThat(response.path("data")).isEqualTo(JSON.readTree(data));
    }

    @Test
    void pageBetweenTwoCursorsReportsMoreOnBothSides() {
        // Given
        JsonNode all = ask("{ tariffs { edges { cursor } } }").at("/data/tariffs/edges");
        String first = all.at("/0/cursor").asText();
        String last = all.at("/2/cursor").asText();

        // When
        JsonNode between = ask("{ tariffs(after: \"" + first + "\", before: \"" + last
                        + "\") { nodes { id } pageInfo { hasNextPage hasPreviousPage } } }")
                .at("/data/tariffs");

        // Then
        assertThat(between.toString())
                .isEqualTo("{\"nodes\":[{\"id\":\"2\"}],\"pageInfo\":{\"hasNextPage\":true,\"hasPreviousPage\":true}}");
    }

    @Test
    void unpairedSurrogateIsRejectedInAFilter() {
        // When
        Map<String, Object> result = mongo.engine(RandomItems.MODELS)
                .execute(new GraphQlRequest(
                        "query($c: String) { items(where: {s: {contains: $c}}) { totalCount } }",
                        "",
                        Map.of("c", "\uD800"),
                        Map.of()))
                .join();

        // Then
        assertThat(result.get("errors").toString()).contains("BAD_USER_INPUT", "unpaired surrogates");
    }

    private static JsonNode ask(String query) {
        return JSON.valueToTree(engine.execute(new GraphQlRequest(query, "", Map.of(), Map.of()))
                .join());
    }

    private static void store(String model, Map<String, ?> fields) {
        mongo.database()
                .getCollection(MODELS.get(model).collection())
                .insertOne(MODELS.get(model).toDocument(fields));
    }
}
