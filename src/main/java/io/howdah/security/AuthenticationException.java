package io.howdah.security;

/** Thrown when authentication fails. The message is for the client: one sentence, without any part of the token. */
public final class AuthenticationException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Reason for the audit log and metrics. */
    public enum Reason {
        /** A token is required and missing. */
        MISSING,
        /** The token is malformed. */
        MALFORMED,
        /** The token is not signed, or with an algorithm that is not allowed. */
        ALGORITHM,
        /** No key of the issuer matches the signature. */
        SIGNATURE,
        /** The token is of another issuer. */
        ISSUER,
        /** The token is for another audience. */
        AUDIENCE,
        /** The token has expired. */
        EXPIRED,
        /** The token is not valid yet. */
        NOT_YET_VALID,
        /** The token is bound to a key or certificate that the client did not prove to have. */
        BINDING,
        /** The token has no subject. */
        SUBJECT,
        /** The issuer reports that the token is not active. */
        INACTIVE,
        /** The token was revoked in Howdah. */
        REVOKED,
        /** The logout token was used before. */
        REPLAYED,
        /** The ticket or cookie is unknown, was used, or is for another path. */
        TICKET,
        /** The issuer is unavailable; the response is 503. */
        UNAVAILABLE
    }

    private final Reason reason;

    /** Creates an exception; {@code message} is sent to the client. */
    public AuthenticationException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Returns the reason. */
    public Reason reason() {
        return reason;
    }
}
