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
 * Operations that clients name instead of sending their text: by an id of the manifest, or by the hash of a text that some client
 * has sent before (Apollo's automatic persisted queries). If only the manifest counts, no other text is executed either.
 */
public final class PersistedQueries {

    static final String NOT_IN_LIST = "This operation is not in the list of those that are served.";

    /** Characters of text in all. */
    private static final long MAX_CHARACTERS = 4_000_000;

    private static final String EXTENSION = "persistedQuery";

    private final Cache<String, String> sent = Caffeine.newBuilder()
            .maximumWeight(MAX_CHARACTERS)
            .<String, String>weigher((hash, text) -> hash.length() + text.length())
            .build();

    private final Map<String, String> listed;
    private final Set<String> texts;
    private final boolean listedOnly;

    private PersistedQueries(Map<String, String> listed, boolean listedOnly) {
        this.listed = listed;
        this.texts = Set.copyOf(listed.values());
        this.listedOnly = listedOnly;
    }

    /**
     * Knows the operations of a manifest as well.
     *
     * @param file its name, for messages
     * @param text in the format of Apollo's persisted-query-manifest
     * @param only whether all other operations are refused
     * @throws ManifestException if it is none
     */
    public static PersistedQueries of(String file, String text, boolean only) {
        return new PersistedQueries(Manifest.read(file, text), only);
    }

    /** Knows what clients send, and no list. */
    public static PersistedQueries withoutList() {
        return new PersistedQueries(Map.of(), false);
    }

    /** Returns whether an operation of this text may be executed. */
    boolean allows(String text) {
        return !listedOnly || texts.contains(text);
    }

    /**
     * Returns the request with the text of what it names, and remember a text that comes with its hash.
     *
     * @throws PersistedQueryException if it names what is not known, or asks for what is not in the list
     * @throws GraphQlHttpException if text and hash do not fit
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
        String hash = name(persisted);
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
            // The words and codes are those that the protocol's clients look for.
            throw new PersistedQueryException(ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED, "PersistedQueryNotSupported");
        }
        return query.isEmpty() ? known(hash) : remembered(hash, query);
    }

    private String known(String hash) {
        String text = sent.getIfPresent(hash);
        if (text == null) {
            throw new PersistedQueryException(ErrorCode.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound");
        }
        return text;
    }

    private String remembered(String hash, String query) {
        if (!query.equals(sent.getIfPresent(hash))) {
            if (!hash.equals(sha256(query))) {
                throw new GraphQlHttpException(400, "The sha256Hash is not that of the query.");
            }
            sent.put(hash, query);
        }
        return query;
    }

    private static String name(Map<?, ?> persisted) {
        @Nullable Object hash = persisted.containsKey("sha256Hash") ? persisted.get("sha256Hash") : persisted.get("id");
        if (!(hash instanceof String text)) {
            throw new GraphQlHttpException(400, "extensions.persistedQuery needs a sha256Hash or an id, a string.");
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
