package io.howdah.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.howdah.testing.TestServices;
import io.howdah.upgrade.NewerFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests how processes share, rotate and encrypt the keys of cursors. */
class CursorKeysIT {

    private static final byte[] TEXT = "a position".getBytes(StandardCharsets.UTF_8);
    private static final Optional<String> NONE = Optional.empty();
    private static final Optional<String> SECRET = Optional.of("x".repeat(32));

    private final MongoClient mongo = MongoClients.create(TestServices.mongoUri());
    private final MongoDatabase system = mongo.getDatabase(TestServices.uniqueName("keys"));
    private final TestClock clock = new TestClock();

    @AfterEach
    void close() {
        system.drop();
        mongo.close();
    }

    @Test
    void processesThatStartTogetherShareOneKey() {
        List<String> sealed = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> keys(NONE).seal(TEXT, "a"))
                .distinct()
                .collect(Collectors.toList());

        assertThat(sealed).hasSize(1);
        assertThat(keys(NONE).open(sealed.get(0), "a")).hasValue(TEXT);
        assertThat(keys(NONE).open(sealed.get(0), "b")).isEmpty();
        assertThat(keys(NONE).open(sealed.get(0), "a", "")).isEmpty();
    }

    @Test
    void newKeyIsUsedWhenEveryProcessKnowsIt() {
        // Given
        CursorKeys here = keys(NONE);
        CursorKeys there = keys(NONE);
        String old = here.seal(TEXT, "a");
        assertThat(there.seal(TEXT, "a")).isEqualTo(old);

        // When
        Instant from = here.rotate();

        // Then
        assertThat(here.seal(TEXT, "a")).isEqualTo(old);
        there.poll();
        clock.now = from.minusMillis(1);
        assertThat(there.seal(TEXT, "a")).isEqualTo(old);
        clock.now = from;
        String newer = here.seal(TEXT, "a");
        assertThat(newer).isNotEqualTo(old);
        for (CursorKeys process : List.of(here, there, keys(NONE))) {
            assertThat(process.seal(TEXT, "a")).isEqualTo(newer);
            assertThat(process.open(newer, "a")).hasValue(TEXT);
            assertThat(process.open(old, "a")).hasValue(TEXT);
        }
    }

    @Test
    void keyBeforeThePreviousOneIsNotAccepted() {
        CursorKeys keys = keys(NONE);
        String old = keys.seal(TEXT, "a");
        clock.now = keys.rotate();
        String next = keys.seal(TEXT, "a");

        clock.now = keys.rotate();

        assertThat(keys.open(old, "a")).isEmpty();
        assertThat(keys.open(next, "a")).hasValue(TEXT);
        assertThat(system.getCollection("keys").find().first().getList("keys", Document.class))
                .hasSize(2);
    }

    @Test
    void keyThatIsNotInUseYetIsNotReplaced() {
        CursorKeys here = keys(NONE);
        CursorKeys there = keys(NONE);
        String old = here.seal(TEXT, "a");
        Instant from = here.rotate();

        for (CursorKeys process : List.of(here, there)) {
            assertThatThrownBy(process::rotate)
                    .isInstanceOf(CursorKeysException.class)
                    .hasMessageContaining(from.toString());
        }
        assertThat(keys(NONE).open(old, "a")).hasValue(TEXT);
    }

    @Test
    void numbersOfKeysStartAgainAtOne() {
        CursorKeys keys = keys(NONE);
        keys.start();
        system.getCollection("keys").updateOne(Filters.eq("_id", "cursors"), Updates.set("keys.0.id", 255));
        keys.poll();
        String last = keys.seal(TEXT, "a");

        clock.now = keys.rotate();

        assertThat(keys.open(last, "a")).hasValue(TEXT);
        assertThat(Base64.getUrlDecoder().decode(last)[0]).isEqualTo((byte) 255);
        assertThat(Base64.getUrlDecoder().decode(keys.seal(TEXT, "a"))[0]).isEqualTo((byte) 1);
        assertThat(keys.open(keys.seal(TEXT, "a"), "a")).hasValue(TEXT);
        keys.close();
    }

    @Test
    void keysAreEncryptedInTheDatabase() {
        String sealed = keys(SECRET).seal(TEXT, "a");

        assertThat(system.getCollection("keys").find().first().toJson())
                .contains("wrapped")
                .doesNotContain("\"key\"");
        assertThat(keys(SECRET).open(sealed, "a")).hasValue(TEXT);
        assertThatThrownBy(() -> keys(NONE).start())
                .isInstanceOf(CursorKeysException.class)
                .hasMessageStartingWith(
                        "howdah.cursor.secret is not set, but cursor keys in the collection keys of the system database")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> keys(Optional.of("y".repeat(32))).start())
                .isInstanceOf(CursorKeysException.class)
                .hasMessageStartingWith("howdah.cursor.secret does not decrypt the cursor keys")
                .hasMessageNotContaining("yyy");
    }

    @Test
    void secretCanBeSetWhileProcessesWithoutItRun() {
        // Given
        CursorKeys without = keys(NONE);
        String old = without.seal(TEXT, "a");

        // When one restarts with it, nothing changes for the other
        CursorKeys with = keys(SECRET);
        assertThat(with.seal(TEXT, "a")).isEqualTo(old);
        assertThat(keys(NONE).open(old, "a")).hasValue(TEXT);

        // And after a rotation, the process without the secret still uses the key that it knows
        clock.now = with.rotate();
        without.poll();
        assertThat(without.seal(TEXT, "a")).isEqualTo(old);
        assertThat(with.open(old, "a")).hasValue(TEXT);
        assertThat(without.open(with.seal(TEXT, "a"), "a")).isEmpty();
        assertThatThrownBy(() -> keys(NONE).start()).isInstanceOf(CursorKeysException.class);
    }

    @Test
    void deletedKeysAreCreatedAgain() {
        CursorKeys here = keys(NONE);
        String old = here.seal(TEXT, "a");
        system.getCollection("keys").drop();

        CursorKeys there = keys(NONE);
        String newer = there.seal(TEXT, "a");
        here.poll();

        assertThat(here.seal(TEXT, "a")).isEqualTo(newer).isNotEqualTo(old);
        assertThat(here.open(old, "a")).isEmpty();
    }

    @Test
    void signaturesAreCheckedOnceTheirKeyExists() {
        CursorKeys keys = keys(NONE);
        assertThat(keys.isSignature("a", "text", "AAAA")).isFalse();

        // A process of the previous release starts
        system.getCollection("keys").insertOne(new Document("_id", "cursor").append("key", new Binary(new byte[32])));
        keys.poll();

        String genuine = new Signature(new byte[32]).sign("a", "text");
        assertThat(keys.isSignature("a", "text", genuine)).isTrue();
        assertThat(keys.isSignature("b", "text", genuine)).isFalse();
    }

    @Test
    void newerFormatStopsTheStart() {
        system.getCollection("keys")
                .insertOne(new Document("_id", "cursors")
                        .append("format", CursorKeys.FORMAT.number() + 1)
                        .append("keys", List.of(new Document("id", 1).append("from", new Date()))));

        assertThatThrownBy(() -> keys(NONE).start()).isInstanceOf(NewerFormatException.class);
    }

    private CursorKeys keys(Optional<String> secret) {
        return new CursorKeys(system, secret, clock);
    }

    private static final class TestClock extends Clock {
        private volatile Instant now = Instant.now();

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
