package io.howdah.security;

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
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Signs what clients keep and bring back, so that they can neither change it nor use it for something else: HMAC-SHA256 (RFC
 * 2104), cut to 128 bits, with a key that all processes of the application share.
 */
public final class SealingKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int SIGNATURE_BYTES = 16;
    private static final int DUPLICATE_KEY = 11000;

    private final MongoDatabase system;
    private volatile @Nullable SecretKeySpec known;

    /**
     * Reads the key when it is first needed; the first process makes it.
     *
     * @param system the system database, whose collection {@code keys} holds it
     */
    public SealingKey(MongoDatabase system) {
        this.system = system;
    }

    private SecretKeySpec key() {
        SecretKeySpec key = known;
        if (key == null) {
            key = new SecretKeySpec(read(), ALGORITHM);
            known = key;
        }
        return key;
    }

    private byte[] read() {
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
        return found.get("key", Binary.class).getData();
    }

    /**
     * Return the signature of a text, which is good for one purpose alone; in base64url.
     *
     * @throws com.mongodb.MongoException if the key can be neither read nor made
     */
    public String sign(String purpose, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key());
            mac.update((purpose + "\n").getBytes(StandardCharsets.UTF_8));
            byte[] whole = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, SIGNATURE_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** Return whether this is the text's signature for this purpose. */
    public boolean isSignature(String purpose, String text, String signature) {
        return MessageDigest.isEqual(
                sign(purpose, text).getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
    }
}
