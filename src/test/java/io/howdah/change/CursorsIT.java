package io.howdah.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.howdah.security.CursorKeys;
import io.howdah.testing.TestServices;
import java.util.Optional;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the positions that a cursor stands for. */
class CursorsIT {

    private static final MongoClient MONGO = MongoClients.create(TestServices.mongoUri());
    private static final MongoDatabase SYSTEM = MONGO.getDatabase(TestServices.uniqueName("cursors"));
    private static final String POSITION = "826B04D4510000000D2B022C0100296E5A1004";

    /** Of {@link #POSITION} in the channel rides, as a process of the release before has signed it with {@link #SIGNING_KEY}. */
    private static final String SIGNED = "2." + POSITION + ".Qmnlr5VSPhZkJPM4H9rL5w";

    private static final byte[] SIGNING_KEY = new byte[32];

    private final Cursors cursors = new Cursors(keys());

    private static CursorKeys keys() {
        return new CursorKeys(SYSTEM, Optional.empty());
    }

    @BeforeAll
    static void storeKeyOfTheReleaseBefore() {
        SYSTEM.getCollection("keys").insertOne(new Document("_id", "cursor").append("key", new Binary(SIGNING_KEY)));
    }

    @AfterAll
    static void close() {
        SYSTEM.drop();
        MONGO.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {POSITION, "82", "00", POSITION + ".82", POSITION + ".8201FF"})
    void cursorIsAPositionInEveryProcess(String position) {
        String cursor = cursors.seal("rides", "Ride", position).orElseThrow();

        assertThat(cursor).matches("3\\.[A-Za-z0-9_-]+");
        assertThat(new Cursors(keys()).seal("rides", "Ride", position)).contains(cursor);
        assertThat(new Cursors(keys()).open("rides", "Ride", cursor)).contains(position);
    }

    @Test
    void cursorIsGoodForOneChannelAndOneModel() {
        String cursor = cursors.seal("rides", "Ride", POSITION).orElseThrow();

        assertThat(cursors.open("deliveries", "Ride", cursor)).isEmpty();
        assertThat(cursors.open("rides", "Delivery", cursor)).isEmpty();
        assertThat(cursors.open("ridesRide", "", cursor)).isEmpty();
    }

    @Test
    void whatNobodyMadeIsNone() {
        String genuine = cursors.seal("rides", "Ride", POSITION).orElseThrow();
        for (String cursor : new String[] {
            genuine.substring(0, genuine.length() - 1),
            genuine + "A",
            genuine.replaceFirst("^3", "4"),
            "3." + POSITION,
            "3.",
            "3.AQ",
            "3.AQ" + "A".repeat(20),
            "3.é",
            "3." + "A".repeat(100_000),
            "2." + POSITION,
            "2..",
            "1." + POSITION,
            "",
        }) {
            assertThat(cursors.open("rides", "Ride", cursor)).as(cursor).isEmpty();
        }
    }

    @Test
    void signedCursorOfTheReleaseBeforeIsTaken() {
        assertThat(cursors.open("rides", "Ride", SIGNED)).contains(POSITION);
        assertThat(cursors.open("deliveries", "Ride", SIGNED)).isEmpty();
        assertThat(cursors.open("rides", "Ride", SIGNED.replace("826B", "826C")))
                .isEmpty();
    }

    @Test
    void keyOfOneKibibyteHasACursor() {
        // A resume token has some 80 bytes in addition to the key, and the key twice where it is zeros.
        String zeros = "82" + "00FF".repeat(1024) + "AB".repeat(120);
        String cursor = cursors.seal("rides", "Ride", zeros).orElseThrow();

        assertThat(cursor).hasSizeLessThanOrEqualTo(Cursors.MAX_LENGTH);
        assertThat(cursors.open("rides", "Ride", cursor)).contains(zeros);
    }

    @Test
    void noCursorIsMadeThatWouldNotBeTaken() {
        assertThat(cursors.seal("rides", "Ride", "82" + "AB".repeat(5_000))).isEmpty();
        assertThat(cursors.seal("rides", "Ride", "no hexadecimal digits")).isEmpty();
        assertThat(cursors.seal("rides", "Ride", "82." + "AB".repeat(256))).isEmpty();
    }
}
