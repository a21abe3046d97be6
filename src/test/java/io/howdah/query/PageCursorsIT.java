package io.howdah.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.howdah.security.CursorKeys;
import io.howdah.testing.TestServices;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Tests what a page's cursor reveals, and which cursors are accepted. */
class PageCursorsIT {

    private static final MongoClient MONGO = MongoClients.create(TestServices.mongoUri());
    private static final MongoDatabase SYSTEM = MONGO.getDatabase(TestServices.uniqueName("pages"));
    private static final String LIST = "Ride +fare,+_id {}";
    private static final String KEY = "very-private-key";
    private static final Document POSITION = new Document("0", 1234567).append("1", KEY);

    /** Cursor of {@link #POSITION} in {@link #LIST}, signed with a key of zeros by the previous release. */
    private static final String SIGNED = "1.JAAAABAwAIfWEgACMQARAAAAdmVyeS1wcml2YXRlLWtleQAA.gY2hmJHiuMW3_Ask7mlGPg";

    private final PageCursors cursors = new PageCursors(new CursorKeys(SYSTEM, Optional.empty()));

    @AfterAll
    static void close() {
        SYSTEM.drop();
        MONGO.close();
    }

    @Test
    void cursorIsAPositionInOneListAndRevealsNothing() {
        String cursor = cursors.seal(LIST, POSITION);

        assertThat(cursor).matches("2\\.[A-Za-z0-9_-]+");
        assertThat(cursors.open(LIST, cursor)).contains(POSITION);
        assertThat(cursors.open("Delivery +fare,+_id {}", cursor)).isEmpty();
        byte[] bytes = Base64.getUrlDecoder().decode(cursor.substring(2));
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain(KEY, KEY.substring(0, 6));
        assertThat(HexFormat.of().formatHex(bytes)).doesNotContain("87d61200");
    }

    @Test
    void signedCursorOfThePreviousReleaseIsAccepted() {
        SYSTEM.getCollection("keys").insertOne(new Document("_id", "cursor").append("key", new Binary(new byte[32])));

        assertThat(cursors.open(LIST, SIGNED)).contains(POSITION);
        assertThat(cursors.open("Delivery +fare,+_id {}", SIGNED)).isEmpty();
        assertThat(cursors.open(LIST, SIGNED.replaceFirst("A", "B"))).isEmpty();
    }

    @Test
    void forgedCursorIsRejected() {
        String genuine = cursors.seal(LIST, POSITION);
        for (String cursor : new String[] {
            "",
            "1",
            "2.",
            "1.",
            "1..",
            "2.A",
            "2.é",
            genuine + "A",
            genuine.replaceFirst("^2", "1"),
            genuine.substring(3)
        }) {
            assertThat(cursors.open(LIST, cursor)).as(cursor).isEmpty();
        }
    }
}
