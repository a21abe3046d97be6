package io.howdah.security;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.upgrade.StoredFormat;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Issues credentials for browsers, which cannot set headers: tickets in URLs, valid once and for seconds, and passes in
 * cookies, valid until the token expires. Each is for one path. It is a random text; only its digest is stored with the
 * session, in the collection {@code tickets}. Thus any process can redeem it, and URLs and cookies contain no personal
 * data.
 */
public final class Tickets {

    /** Validity of a ticket. */
    public static final Duration TICKET = Duration.ofSeconds(30);

    /** Maximum validity of a pass. */
    public static final Duration PASS = Duration.ofHours(12);

    /** Maximum number of passes of a subject, more than the open pages of a person on all devices. */
    private static final int MAX_PER_SUBJECT = 100;

    /** Maximum number of passes of all anonymous clients together. */
    private static final int MAX_ANONYMOUS = 10_000;

    /** Format of stored tickets and passes. Newer formats are treated as unknown. */
    public static final StoredFormat FORMAT = new StoredFormat("a ticket", 1);

    /** Timeout of MongoDB operations: a browser waits for the response. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final int THREADS = 4;
    private static final int MAX_WAITING = 256;
    private static final int SECRET_BYTES = 32;
    private static final String SUBJECT = "session.subject";
    private static final String TICKET_KIND = "ticket";
    private static final String PASS_KIND = "pass";

    private final SecureRandom random = new SecureRandom();
    private final MongoCollection<Document> stored;
    private final BoundedThreads threads = new BoundedThreads(
            "howdah-tickets",
            THREADS,
            MAX_WAITING,
            "Too many concurrent requests with tickets; try again in a few seconds.");

    /**
     * An issued ticket or pass.
     *
     * @param secret the text for the client
     * @param validity how long it is valid
     */
    public record Issued(String secret, Duration validity) {}

    /** Creates an instance; {@code system} is the system database. */
    public Tickets(MongoDatabase system) {
        stored = system.getCollection("tickets")
                .withReadPreference(ReadPreference.primary())
                // A ticket of another process may not be acknowledged by a majority yet.
                .withReadConcern(ReadConcern.LOCAL)
                .withWriteConcern(WriteConcern.MAJORITY);
    }

    /** Creates the index that removes expired documents. */
    public void start() {
        stored.createIndex(Indexes.ascending("until"), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS));
        stored.createIndex(Indexes.ascending(SUBJECT));
    }

    /** Issues a ticket for a path. Fails as {@link #redeem} does. */
    public Future<Issued> ticket(Session session, String path) {
        return run(() -> issue(TICKET_KIND, session, path, TICKET));
    }

    /** Issues a pass for a path, or returns empty if the subject has the maximum number. Fails as {@link #redeem} does. */
    public Future<Optional<Issued>> pass(Session session, String path) {
        String subject = session.principal().subject();
        int max = subject.isEmpty() ? MAX_ANONYMOUS : MAX_PER_SUBJECT;
        return run(() ->
                stored.countDocuments(and(eq(SUBJECT, subject), eq("kind", PASS_KIND)), new CountOptions().limit(max))
                                < max
                        ? Optional.of(issue(PASS_KIND, session, path, PASS))
                        : Optional.empty());
    }

    /** Runs work. The future fails with {@link AuthenticationException} UNAVAILABLE while MongoDB is unavailable. */
    <T> Future<T> run(Callable<T> work) {
        return threads.run(work, TIMEOUT)
                .recover(failure -> Future.failedFuture(
                        failure instanceof MongoException || failure instanceof TimeoutException
                                ? new AuthenticationException(
                                        Reason.UNAVAILABLE, "MongoDB is unavailable; try again in a few seconds.")
                                : failure));
    }

    private Issued issue(String kind, Session session, String path, Duration max) {
        Instant now = Instant.now();
        Instant until = session.expires()
                .filter(expires -> expires.isBefore(now.plus(max)))
                .orElse(now.plus(max));
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        stored.insertOne(new Document("_id", digest(secret))
                .append(StoredFormat.FIELD, FORMAT.number())
                .append("kind", kind)
                .append("path", path)
                .append("until", Date.from(until))
                .append("session", write(session, secret)));
        return new Issued(secret, Duration.between(now, until));
    }

    /**
     * Redeems a ticket and returns its session, or empty if it is not valid for this path. The future fails with {@link
     * AuthenticationException} UNAVAILABLE while MongoDB is unavailable.
     */
    public Future<Optional<Session>> redeem(String secret, String path) {
        return run(() -> session(
                stored.findOneAndDelete(and(eq("_id", digest(secret)), eq("kind", TICKET_KIND))), secret, path));
    }

    /** Returns the session of a pass, or empty if it is not valid for this path. Fails as {@link #redeem} does. */
    public Future<Optional<Session>> show(String secret, String path) {
        return run(() -> session(
                stored.find(and(eq("_id", digest(secret)), eq("kind", PASS_KIND)))
                        .first(),
                secret,
                path));
    }

    /** Returns the session of a document, if it is valid for the path. Expired documents may exist for another minute. */
    private static Optional<Session> session(@Nullable Document found, String secret, String path) {
        return Optional.ofNullable(found)
                .filter(FORMAT::reads)
                .filter(ticket -> ticket.getString("path").equals(path))
                .filter(ticket -> ticket.getDate("until").toInstant().isAfter(Instant.now()))
                .map(ticket -> read(ticket.get("session", Document.class), Optional.of(secret)));
    }

    /**
     * Deletes the tickets and passes of a subject's ended sessions.
     *
     * @param ended selects the ended sessions
     * @return the paths of the passes; their cookies are no longer valid
     * @throws MongoException if they cannot be deleted
     */
    List<String> delete(String subject, Predicate<Session> ended) {
        List<Document> found = new ArrayList<>();
        for (Document each : stored.find(eq(SUBJECT, subject)).limit(MAX_PER_SUBJECT * 2)) {
            if (FORMAT.reads(each) && ended.test(read(each.get("session", Document.class), Optional.empty()))) {
                found.add(each);
            }
        }
        stored.deleteMany(in("_id", found.stream().map(each -> each.get("_id")).toList()));
        return found.stream()
                .filter(each -> PASS_KIND.equals(each.getString("kind")))
                .map(each -> each.getString("path"))
                .distinct()
                .toList();
    }

    static Binary digest(String secret) {
        return new Binary(digest("SHA-256", secret));
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    /**
     * Returns the key that encrypts the token of a session in the database. It is derived from the ticket or pass, and the database has
     * only the digest of those.
     */
    private static SivKey key(String secret) {
        return new SivKey(digest("SHA-512", "howdah ticket token\n" + secret));
    }

    private static Document write(Session session, String secret) {
        Principal principal = session.principal();
        List<Document> claims = principal.claims().entrySet().stream()
                .map(claim -> new Document("name", claim.getKey()).append("values", claim.getValue()))
                .toList();
        Document document = new Document("subject", principal.subject())
                .append("claims", claims)
                .append("roles", List.copyOf(principal.roles()))
                .append("issued", Date.from(session.issued()))
                .append("tokenId", session.tokenId());
        session.expires().ifPresent(expires -> document.append("expires", Date.from(expires)));
        session.opaque()
                .ifPresent(token -> document.append(
                        "token", new Binary(key(secret).encrypt(token.text().getBytes(StandardCharsets.UTF_8)))));
        return document;
    }

    /** Reads a session, including its token if the text of the ticket or pass is given. */
    private static Session read(Document document, Optional<String> secret) {
        // Names of claims may contain dots, unlike names of fields.
        Map<String, List<String>> claims = new TreeMap<>();
        document.getList("claims", Document.class)
                .forEach(claim -> claims.put(claim.getString("name"), claim.getList("values", String.class)));
        return new Session(
                new Principal(
                        document.getString("subject"),
                        claims,
                        new LinkedHashSet<>(document.getList("roles", String.class))),
                document.getDate("issued").toInstant(),
                Optional.ofNullable(document.getDate("expires")).map(Date::toInstant),
                document.getString("tokenId"),
                secret.flatMap(text -> Optional.ofNullable(document.get("token", Binary.class))
                                .flatMap(token -> key(text).decrypt(token.getData())))
                        .map(text -> new OpaqueToken(new String(text, StandardCharsets.UTF_8))));
    }
}
