package io.howdah.graphql.execution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.howdah.graphql.ErrorCode;
import io.howdah.graphql.GraphQlHttpException;
import io.howdah.graphql.GraphQlRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Persisted queries: operations that clients refer to instead of sending their text, by an id in the manifest or by the
 * hash of a text that a client sent before (Apollo's automatic persisted queries). If only the manifest is allowed, no
 * other text is executed. Thread-safe.
 */
public final class PersistedQueries {

    static final String NOT_IN_LIST = "This operation is not in the list of allowed operations.";

    /** Maximum number of registered characters in total. */
    private static final long MAX_CHARACTERS = 4_000_000;

    private static final String EXTENSION = "persistedQuery";

    private final Cache<String, String> registered = Caffeine.newBuilder()
            .maximumWeight(MAX_CHARACTERS)
            .<String, String>weigher((hash, text) -> hash.length() + text.length())
            .build();

    private final Map<String, String> listed;
    private final Set<String> listedTexts;
    private final boolean listedOnly;

    private PersistedQueries(Map<String, String> listed, boolean listedOnly) {
        this.listed = listed;
        this.listedTexts = Set.copyOf(listed.values());
        this.listedOnly = listedOnly;
    }

    /**
     * Creates persisted queries with the operations of a manifest.
     *
     * @param file the manifest's name, for messages
     * @param text the manifest, in the format of Apollo's persisted-query-manifest
     * @param listedOnly whether all other operations are refused
     * @throws ManifestException if the manifest is invalid
     */
    public static PersistedQueries of(String file, String text, boolean listedOnly) {
        return new PersistedQueries(Manifest.read(file, text), listedOnly);
    }

    /** Creates persisted queries without a manifest: clients register operations by sending them. */
    public static PersistedQueries withoutList() {
        return new PersistedQueries(Map.of(), false);
    }

    /** Returns whether an operation with this text may be executed. */
    boolean allows(String text) {
        return !listedOnly || listedTexts.contains(text);
    }

    /**
     * Returns the request with the text that it refers to, and registers a text that comes with its hash.
     *
     * @throws PersistedQueryException if the request refers to an unknown operation or to one that is not allowed
     * @throws GraphQlHttpException if text and hash don't match
     */
    public GraphQlRequest resolve(GraphQlRequest request) {
        Object extension = request.extensions().get(EXTENSION);
        String text = extension instanceof Map<?, ?> persisted ? text(request.query(), persisted) : request.query();
        if (text.isEmpty()) {
            throw new GraphQlHttpException(400, "The query is missing.");
        }
        if (!allows(text)) {
            throw notInList();
        }
        return text.equals(request.query()) ? request : request.with(text);
    }

    private String text(String query, Map<?, ?> persisted) {
        String hash = hash(persisted);
        String text = listed.get(hash);
        if (text != null && query.isEmpty()) {
            return text;
        }
        if (listedOnly) {
            if (query.isEmpty()) {
                throw notInList();
            }
            return query;
        }
        if (!(persisted.get("version") instanceof Number version) || version.intValue() != 1) {
            // The protocol's clients look for these messages and codes.
            throw new PersistedQueryException(ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED, "PersistedQueryNotSupported");
        }
        return query.isEmpty() ? registeredText(hash) : register(hash, query);
    }

    private String registeredText(String hash) {
        String text = registered.getIfPresent(hash);
        if (text == null) {
            throw new PersistedQueryException(ErrorCode.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound");
        }
        return text;
    }

    private String register(String hash, String query) {
        if (!query.equals(registered.getIfPresent(hash))) {
            if (!hash.equals(sha256(query))) {
                throw new GraphQlHttpException(400, "sha256Hash does not match the query.");
            }
            registered.put(hash, query);
        }
        return query;
    }

    private static String hash(Map<?, ?> persisted) {
        @Nullable Object hash = persisted.containsKey("sha256Hash") ? persisted.get("sha256Hash") : persisted.get("id");
        if (!(hash instanceof String text)) {
            throw new GraphQlHttpException(400, "extensions.persistedQuery requires the string sha256Hash or id.");
        }
        return text;
    }

    private static PersistedQueryException notInList() {
        return new PersistedQueryException(ErrorCode.PERSISTED_QUERY_NOT_IN_LIST, NOT_IN_LIST);
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
