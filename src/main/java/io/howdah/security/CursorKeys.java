package io.howdah.security;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.ne;

import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import io.howdah.upgrade.NewerFormatException;
import io.howdah.upgrade.StoredFormat;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that encrypt cursors, shared by all processes of the application. They are in the document {@value #ID} of the collection
 * {@value #COLLECTION} in the system database. Two keys are accepted. The newest one encrypts, from a minute after it was stored. Each
 * process reads the document every ten seconds, so that no process receives a cursor with an unknown key. Thread-safe.
 */
public final class CursorKeys implements AutoCloseable {

    /** Format of stored keys. */
    public static final StoredFormat FORMAT = new StoredFormat("the cursor keys", 1);

    static final String COLLECTION = "keys";
    static final String ID = "cursors";

    private static final Logger LOG = LoggerFactory.getLogger(CursorKeys.class);

    /** Key of signatures, from versions before cursors were encrypted. */
    private static final String SIGNING = "cursor";

    private static final String KEYS = "keys";
    private static final String NUMBER = "id";
    private static final String FROM = "from";
    private static final int MAX_NUMBER = 255;
    private static final int DUPLICATE_KEY = 11000;
    private static final Duration POLL = Duration.ofSeconds(10);

    /** Delay before a new key is used. Every process has read it by then. */
    private static final Duration ACTIVATION_DELAY = Duration.ofMinutes(1);

    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final MongoCollection<Document> stored;
    private final CursorSecret secret;
    private final Clock clock;
    private volatile @Nullable Known known;
    private @Nullable ScheduledExecutorService reader;
    private String lastReason = "";

    private record Key(int number, Instant from, SivKey siv) {}

    /** The keys as read: the documents, the keys from the oldest to the newest, and the check of old signatures. */
    private record Known(List<Document> documents, List<Key> keys, Optional<Signature> signature) {

        Key current(Instant now) {
            return keys.stream()
                    .filter(key -> !key.from().isAfter(now))
                    .reduce((older, newer) -> newer)
                    .orElse(keys.get(0));
        }
    }

    /**
     * Creates an instance. It creates the keys at the first use, if no other process has.
     *
     * @param system the system database
     * @param secret encrypts the keys in the database, if present
     */
    public CursorKeys(MongoDatabase system, Optional<String> secret) {
        this(system, secret, Clock.systemUTC());
    }

    CursorKeys(MongoDatabase system, Optional<String> secret, Clock clock) {
        this.clock = clock;
        this.secret = new CursorSecret(secret);
        stored = system.getCollection(COLLECTION)
                .withReadPreference(ReadPreference.primary())
                // The key of another process may not be acknowledged by a majority yet.
                .withReadConcern(ReadConcern.LOCAL)
                .withWriteConcern(WriteConcern.MAJORITY);
    }

    /**
     * Reads the keys, and repeats that periodically until the close.
     *
     * @throws CursorKeysException if they are encrypted with another secret
     * @throws MongoException if they can be neither read nor created
     */
    public void start() {
        known();
        ScheduledExecutorService next = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "howdah-cursor-keys");
            thread.setDaemon(true);
            return thread;
        });
        reader = next;
        var unused = next.scheduleWithFixedDelay(this::poll, POLL.toMillis(), POLL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Encrypts bytes as text that clients can neither read nor change. Deterministic: the same bytes give the same text.
     *
     * @param context the context that the text is valid for
     * @throws MongoException if the keys are not known yet, and cannot be read
     */
    public String seal(byte[] bytes, String... context) {
        Key key = known().current(clock.instant());
        byte[] encrypted = key.siv().encrypt(bytes, bytes(context));
        byte[] sealed = new byte[1 + encrypted.length];
        sealed[0] = (byte) key.number();
        System.arraycopy(encrypted, 0, sealed, 1, encrypted.length);
        return TEXT.encodeToString(sealed);
    }

    /**
     * Decrypts a text of this context, or returns empty if it is not valid for any key.
     *
     * @throws MongoException if the keys are not known yet, and cannot be read
     */
    public Optional<byte[]> open(String text, String... context) {
        byte[] sealed;
        try {
            sealed = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (sealed.length == 0) {
            return Optional.empty();
        }
        return known().keys().stream()
                .filter(key -> key.number() == (sealed[0] & 0xff))
                .findFirst()
                .flatMap(key -> key.siv().decrypt(Arrays.copyOfRange(sealed, 1, sealed.length), bytes(context)));
    }

    /** Returns whether a text was signed for a purpose by a version that signed cursors. */
    public boolean isSignature(String purpose, String text, String signature) {
        return known().signature()
                .filter(key -> key.isOf(purpose, text, signature))
                .isPresent();
    }

    private static byte[][] bytes(String... context) {
        return Arrays.stream(context)
                .map(part -> part.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    /**
     * Stores a new key, encrypted with the current secret. The previous key stays accepted; older ones do not.
     *
     * @return when the new key comes into use
     * @throws CursorKeysException if the previous key is not in use yet
     * @throws MongoException if it cannot be stored
     */
    public Instant rotate() {
        List<Document> present = keys(read());
        Document newest = present.get(present.size() - 1);
        Instant now = clock.instant();
        if (newest.getDate(FROM).toInstant().isAfter(now)) {
            throw tooEarly(newest.getDate(FROM).toInstant());
        }
        int number = newest.getInteger(NUMBER) % MAX_NUMBER + 1;
        Instant from = now.plus(ACTIVATION_DELAY).truncatedTo(ChronoUnit.SECONDS);
        boolean isStored = stored.updateOne(
                                and(eq("_id", ID), ne(KEYS + "." + NUMBER, number)),
                                Updates.set(KEYS, List.of(newest, newKey(number, from))))
                        .getModifiedCount()
                == 1;
        if (!isStored) {
            throw tooEarly(from);
        }
        known = parse(read());
        return from;
    }

    private static CursorKeysException tooEarly(Instant from) {
        return new CursorKeysException(
                "The newest cursor key is not used before " + from + "; rotate again after that.");
    }

    private Known known() {
        Known found = known;
        if (found == null) {
            found = parse(read());
            known = found;
            if (secret.isSet() && keys(found.documents()).stream().anyMatch(key -> !CursorSecret.isWrapped(key))) {
                LOG.warn("A cursor key is stored unencrypted; run howdah cursor rotate when all processes have"
                        + " howdah.cursor.secret");
            }
        }
        return found;
    }

    void poll() {
        try {
            List<Document> documents = read();
            Known present = known;
            if (present == null || !documents.equals(present.documents())) {
                known = parse(documents);
            }
            lastReason = "";
        } catch (MongoException e) {
            warn(e.getClass().getSimpleName());
        } catch (CursorKeysException | NewerFormatException e) {
            warn(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            warn(e.toString());
        }
    }

    /** Logs a warning once for each reason. */
    private void warn(String reason) {
        if (!reason.equals(lastReason) && reader != null && !reader.isShutdown()) {
            lastReason = reason;
            LOG.atWarn().addKeyValue("reason", reason).log("Cursor keys cannot be read; the known ones stay in use");
        }
    }

    private List<Document> read() {
        List<Document> found = find();
        if (keys(found).isEmpty()) {
            Document first = new Document("_id", ID)
                    .append(StoredFormat.FIELD, FORMAT.number())
                    .append(KEYS, List.of(newKey(1, clock.instant())));
            try {
                stored.insertOne(first);
            } catch (MongoWriteException e) {
                if (e.getError().getCode() != DUPLICATE_KEY) {
                    throw e;
                }
                // Another process created them first.
            }
            found = find();
        }
        return found;
    }

    private List<Document> find() {
        return stored.find(in("_id", SIGNING, ID)).into(new ArrayList<>());
    }

    private static List<Document> keys(List<Document> documents) {
        return documents.stream()
                .filter(document -> ID.equals(document.get("_id")))
                .findFirst()
                .map(document -> FORMAT.require(document).getList(KEYS, Document.class))
                .orElse(List.of());
    }

    private Document newKey(int number, Instant from) {
        return secret.wrap(SivKey.random(SivKey.BYTES), new Document(NUMBER, number).append(FROM, Date.from(from)));
    }

    private Known parse(List<Document> documents) {
        List<Key> keys = keys(documents).stream()
                .map(key ->
                        new Key(key.getInteger(NUMBER), key.getDate(FROM).toInstant(), new SivKey(secret.unwrap(key))))
                .toList();
        Optional<Signature> signature = documents.stream()
                .filter(document -> SIGNING.equals(document.get("_id")))
                .findFirst()
                .map(document -> new Signature(document.get("key", Binary.class).getData()));
        return new Known(documents, keys, signature);
    }

    /** Stops the periodic read and waits for it, so that the client can be closed next. */
    @Override
    public void close() {
        ScheduledExecutorService running = reader;
        if (running == null) {
            return;
        }
        running.shutdownNow();
        try {
            var unused = running.awaitTermination(POLL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
