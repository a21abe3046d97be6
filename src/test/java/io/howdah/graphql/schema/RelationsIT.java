package io.howdah.graphql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.graphql.Caller;
import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.TestMongo;
import io.howdah.graphql.execution.GraphQlEngine;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.security.Principal;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests relations and views, and which fields a principal may read, filter and sort by. */
class RelationsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ReadModels MODELS = ReadModels.load(List.of(
            new SdlSource("graphql/rides.graphqls", """
                    type Ride @readModel(collection: "rides", key: "id") {
                      id: ID!
                      riderId: ID! @owner
                      driverId: ID @stored
                      guides: [ID!]
                      state: String @filterable @sortable
                      fare: Int @filterable @sortable @readers(roles: ["billing"])
                      note: String
                      driver: Driver @relation(model: "Driver", from: "driverId", to: "id")
                      guidedBy: [Driver!]! @relation(model: "Driver", from: "guides", to: "id")
                      refunds: [Refund!] @relation(model: "Refund", from: "fare", to: "amount")
                    }
                    type Driver @readModel(collection: "drivers", key: "id") @public {
                      id: ID!
                      name: String!
                      vehicle: Vehicle
                      rides: [Ride!]! @relation(model: "Ride", from: "id", to: "driverId")
                      secret: Ride @relation(model: "Ride", from: "id", to: "driverId") @readers(roles: ["boss"])
                    }
                    interface Vehicle { plate: String! }
                    type Car implements Vehicle { plate: String! seats: Int }
                    type Bike implements Vehicle { plate: String! electric: Boolean }
                    type Refund @readModel(collection: "refunds", key: "id") @readers(roles: ["billing"]) {
                      id: ID! amount: Int
                    }
                    """),
            new SdlSource("graphql/mobile/cards.graphqls", """
                    type RideCard @view(of: "Ride") { id: ID! state: String driver: DriverCard }
                    type DriverCard @view(of: "Driver") { name: String }
                    type Fare @view(of: "Ride") { id: ID fare: Int }
                    """, "mobile")));

    private static TestMongo mongo;
    private static GraphQlEngine engine;

    @BeforeAll
    static void start() {
        mongo = new TestMongo();
        engine = mongo.engine(MODELS);
        for (int i = 0; i < 60; i++) {
            store(
                    "Ride",
                    new Document("id", "r%02d".formatted(i))
                            .append("riderId", i % 3 == 2 ? "bob" : "alice")
                            .append("driverId", i % 10 == 9 ? null : "d" + i % 7)
                            .append("guides", List.of("d1", "d" + i % 7, "gone"))
                            .append("state", i % 2 == 0 ? "NEAR" : "FAR")
                            .append("fare", i));
        }
        for (int i = 0; i < 6; i++) {
            store(
                    "Driver",
                    new Document("id", "d" + i)
                            .append("name", "Driver " + i)
                            .append(
                                    "vehicle",
                                    i % 2 == 0
                                            ? Map.of("__typename", "Car", "plate", "C" + i, "seats", 4)
                                            : Map.of("__typename", "Bike", "plate", "B" + i, "electric", true)));
        }
        store("Refund", new Document("id", "f1").append("amount", 3));
    }

    @AfterAll
    static void stop() {
        mongo.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 20, 40})
    void pageWithRelationsCostsTwoCommandsWhateverItsSize(int size) {
        // Given
        mongo.commands();

        // When
        JsonNode page = ask("alice", "{ rides(first: " + size + ") { nodes { id driver { name } } } }");

        // Then
        assertThat(page.at("/data/rides/nodes")).hasSize(size);
        assertThat(mongo.commands()).extracting(BsonDocument::getFirstKey).containsExactly("find", "find");
        page.at("/data/rides/nodes").forEach(ride -> {
            int number = Integer.parseInt(ride.path("id").asText().substring(1));
            boolean has = number % 10 != 9 && number % 7 != 6;
            assertThat(ride.path("driver").toString())
                    .isEqualTo(has ? "{\"name\":\"Driver " + number % 7 + "\"}" : "null");
        });
    }

    @Test
    void relationsOfRelationsCostOneCommandForEachLevel() {
        // Given
        mongo.commands();

        // When
        JsonNode page = ask("alice", """
                { rides(first: 20) { nodes { driver { rides(first: 3) { id driver { name } } } } edges { node { driver { name } } } totalCount } }
                """);

        // Then
        assertThat(page.has("errors")).as("%s", page).isFalse();
        // The page, its drivers twice because the selections differ, their rides, those rides' drivers, and the count.
        assertThat(mongo.commands())
                .extracting(BsonDocument::getFirstKey)
                .containsExactlyInAnyOrder("find", "find", "find", "find", "aggregate");
        assertThat(page.at("/data/rides/totalCount").asInt()).isEqualTo(40);
    }

    @Test
    void listsShowVisibleDocumentsInTheOrderOfKeys() {
        // When
        JsonNode ofAlice = ask("alice", "{ driver(id: \"d1\") { rides(first: 4) { id } } }");
        JsonNode ofAnonymous = ask("", "{ driver(id: \"d1\") { name rides { id } } ride(id: \"r01\") { id } }");

        // Then
        assertThat(ofAlice.at("/data/driver/rides").toString())
                .isEqualTo("[{\"id\":\"r01\"},{\"id\":\"r15\"},{\"id\":\"r22\"},{\"id\":\"r36\"}]");
        assertThat(ofAnonymous.at("/data").toString())
                .isEqualTo("{\"driver\":{\"name\":\"Driver 1\",\"rides\":[]},\"ride\":null}");
    }

    @Test
    void severalKeysLeadToEachDocumentOnce() {
        JsonNode ride = ask(
                "alice", "{ one: ride(id: \"r01\") { guidedBy { id } } two: ride(id: \"r03\") { guidedBy { id } } }");
        assertThat(ride.at("/data/one/guidedBy").toString()).isEqualTo("[{\"id\":\"d1\"}]");
        assertThat(ride.at("/data/two/guidedBy").toString()).isEqualTo("[{\"id\":\"d1\"},{\"id\":\"d3\"}]");
    }

    @Test
    void interfacesAreResolvedByTheStoredType() {
        JsonNode answer = ask(
                "",
                "{ drivers { nodes { vehicle { __typename plate ... on Car { seats } ... on Bike { electric } } } } }");
        assertThat(answer.at("/data/drivers/nodes/0/vehicle").toString())
                .isEqualTo("{\"__typename\":\"Car\",\"plate\":\"C0\",\"seats\":4}");
        assertThat(answer.at("/data/drivers/nodes/1/vehicle").toString())
                .isEqualTo("{\"__typename\":\"Bike\",\"plate\":\"B1\",\"electric\":true}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { rides(where: {fare: {gt: 3}}) { totalCount } } | You may not filter by fare because you may not read it.
            { rides(where: {not: {or: [{fare: {exists: true}}]}}) { totalCount } } | You may not filter by fare because you may not read it.
            { rides(orderBy: [{field: fare}]) { nodes { id } } } | You may not sort by fare because you may not read it.
            { ride(id: "r00") { fare } } | You may not read this field.
            { ride(id: "r00") { refunds { id } } } | You may not read this field.
            { driver(id: "d1") { secret { id } } } | You may not read this field.
            """)
    void guardsFieldsAgainstReadingFilteringAndOrdering(String query, String message) {
        // When
        JsonNode refused = ask("alice", query);

        // Then
        assertThat(refused.at("/errors/0/message").asText()).as("%s", refused).isEqualTo(message);
        assertThat(refused.at("/errors/0/extensions/code").asText()).isEqualTo("FORBIDDEN");
        assertThat(ask("alice:billing,boss", query).has("errors")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { rideCards(where: {fare: {gt: 3}}) { totalCount } } | GRAPHQL_VALIDATION_FAILED
            { rideCards { nodes { note } } } | GRAPHQL_VALIDATION_FAILED
            { rides { nodes { id } } } | GRAPHQL_VALIDATION_FAILED
            { fares(where: {fare: {gt: 3}}) { totalCount } } | FORBIDDEN
            { fares(orderBy: [{field: fare}]) { nodes { id } } } | FORBIDDEN
            { fare(id: "r00") { fare } } | FORBIDDEN
            """)
    void viewCanDoNothingThatItsModelForbids(String query, String code) {
        assertThat(ask("mobile", "alice", query).at("/errors/0/extensions/code").asText())
                .isEqualTo(code);
    }

    @Test
    void viewShowsWhatItsModelAllows() {
        // When
        JsonNode ofAlice = ask("mobile", "alice", """
                { rideCards(where: {state: {eq: "NEAR"}}, orderBy: [{field: state}], first: 2) { nodes { id driver { name } } totalCount } }
                """);

        // Then
        assertThat(ofAlice.at("/data/rideCards").toString())
                .isEqualTo("{\"nodes\":[{\"id\":\"r00\",\"driver\":{\"name\":\"Driver 0\"}},"
                        + "{\"id\":\"r04\",\"driver\":{\"name\":\"Driver 4\"}}],\"totalCount\":20}");
        assertThat(ask("mobile", "", "{ rideCards { totalCount } }")
                        .at("/data/rideCards/totalCount")
                        .asInt())
                .isZero();
    }

    @Test
    void errorOfAFilterNamesTheClientsField() {
        assertThat(ask("alice", "{ rides(where: {riderId: {eq: 'x'}}) { totalCount } }".replace('\'', '"'))
                        .at("/errors/0/message")
                        .asText())
                .isEqualTo(
                        "Validation error (WrongType@[rides]) : argument 'where' contains a field not in 'RideFilter': 'riderId'");
    }

    @Test
    void cursorsAreValidForTheirListOnly() {
        // Given
        String cursor = ask("alice", "{ rides(first: 1) { pageInfo { endCursor } } }")
                .at("/data/rides/pageInfo/endCursor")
                .asText();

        // Then
        assertThat(after("rides", cursor).has("errors")).isFalse();
        IntStream.range(0, cursor.length()).filter(i -> cursor.charAt(i) != 'A').forEach(i -> {
            String forged = cursor.substring(0, i) + 'A' + cursor.substring(i + 1);
            assertThat(after("rides", forged).at("/errors/0/extensions/code").asText())
                    .as(forged)
                    .isEqualTo("BAD_USER_INPUT");
        });
        for (String other : List.of(
                "drivers",
                "rides(orderBy: [{field: state}],",
                "rides(where: {state: {eq: \"NEAR\"}},",
                "rides(orderBy: [],")) {
            assertThat(after(other, cursor).at("/errors/0/message").asText())
                    .as(other)
                    .isEqualTo(
                            other.equals("rides(orderBy: [],")
                                    ? ""
                                    : "after is not a cursor of this list with this order and filter");
        }
    }

    private static JsonNode after(String list, String cursor) {
        String call = list.contains("(") ? list : list + "(";
        return ask("alice", "{ " + call + " after: \"" + cursor + "\") { nodes { id } } }");
    }

    private static JsonNode ask(String caller, String query) {
        return ask("", caller, query);
    }

    private static JsonNode ask(String frontend, String caller, String query) {
        String[] parts = caller.split(":", -1);
        Principal principal = caller.isEmpty() ? Principal.ANONYMOUS : Principal.of(parts[0]);
        Principal inRoles = parts.length > 1 ? principal.in(Set.of(parts[1].split(",", -1))) : principal;
        return JSON.valueToTree(engine.execute(new GraphQlRequest(query, "", Map.of(), Map.of())
                        .withCaller(new Caller(frontend, inRoles, "", Context.root(), "")))
                .join());
    }

    private static void store(String model, Map<String, ?> fields) {
        mongo.database()
                .getCollection(MODELS.get(model).collection())
                .insertOne(MODELS.get(model).toDocument(fields));
    }
}
