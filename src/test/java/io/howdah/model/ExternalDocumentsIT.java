package io.howdah.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.howdah.security.Principal;
import io.howdah.testing.TestServices;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bson.BsonBinarySubType;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests how documents of other writers are returned, and found by the returned key. */
class ExternalDocumentsIT {

    private static final MongoClient MONGO = MongoClients.create(TestServices.mongoUri());
    private static final MongoDatabase DATABASE = MONGO.getDatabase(TestServices.uniqueName("external"));
    private static final String OBJECT_ID_TEXT = "656f1c2b9d3e4a0012345678";
    private static final ObjectId OBJECT_ID = new ObjectId(OBJECT_ID_TEXT);

    private static final ReadModel ITEM = model("""
            type Item @readModel(collection: "items", key: "id", external: true) {
              id: ID!
              ownerIds: [ID!] @owner
              place: ID @filterable
              size: Decimal @filterable
              weight: Float @filterable
              name: String
            }
            """, "Item");
    private static final ReadModel SEAT = model("""
            type Seat @readModel(collection: "items", key: ["hall", "row"], external: true) {
              hall: ID! @tenant(claim: "hall") @filterable
              row: Int! @filterable
              guest: ID @owner
            }
            """, "Seat");
    private static final ReadModel PROFILE = model("""
            type Profile @readModel(collection: "items", key: "user", external: true) {
              user: ID! @owner
              name: String
            }
            """, "Profile");

    private MongoCollection<Document> items;

    @BeforeEach
    void collection() {
        items = DATABASE.getCollection(TestServices.uniqueName("items"));
    }

    @AfterAll
    static void close() {
        DATABASE.drop();
        MONGO.close();
    }

    static Stream<Arguments> ids() {
        return Stream.of(
                Arguments.of("text", "text"),
                Arguments.of("007", "007"),
                Arguments.of(42, "42"),
                Arguments.of(-7L, "-7"),
                Arguments.of(9_007_199_254_740_993L, "9007199254740993"),
                Arguments.of(42.0, "42"),
                Arguments.of(OBJECT_ID, "656f1c2b9d3e4a0012345678"),
                Arguments.of("{not JSON", "{not JSON"),
                Arguments.of(
                        new Document("a", 1).append("b", "x").append("c", OBJECT_ID),
                        "{\"a\": 1, \"b\": \"x\", \"c\": {\"$oid\": \"656f1c2b9d3e4a0012345678\"}}"));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void everyIdIsReturnedAsTextAndFoundByIt(Object id, String text) {
        // Given
        items.insertMany(List.of(new Document("_id", "another"), new Document("_id", id).append("id", "not this")));

        // Then
        assertThat(ITEM.keyText(id)).isEqualTo(text);
        assertThat(ITEM.toData(new Document("_id", id))).containsEntry("id", text);
        assertThat(found(ITEM.byKey(Map.of("id", text))))
                .hasSize(1)
                .allSatisfy(document ->
                        assertThat(ITEM.keyText(document.get("_id"))).isEqualTo(text));
    }

    @Test
    void invalidIdIsRejectedWithoutItsValue() {
        for (Object id : List.of(new Date(), 1.5, new Binary(BsonBinarySubType.UUID_STANDARD, new byte[16]))) {
            assertThatThrownBy(() -> ITEM.keyText(id))
                    .isInstanceOf(InvalidDocumentException.class)
                    .hasMessageMatching("Item._id: must be a (string or a )?whole number");
        }
        assertThatThrownBy(() -> SEAT.keyText("A:1")).hasMessage("Seat: _id must be a document");
    }

    @Test
    void keyOfSeveralFieldsIsReadFromTheId() {
        // Given
        Document id = new Document("hall", OBJECT_ID).append("row", 7L);
        items.insertMany(List.of(
                new Document("_id", id).append("hall", "another").append("guest", 5),
                new Document("_id", new Document("hall", "A:1").append("row", 7)).append("guest", "5"),
                new Document("_id", new Document("hall", 3).append("row", 7))));

        // Then
        assertThat(SEAT.keyText(id)).isEqualTo(OBJECT_ID + ":7");
        assertThat(SEAT.toData(new Document("_id", id).append("guest", 5)))
                .isEqualTo(Map.of("hall", OBJECT_ID.toHexString(), "row", 7, "guest", "5"));
        assertThat(found(SEAT.byKey(Map.of("hall", OBJECT_ID.toHexString(), "row", 7))))
                .hasSize(1);
        assertThat(found(SEAT.byKey(Map.of("hall", "A:1", "row", 7)))).hasSize(1);
        assertThat(found(SEAT.byKey(Map.of("hall", "3", "row", 7)))).hasSize(1);
        assertThat(found(SEAT.byKey(Map.of("hall", "3", "row", 8)))).isEmpty();
    }

    @Test
    void filtersAndRulesGiveTheSameResultInMemoryAndInMongoDb() {
        // Given
        List<Document> all = List.of(
                item(1, "place", OBJECT_ID, List.of(OBJECT_ID, "bob")),
                item(2, "place", "656f1c2b9d3e4a0012345678", List.of(42)),
                item(3, "place", 42L, List.of("42")),
                item(4, "place", 42.0, OBJECT_ID),
                item(5, "size", 12.5, 42),
                item(6, "size", Decimal128.parse("12.50"), "alice"),
                item(7, "size", 0.1, null),
                item(8, "size", 12, List.of()),
                item(9, "size", 12L, List.of("alice", "bob")),
                item(10, "weight", Decimal128.parse("0.10"), null),
                item(11, "weight", 0.1, null));
        items.insertMany(all);

        // Then
        Map<String, List<Integer>> filters = Map.of(
                "place=" + OBJECT_ID_TEXT,
                List.of(1, 2),
                "place=42",
                List.of(3, 4),
                "place=042",
                List.of(),
                "size=12.5",
                List.of(5, 6),
                "size=0.1",
                List.of(7),
                "size=12",
                List.of(8, 9),
                "weight=0.1",
                List.of(10, 11));
        filters.forEach((text, expected) -> {
            String[] parts = text.split("=", 2);
            FieldFilter filter = FieldFilter.parse(ITEM, Principal.ANONYMOUS, Map.of(parts[0], List.of(parts[1])));
            assertThat(ids(found(filter.query()))).as(text).isEqualTo(expected);
            assertThat(ids(matching(all, filter::matches))).as(text).isEqualTo(expected);
        });
        Map<String, List<Integer>> owners = Map.of(
                "alice",
                List.of(6, 9),
                "bob",
                List.of(1, 9),
                "42",
                List.of(2, 3, 5),
                OBJECT_ID_TEXT,
                List.of(1, 4),
                "nobody",
                List.of());
        owners.forEach((subject, expected) -> {
            Principal principal = Principal.of(subject);
            assertThat(ids(found(ITEM.access().query(principal)))).as(subject).isEqualTo(expected);
            assertThat(ids(matching(all, read -> ITEM.access().sees(principal, read))))
                    .as(subject)
                    .isEqualTo(expected);
        });
    }

    private static List<Document> matching(List<Document> all, Predicate<Document> rule) {
        return all.stream().filter(each -> rule.test(ITEM.read(each))).toList();
    }

    @Test
    void ruleOnTheKeyUsesTheId() {
        // Given
        items.insertMany(List.of(new Document("_id", OBJECT_ID), new Document("_id", 42), new Document("_id", "x")));
        Document seat = new Document("_id", new Document("hall", 3).append("row", 1)).append("guest", "alice");
        items.insertOne(seat);
        Principal alice = new Principal("alice", Map.of("sub", List.of("alice"), "hall", List.of("3")), Set.of());

        // Then
        assertThat(ids(found(PROFILE.access().query(Principal.of("42"))))).containsExactly(42);
        assertThat(ids(found(PROFILE.access().query(Principal.of(OBJECT_ID_TEXT)))))
                .containsExactly(OBJECT_ID);
        assertThat(PROFILE.access().sees(Principal.of("42"), PROFILE.read(new Document("_id", 42))))
                .as("a deletion's key is enough")
                .isTrue();
        assertThat(PROFILE.access().isDecidedBy(PROFILE.key())).isTrue();
        assertThat(ids(found(SEAT.access().query(alice)))).containsExactly(seat.get("_id"));
        assertThat(SEAT.access().sees(alice, SEAT.read(seat))).isTrue();
        assertThat(SEAT.access().isDecidedBy(SEAT.key())).isFalse();
        FieldFilter row = FieldFilter.parse(SEAT, alice, Map.of("row", List.of("1")));
        assertThat(ids(found(row.query()))).containsExactly(seat.get("_id"));
        assertThat(row.matches(SEAT.read(seat))).isTrue();
    }

    private static Document item(int id, String field, Object value, Object owners) {
        return new Document("_id", id).append(field, value).append("ownerIds", owners);
    }

    private List<Document> found(Bson query) {
        return items.find(query).sort(new Document("_id", 1)).into(new ArrayList<>());
    }

    private static List<Object> ids(List<Document> documents) {
        return documents.stream().map(document -> document.get("_id")).toList();
    }

    private static ReadModel model(String sdl, String name) {
        return ReadModels.load(List.of(new SdlSource("external.graphqls", sdl))).get(name);
    }
}
