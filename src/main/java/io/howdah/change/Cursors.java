package io.howdah.change;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.MongoWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bson.Document;
import org.bson.types.Binary;

/**
 * Seals places in the database's change stream for clients: a cursor is a place, signed for one channel, and valid in every
 * process of the application. Its form is {@code <format>.<place>.<signature>}; the place is the resume token's data, whose
 * order is that of the stream; the signature is HMAC-SHA256 (RFC 2104), cut to 128 bits.
 */
public final class Cursors {

    private static final String FORMAT = "2";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int SIGNATURE_BYTES = 16;
    private static final int LONGEST = 1024;
    private static final int DUPLICATE_KEY = 11000;

    private final SecretKeySpec key;

    private Cursors(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * Makes it with the key that all processes share, which the first one makes.
     *
     * @param system the system database, whose collection {@code keys} holds it
     * @throws com.mongodb.MongoException if it can be neither read nor made
     */
    public static Cursors of(MongoDatabase system) {
        MongoCollection<Document> keys = system.getCollection("keys")
                .withReadPreference(ReadPreference.primary())
                // The other process's may not be acknowledged by a majority yet.
                .withReadConcern(ReadConcern.LOCAL)
                .withWriteConcern(WriteConcern.MAJORITY);
        byte[] fresh = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        try {
            keys.insertOne(new Document("_id", "cursor").append("key", new Binary(fresh)));
        } catch (MongoWriteException e) {
            if (e.getError().getCode() != DUPLICATE_KEY) {
                throw e;
            }
            // There is one, or another process was faster.
        }
        Document found = Objects.requireNonNull(keys.find(eq("_id", "cursor")).first());
        return new Cursors(found.get("key", Binary.class).getData());
    }

    /** Return the cursor of a place, as clients of a channel keep it. */
    public String seal(String channel, String place) {
        String sealed = FORMAT + "." + place;
        return sealed + "." + signature(channel, sealed);
    }

    /** Return the place of a client's cursor, or nothing if it was not made for this channel. */
    public Optional<String> open(String channel, String cursor) {
        int end = cursor.lastIndexOf('.');
        if (end <= FORMAT.length() || cursor.length() > LONGEST || !cursor.startsWith(FORMAT + ".")) {
            return Optional.empty();
        }
        String sealed = cursor.substring(0, end);
        boolean genuine = MessageDigest.isEqual(
                signature(channel, sealed).getBytes(StandardCharsets.UTF_8),
                cursor.substring(end + 1).getBytes(StandardCharsets.UTF_8));
        return genuine ? Optional.of(sealed.substring(FORMAT.length() + 1)) : Optional.empty();
    }

    private String signature(String channel, String sealed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((channel + "\n").getBytes(StandardCharsets.UTF_8));
            byte[] whole = mac.doFinal(sealed.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, SIGNATURE_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
