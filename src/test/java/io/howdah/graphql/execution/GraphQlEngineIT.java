package io.howdah.graphql.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import graphql.ExecutionInput;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.schema.idl.SchemaPrinter;
import io.howdah.graphql.Caller;
import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.TestLimits;
import io.howdah.graphql.TestMongo;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.security.Principal;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphQlEngineIT {

    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource("test.graphqls", """
            enum RideStatus { REQUESTED NEAR }
            type Place { name: String!, lat: Float }
            type Secret { x: Int }
            "A ride."
            type Ride @readModel(collection: "rides", key: "id", version: "sequence") {
              id: ID!
              sequence: Long!
              riderId: ID! @owner
              driverId: ID @stored
              secret: Secret @stored
              status: RideStatus! @filterable
              from: Place
              fare: Decimal
              updatedAt: DateTime @sortable
              old: Int @deprecated(reason: "use sequence")
            }
            type Flight @readModel(collection: "flights", key: ["carrier", "number"]) @public {
              carrier: String!
              number: Long!
              day: Date
            }
            """)));

    private static TestMongo mongo;
    private static GraphQlEngine engine;

    @BeforeAll
    static void start() {
        mongo = new TestMongo();
        engine = mongo.engine(MODELS);
        store(
                "Ride",
                ride("r1").append("from", Map.of("name", "Home", "lat", 1.5)).append("fare", "12.50"));
        store("Ride", ride("r3"));
        store("Ride", ride("r2").append("updatedAt", "2026-01-01T02:00:00+02:00"));
        Document tombstone = document("Ride", ride("r0")).append("_h", new Document("del", true));
        collection("Ride").insertOne(tombstone);
        store("Flight", Map.of("carrier", "LH", "number", 9007199254740993L, "day", "2026-01-01"));
        // A value that the current SDL doesn't allow.
        mongo.database()
                .getCollection("flights")
                .insertOne(new Document("_id", new Document("carrier", "XX").append("number", 1L))
                        .append("carrier", "XX")
                        .append("number", "many"));
    }

    @AfterAll
    static void stop() {
        mongo.close();
    }

    @Test
    void generatesTheSchemaOfTheReadModels() {
        // When
        String schema = new SchemaPrinter(SchemaPrinter.Options.defaultOptions()
                        .includeDirectiveDefinitions(false)
                        .includeDirectives("deprecated"::equals)
                        .descriptionsAsHashComments(true))
                .print(mongo.schema(MODELS));

        // Then
        assertThat(schema.replaceAll("(?m)^ *#.*\n", "")).isEqualToIgnoringWhitespace("""
                type Flight {
                  carrier: String!
                  day: Date
                  number: Long!
                }

                type FlightChange {
                  cursor: Cursor
                  key: ID
                  node: Flight
                  operation: ChangeOperation!
                  recovered: Boolean
                  version: Long
                }

                type FlightConnection {
                  edges: [FlightEdge!]!
                  nodes: [Flight!]!
                  pageInfo: PageInfo!
                  totalCount: Int!
                }

                type FlightEdge {
                  cursor: String!
                  node: Flight!
                }

                type PageInfo {
                  endCursor: String
                  hasNextPage: Boolean!
                  hasPreviousPage: Boolean!
                  startCursor: String
                }

                type Place {
                  lat: Float
                  name: String!
                }

                type Query {
                  flight(carrier: String!, number: Long!): Flight
                  flights(
                    after: String,
                    before: String,
                    first: Int,
                    last: Int
                  ): FlightConnection!
                  ride(id: ID!): Ride
                  rides(
                    after: String,
                    before: String,
                    first: Int,
                    last: Int,
                    orderBy: [RideOrder!],
                    where: RideFilter
                  ): RideConnection!
                }

                type Ride {
                  fare: Decimal
                  from: Place
                  id: ID!
                  old: Int @deprecated(reason : "use sequence")
                  riderId: ID!
                  sequence: Long!
                  status: RideStatus!
                  updatedAt: DateTime
                }

                type RideChange {
                  cursor: Cursor
                  key: ID
                  node: Ride
                  operation: ChangeOperation!
                  recovered: Boolean
                  version: Long
                }

                type RideConnection {
                  edges: [RideEdge!]!
                  nodes: [Ride!]!
                  pageInfo: PageInfo!
                  totalCount: Int!
                }

                type RideEdge {
                  cursor: String!
                  node: Ride!
                }

                type Subscription {
                  flightChanged(since: Cursor, snapshot: Boolean = false): FlightChange!
                  rideChanged(since: Cursor, snapshot: Boolean = false, where: RideFilter): RideChange!
                }

                enum ChangeOperation {
                  CREATED
                  DELETED
                  LEFT
                  POSITION
                  READY
                  RESYNC
                  SNAPSHOT
                  SNAPSHOT_END
                  UPDATED
                }

                enum OrderDirection {
                  ASC
                  DESC
                }

                enum RideOrderField {
                  updatedAt
                }

                enum RideStatus {
                  NEAR
                  REQUESTED
                }

                scalar Cursor

                scalar Date

                scalar DateTime

                scalar Decimal

                scalar Long

                input RideFilter {
                  and: [RideFilter!]
                  not: RideFilter
                  or: [RideFilter!]
                  status: RideStatusCondition
                }

                input RideOrder {
                  direction: OrderDirection! = ASC
                  field: RideOrderField!
                }

                input RideStatusCondition {
                  eq: RideStatus
                  exists: Boolean
                  in: [RideStatus!]
                  ne: RideStatus
                }
                """);
        assertThat(schema).contains("A ride.", "RFC 3339").doesNotContain("secret", "Secret", "driverId", "readModel");
    }

    @Test
    void findsADocumentByItsKey() {
        // When
        Map<String, Object> result = execute("{ ride(id: \"r1\") { __typename key: id from { lat } fare updatedAt } }");

        // Then
        assertThat(result)
                .isEqualTo(Map.of(
                        "data",
                        Map.of(
                                "ride",
                                new Document("__typename", "Ride")
                                        .append("key", "r1")
                                        .append("from", Map.of("lat", 1.5))
                                        .append("fare", "12.50")
                                        .append("updatedAt", null))));
    }

    @Test
    void findsADocumentByACompositeKeyGivenAsVariables() {
        // When
        Map<String, Object> result = execute(
                "query($n: Long!) { flight(carrier: \"LH\", number: $n) { number day } }",
                Map.of("n", "9007199254740993"));

        // Then
        assertThat(result)
                .isEqualTo(Map.of("data", Map.of("flight", Map.of("number", 9007199254740993L, "day", "2026-01-01"))));
    }

    @ParameterizedTest
    @CsvSource({"nope", "r0"})
    void findsNothingForAnUnknownKeyOrATombstone(String id) {
        assertThat(execute("{ ride(id: \"" + id + "\") { id } }"))
                .isEqualTo(Map.of("data", new Document("ride", null)));
    }

    @Test
    void listsDocumentsInTheOrderOfTheirKeysWithoutTombstones() {
        // When
        Map<String, Object> result =
                execute("{ rides { nodes { id updatedAt } edges { node { id status } } pageInfo { hasNextPage } } }");

        // Then
        assertThat(result)
                .isEqualTo(Map.of(
                        "data",
                        Map.of(
                                "rides",
                                Map.of(
                                        "nodes",
                                                List.of(
                                                        new Document("id", "r1").append("updatedAt", null),
                                                        Map.of("id", "r2", "updatedAt", "2026-01-01T00:00:00.000Z"),
                                                        new Document("id", "r3").append("updatedAt", null)),
                                        "edges",
                                                IntStream.rangeClosed(1, 3)
                                                        .mapToObj(i ->
                                                                Map.of("node", Map.of("id", "r" + i, "status", "NEAR")))
                                                        .toList(),
                                        "pageInfo", Map.of("hasNextPage", false)))));
    }

    @ParameterizedTest
    @CsvSource({"0,0,true", "2,2,true", "3,3,false", "100,3,false", "null,3,false"})
    void limitsTheListAndReportsWhetherThereIsMore(String first, int size, boolean more) {
        // When
        Map<String, Object> result =
                execute("{ rides(first: " + first + ") { nodes { id } pageInfo { hasNextPage } } }");

        // Then
        assertThat(result)
                .extracting("data.rides.nodes")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(size);
        assertThat(result).extracting("data.rides.pageInfo.hasNextPage").isEqualTo(more);
    }

    @ParameterizedTest
    @CsvSource({"-1", "101"})
    void refusesAListThatIsTooLong(int first) {
        // When
        Map<String, Object> result = execute("{ rides(first: " + first + ") { nodes { id } } }");

        // Then
        assertThat(result.get("errors"))
                .isEqualTo(List.of(Map.of(
                        "message", "first=" + first + " must be from 0 to 100",
                        "path", List.of("rides"),
                        "locations", List.of(Map.of("line", 1, "column", 3)),
                        "extensions", Map.of("code", "BAD_USER_INPUT"))));
        assertThat(result).containsEntry("data", null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { | GRAPHQL_PARSE_FAILED
            { nope } | GRAPHQL_VALIDATION_FAILED
            { ride(id: "r1") { driverId } } | GRAPHQL_VALIDATION_FAILED
            query A { __typename } query B { __typename } | OPERATION_RESOLUTION_FAILURE
            query A($n: Long!) { flight(carrier: "LH", number: $n) { day } } | BAD_USER_INPUT
            { flight(carrier: "LH", number: "x") { day } } | GRAPHQL_VALIDATION_FAILED
            mutation { __typename } | GRAPHQL_VALIDATION_FAILED
            """)
    void reportsACodeAndNoDataIfTheOperationCannotBeExecuted(String query, String code) {
        // When
        Map<String, Object> result = execute(query);

        // Then
        assertThat(result).doesNotContainKey("data");
        assertThat(result)
                .extracting("errors")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .first()
                .extracting("extensions")
                .isEqualTo(Map.of("code", code));
    }

    @Test
    void hidesTheReasonOfAFailure() {
        // When
        Map<String, Object> result = execute("{ flight(carrier: \"XX\", number: 1) { number } }");

        // Then
        assertThat(result)
                .isEqualTo(Map.of(
                        "errors",
                        List.of(Map.of(
                                "message", "This field could not be read.",
                                "path", List.of("flight", "number"),
                                "locations", List.of(Map.of("line", 1, "column", 38)),
                                "extensions", Map.of("code", "INTERNAL_SERVER_ERROR"))),
                        "data",
                        new Document("flight", null)));
    }

    @Test
    void reportsAMissingRequiredValueWithItsOwnMessage() {
        // Given
        collection("Ride")
                .insertOne(new Document("_id", "broken").append("id", "broken").append("riderId", "u1"));

        // When
        Map<String, Object> result = execute("{ ride(id: \"broken\") { status } }");

        // Then
        assertThat(result)
                .extracting("errors")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .first()
                .extracting("message")
                .isEqualTo("A value that the schema requires is missing.");
        collection("Ride").deleteOne(new Document("_id", "broken"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { ride(id: "r1") { __typename n: id from { name } } } | {"_id": 1, "id": 1, "from.name": 1} | 1
            { ride(id: "r1") { from { name __typename } from { lat } } } | {"_id": 1, "from": 1} | 1
            { rides(first: 5) { nodes { id } edges { node { fare id } } } } | {"_id": 1, "id": 1, "fare": 1} | 6
            { rides(first: 2) { pageInfo { hasNextPage } } } | {"_id": 1} | 3
            """)
    void readsOnlySelectedFieldsFromMongoDb(String query, String projection, int limit) {
        // Given
        mongo.commands();

        // When
        execute(query);

        // Then
        assertThat(mongo.commands()).singleElement().satisfies(find -> {
            assertThat(find.get("projection")).isEqualTo(BsonDocument.parse(projection));
            assertThat(find.getInt32("limit").getValue()).isEqualTo(limit);
        });
    }

    @Test
    void parsesADocumentOnce() {
        // Given
        DocumentCache cache = new DocumentCache(new DocumentCheck(mongo.schema(MODELS), TestLimits.DEFAULTS));
        ExecutionInput input =
                ExecutionInput.newExecutionInput("{ __typename }").build();

        // When
        PreparsedDocumentEntry first = cache.getDocumentAsync(input, ignored -> {
                    throw new AssertionError("the cache parses itself");
                })
                .join();

        // Then
        assertThat(cache.getDocumentAsync(input, ignored -> first))
                .isCompletedWithValueMatching(again -> again == first);
    }

    private static Map<String, Object> execute(String query) {
        return execute(query, Map.of());
    }

    private static Map<String, Object> execute(String query, Map<String, Object> variables) {
        return engine.execute(new GraphQlRequest(query, "", variables, Map.of())
                        .withCaller(new Caller("", Principal.of("u1"), "", Context.root(), "")))
                .join();
    }

    private static Document ride(String id) {
        return new Document("id", id)
                .append("sequence", 1)
                .append("riderId", "u1")
                .append("status", "NEAR")
                .append("driverId", "d1");
    }

    private static void store(String model, Map<String, ?> value) {
        collection(model).insertOne(document(model, value).append("_h", new Document("rev", 1L)));
    }

    private static Document document(String model, Map<String, ?> value) {
        return model(model).toDocument(value);
    }

    private static MongoCollection<Document> collection(String model) {
        return mongo.database().getCollection(model(model).collection());
    }

    private static ReadModel model(String name) {
        return MODELS.find(name).orElseThrow();
    }
}
