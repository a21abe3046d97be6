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
 * A signed token (RFC 7519) that was taken apart and not yet believed.
 *
 * @param type the media type in its header, in lower case and without {@code application/}, or "" if it has none
 * @param algorithm by which it says that it is signed, by the name that {@link AuthSettings#algorithm} returns
 * @param keyId by which key it says so, empty where it does not
 * @param claims what it says
 * @param signedPart what the signature is for
 * @param signature the signature, in base64url
 */
record Jwt(String type, String algorithm, Optional<String> keyId, Claims claims, String signedPart, String signature) {

    /** The type of access tokens by RFC 9068. */
    static final String ACCESS_TOKEN = "at+jwt";

    /** Longer ones are not looked at; real ones have one or two thousand characters. */
    static final int MAX_LENGTH = 16 * 1024;

    private static final int PARTS = 3;
    private static final int ENCRYPTED_PARTS = 5;
    private static final int MAX_KEY_ID_LENGTH = 512;

    /** Those that access tokens have; a logout token or a security event is no key to a door. */
    private static final Set<String> TYPES = Set.of("jwt", ACCESS_TOKEN);

    /** Providers did not say {@code logout+jwt} before it was recommended. */
    private static final Set<String> LOGOUT_TYPES = Set.of("jwt", "logout+jwt");

    private static final String APPLICATION = "application/";
    private static final String EVENTS_OF_OPENID = "http://schemas.openid.net/event/";

    /** Return whether this has the form of a signed JWT, so that its issuer need not be asked. */
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
     * Takes a token apart. Of its header only algorithm, key id and type are read: a key or an address of keys that it
     * brings along ({@code jwk}, {@code jku}, {@code x5c}, {@code x5u}) proves nothing.
     *
     * @throws AuthenticationException MALFORMED, if it is no signed token that may be understood
     */
    static Jwt parse(String token) throws AuthenticationException {
        Jwt parsed = parse(token, TYPES);
        checkIsNoEvent(parsed.claims());
        return parsed;
    }

    /** Takes a logout token apart, as {@link #parse} does. */
    static Jwt parseLogout(String token) throws AuthenticationException {
        return parse(token, LOGOUT_TYPES);
    }

    private static Jwt parse(String token, Set<String> types) throws AuthenticationException {
        if (token.length() > MAX_LENGTH) {
            throw malformed("The token is longer than " + MAX_LENGTH + " characters.");
        }
        List<String> parts = Split.on('.', token);
        if (parts.size() == ENCRYPTED_PARTS) {
            throw malformed("The token is encrypted; signed ones are taken alone.");
        }
        if (parts.size() != PARTS) {
            throw malformed("The token is no JWT.");
        }
        try {
            JsonNode header = StrictJson.object(decode(parts.get(0)));
            String type = type(header, types);
            Claims claims = new Claims(StrictJson.object(decode(parts.get(1))));
            // Strictly, which the library's own reader is not: one signature has one form.
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
            throw malformed("The token is no JWT.");
        }
    }

    private static String type(JsonNode header, Set<String> types) throws AuthenticationException {
        if (!header.path("alg").isTextual()) {
            throw malformed("The token does not say by which algorithm it is signed.");
        }
        if (header.has("crit")) {
            throw malformed("The token asks for extensions that are not known here.");
        }
        if (!header.has("typ")) {
            return "";
        }
        String type = header.path("typ").asText().toLowerCase(Locale.ROOT);
        String name = type.startsWith(APPLICATION) ? type.substring(APPLICATION.length()) : type;
        if (!types.contains(name)) {
            throw malformed("The token is of another type than is taken here.");
        }
        return name;
    }

    /** Logout tokens are not bound to say so in their type. */
    private static void checkIsNoEvent(Claims claims) throws AuthenticationException {
        for (String name : (Iterable<String>) claims.json().path("events")::fieldNames) {
            if (name.startsWith(EVENTS_OF_OPENID)) {
                throw malformed("The token tells of an event and is no access token.");
            }
        }
    }

    private static Optional<String> keyId(JsonNode header) throws AuthenticationException {
        JsonNode id = header.path("kid");
        if (id.isMissingNode()) {
            return Optional.empty();
        }
        if (!id.isTextual() || id.textValue().length() > MAX_KEY_ID_LENGTH) {
            throw malformed("The token's key id is no text of at most " + MAX_KEY_ID_LENGTH + " characters.");
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
