package io.howdah.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.howdah.security.SealingKey;
import io.howdah.testing.TestServices;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which cursors are taken for places. */
class CursorsTest {

    private static final MongoClient MONGO = MongoClients.create(TestServices.mongoUri());
    private static final MongoDatabase SYSTEM = MONGO.getDatabase(TestServices.uniqueName("cursors"));
    private static final String PLACE = "826B04D4510000000D10";

    private final Cursors cursors = new Cursors(new SealingKey(SYSTEM));

    @AfterAll
    static void close() {
        SYSTEM.drop();
        MONGO.close();
    }

    @Test
    void cursorIsAPlaceOnEveryProcess() {
        assertThat(new Cursors(new SealingKey(SYSTEM)).open("rides", cursors.seal("rides", PLACE)))
                .contains(PLACE);
    }

    @Test
    void cursorOfAnotherChannelIsNone() {
        assertThat(cursors.open("deliveries", cursors.seal("rides", PLACE))).isEmpty();
    }

    @Test
    void forgedCursorIsNone() {
        String genuine = cursors.seal("rides", PLACE);
        assertThat(cursors.open("rides", genuine.replace(PLACE, "826B04D4520000000D10")))
                .isEmpty();
        assertThat(cursors.open("rides", genuine.substring(0, genuine.length() - 1)))
                .isEmpty();
        assertThat(cursors.open("rides", "")).isEmpty();
        assertThat(cursors.open("rides", "2..")).isEmpty();
        assertThat(cursors.open("rides", "1." + PLACE)).isEmpty();
        assertThat(cursors.open("rides", "2." + PLACE + "." + "x".repeat(5000))).isEmpty();
    }
}
