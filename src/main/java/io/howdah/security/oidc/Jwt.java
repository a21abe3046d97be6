package io.howdah.security.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.config.AuthSettings;
import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.text.Split;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A parsed JWT (RFC 7519) with an unverified signature.
 *
 * @param type the media type in its header, in lower case and without {@code application/}, or "" if it has none
 * @param algorithm the algorithm in its header, by the name that {@link AuthSettings#algorithm} returns
 * @param keyId the key id in its header, if any
 * @param claims the claims
 * @param signedPart the text that the signature is for
 * @param signature the signature, in base64url
 */
record Jwt(String type, String algorithm, Optional<String> keyId, Claims claims, String signedPart, String signature) {

    /** The type of access tokens by RFC 9068. */
    static final String ACCESS_TOKEN = "at+jwt";

    /** Maximum length of a token in characters. Real ones have one or two thousand. */
    static final int MAX_LENGTH = 16 * 1024;

    private static final int PARTS = 3;
    private static final int ENCRYPTED_PARTS = 5;
    private static final int MAX_KEY_ID_LENGTH = 512;

    /** Types of access tokens. Logout tokens and security events are refused. */
    private static final Set<String> TYPES = Set.of("jwt", ACCESS_TOKEN);

    /** Types of logout tokens. Older providers do not use {@code logout+jwt}. */
    private static final Set<String> LOGOUT_TYPES = Set.of("jwt", "logout+jwt");

    private static final String APPLICATION = "application/";
    private static final String EVENTS_OF_OPENID = "http://schemas.openid.net/event/";

    /** Returns whether a token has the form of a signed JWT, so that it needs no introspection. */
    static boolean isLike(String token) {
        List<String> parts = Split.on('.', token);
        if (parts.size() != PARTS) {
            return false;
        }
        try {
            return StrictJson.object(decode(parts.get(0))).has("alg");
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Parses an access token. Only algorithm, key id and type of the header are read: a key or an address of keys in a token
     * ({@code jwk}, {@code jku}, {@code x5c}, {@code x5u}) proves nothing.
     *
     * @throws AuthenticationException MALFORMED, if it is not a valid signed token
     */
    static Jwt parse(String token) throws AuthenticationException {
        Jwt parsed = parse(token, TYPES);
        checkIsNoEvent(parsed.claims());
        return parsed;
    }

    /** Parses a logout token, like {@link #parse}. */
    static Jwt parseLogout(String token) throws AuthenticationException {
        return parse(token, LOGOUT_TYPES);
    }

    private static Jwt parse(String token, Set<String> types) throws AuthenticationException {
        if (token.length() > MAX_LENGTH) {
            throw malformed("The token is longer than " + MAX_LENGTH + " characters.");
        }
        List<String> parts = Split.on('.', token);
        if (parts.size() == ENCRYPTED_PARTS) {
            throw malformed("The token is encrypted; only signed tokens are accepted.");
        }
        if (parts.size() != PARTS) {
            throw malformed("The token is not a JWT.");
        }
        try {
            JsonNode header = StrictJson.object(decode(parts.get(0)));
            String type = type(header, types);
            Claims claims = new Claims(StrictJson.object(decode(parts.get(1))));
            // Strict, unlike the reader of the library: a signature has exactly one form.
            decode(parts.get(2));
            String signedPart = token.substring(0, token.lastIndexOf('.'));
            return new Jwt(
                    type,
                    AuthSettings.algorithm(header.path("alg").textValue()),
                    keyId(header),
                    claims,
                    signedPart,
                    parts.get(2));
        } catch (IOException | IllegalArgumentException e) {
            throw malformed("The token is not a JWT.");
        }
    }

    private static String type(JsonNode header, Set<String> types) throws AuthenticationException {
        if (!header.path("alg").isTextual()) {
            throw malformed("The token has no signature algorithm (alg).");
        }
        if (header.has("crit")) {
            throw malformed("The token requires unknown extensions (crit).");
        }
        if (!header.has("typ")) {
            return "";
        }
        String type = header.path("typ").asText().toLowerCase(Locale.ROOT);
        String name = type.startsWith(APPLICATION) ? type.substring(APPLICATION.length()) : type;
        if (!types.contains(name)) {
            throw malformed("The token's type (typ) is not accepted.");
        }
        return name;
    }

    /** Refuses logout tokens, which need not have a type of their own. */
    private static void checkIsNoEvent(Claims claims) throws AuthenticationException {
        for (String name : (Iterable<String>) claims.json().path("events")::fieldNames) {
            if (name.startsWith(EVENTS_OF_OPENID)) {
                throw malformed("The token is for an event and is not an access token.");
            }
        }
    }

    private static Optional<String> keyId(JsonNode header) throws AuthenticationException {
        JsonNode id = header.path("kid");
        if (id.isMissingNode()) {
            return Optional.empty();
        }
        if (!id.isTextual() || id.textValue().length() > MAX_KEY_ID_LENGTH) {
            throw malformed("The token's key id must be a text of at most " + MAX_KEY_ID_LENGTH + " characters.");
        }
        return Optional.of(id.textValue());
    }

    private static byte[] decode(String part) {
        if (part.endsWith("=")) {
            throw new IllegalArgumentException("padded");
        }
        return Base64.getUrlDecoder().decode(part);
    }

    private static AuthenticationException malformed(String message) {
        return new AuthenticationException(Reason.MALFORMED, message);
    }
}
