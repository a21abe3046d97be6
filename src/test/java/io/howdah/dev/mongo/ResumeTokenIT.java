package io.howdah.dev.mongo;

import static io.howdah.dev.mongo.TestMongo.open;
import static io.howdah.dev.mongo.TestMongo.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Format of resume tokens, as in MongoDB 4.4. A real replica set of that version passes these tests too. */
class ResumeTokenIT {

    private static TestMongo mongo;

    private MongoDatabase database;
    private MongoCollection<Document> rides;

    @BeforeAll
    static void start() throws Exception {
        mongo = TestMongo.open();
    }

    @AfterAll
    static void stop() {
        mongo.close();
    }

    @BeforeEach
    void newCollection() {
        database = mongo.newDatabase();
        database.createCollection("rides");
        rides = database.getCollection("rides");
    }

    @AfterEach
    void dropDatabase() {
        database.drop();
    }

    @Test
    void theTokenOfAnEventContainsTimeCollectionAndKey() {
        // Given
        Document info = database.listCollections().first().get("info", Document.class);
        String uuid = HexFormat.of().formatHex(info.get("uuid", Binary.class).getData());
        ObjectId id = new ObjectId();

        // When
        ChangeStreamDocument<Document> event = inserted(id);

        // Then
        assertThat(event.getResumeToken())
                .isEqualTo(token("82" + time(event.getClusterTime()) + "2B022C0100296E5A1004" + uuid + "46645F69640064"
                        + id.toHexString() + "0004"));
    }

    @Test
    void aHighWaterMarkSortsBeforeTheEventsOfItsTime() {
        try (var stream = open(rides.watch())) {
            // Given
            assertThat(stream.tryNext()).isNull();
            String mark = data(stream.getResumeToken());

            // When
            rides.insertOne(new Document("_id", 1));
            ChangeStreamDocument<Document> event = take(stream, 1).get(0);

            // Then
            assertThat(mark).matches("82[0-9A-F]{16}2B0229296E04").isLessThan(data(event.getResumeToken()));

            // And a stream that starts at the time of the event shows it
            BsonDocument its = token("82" + time(event.getClusterTime()) + "2B0229296E04");
            assertThat(data(its)).isLessThan(data(event.getResumeToken()));
            assertThat(take(rides.watch().resumeAfter(its), 1)).containsExactly(event);
        }
    }

    @Test
    void anIdleStreamStaysAtItsLastEvent() {
        try (var stream = open(rides.watch())) {
            rides.insertOne(new Document("_id", 1));
            ChangeStreamDocument<Document> event = take(stream, 1).get(0);
            assertThat(stream.tryNext()).isNull();
            assertThat(data(stream.getResumeToken())).isGreaterThanOrEqualTo(data(event.getResumeToken()));
        }
    }

    static List<Object> keysOfManyTypes() {
        return List.of(7, 7L, 7_000_000_000L, 1.5, 0.25, "r-1", true, new Document("a", 1L).append("b", "x"));
    }

    @ParameterizedTest
    @MethodSource("keysOfManyTypes")
    void aKeyOfAnyTypeCanBeResumedAfter(Object id) {
        ChangeStreamDocument<Document> event = inserted(id);
        rides.insertOne(new Document("_id", "next"));
        assertThat(take(rides.watch().resumeAfter(event.getResumeToken()), 1))
                .extracting(next -> next.getFullDocument().get("_id"))
                .containsExactly("next");
    }

    @Test
    void typeBitsContainTheTypesOfNumbersAndAreNeededToResume() {
        // Given keys with types that the text of the token lacks
        assertThat(inserted(8).getResumeToken()).doesNotContainKey("_typeBits");
        assertThat(inserted("8").getResumeToken()).doesNotContainKey("_typeBits");
        BsonDocument small = inserted(7L).getResumeToken();
        BsonDocument large = inserted(7_000_000_000L).getResumeToken();
        BsonDocument fraction = inserted(1.5).getResumeToken();
        rides.insertOne(new Document("_id", "next"));
        assertThat(List.of(small, large, fraction))
                .allSatisfy(token ->
                        assertThat(token.getBinary("_typeBits").getType()).isZero());

        // When the type bits are missing, then the key is decoded as another number or rejected
        assertThat(take(rides.watch().resumeAfter(token(data(small))), 3)).hasSize(3);
        assertThat(refusal(token(data(large)))).isEqualTo(280);
        assertThat(refusal(token(data(fraction)))).isEqualTo(50810);
    }

    @Test
    void anEventIsFoundAlthoughTheFilterDoesNotMatchIt() {
        ChangeStreamDocument<Document> event = inserted("hidden");
        rides.insertOne(new Document("_id", "shown"));
        assertThat(take(
                        rides.watch(List.of(Aggregates.match(Filters.eq("documentKey._id", "shown"))))
                                .resumeAfter(event.getResumeToken()),
                        1))
                .hasSize(1);
    }

    @Test
    void aTokenOfAnotherCollectionOrOfAnUnknownEventIsRejected() {
        MongoCollection<Document> others = database.getCollection("others");
        BsonDocument token = inserted("a").getResumeToken();
        others.insertOne(new Document("_id", 1));
        assertThat(refusal(others, token)).isEqualTo(280);
        assertThat(take(database.watch().resumeAfter(token), 1)).hasSize(1);

        String data = data(token);
        rides.insertOne(new Document("_id", "b"));
        assertThat(refusal(token(data.replace("3C610000", "3C7A0000")))).isEqualTo(280);
    }

    @ParameterizedTest
    @CsvSource({
        "zz, 9",
        "820, 9",
        "'', 40649",
        "00, 50811",
        "82000000000000000104, 50796",
        "820000000000000001 2B04 29296E04, 50795",
        "820000000000000001 3C6100 04, 50854",
        "820000000000000001 2B02 2B02 296E04, 51057",
        "820000000000000001 2B02 29 27FD 6E04, 50794",
        "820000000000000001 2B02 29 29 04, 50872",
        "820000000000000001 2B02 29 29 29 04, 50870"
    })
    void aMalformedTokenIsRejected(String data, int code) {
        assertThat(refusal(token(data.replace(" ", "")))).isEqualTo(code);
    }

    @Test
    void aTokenWithWrongTypesIsRejected() {
        assertThat(refusal(new BsonDocument())).isEqualTo(40647);
        assertThat(refusal(token("00").append("_typeBits", new BsonString("x"))))
                .isEqualTo(40648);
    }

    private ChangeStreamDocument<Document> inserted(Object id) {
        try (var stream = open(rides.watch())) {
            rides.insertOne(new Document("_id", id));
            return take(stream, 1).get(0);
        }
    }

    private int refusal(BsonDocument token) {
        return refusal(rides, token);
    }

    private static int refusal(MongoCollection<Document> collection, BsonDocument token) {
        var codes = new ArrayList<Integer>();
        assertThatThrownBy(() -> take(collection.watch().resumeAfter(token), 1))
                .isInstanceOfSatisfying(MongoCommandException.class, e -> codes.add(e.getErrorCode()));
        return codes.get(0);
    }

    private static String time(BsonTimestamp time) {
        return String.format("%016X", time.getValue());
    }

    private static String data(BsonDocument token) {
        return token.getString("_data").getValue();
    }

    private static BsonDocument token(String data) {
        return new BsonDocument("_data", new BsonString(data.toUpperCase(Locale.ROOT)));
    }
}
