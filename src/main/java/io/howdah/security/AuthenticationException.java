package io.howdah.security;

/** A token does not tell who it is. The message is for the client, one sentence, and quotes nothing of the token. */
public final class AuthenticationException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why, in one word, for the audit log and for metrics. */
    public enum Reason {
        /** There is none, and there must be one. */
        MISSING,
        /** It is no token, or not one of the form that is asked for. */
        MALFORMED,
        /** It is signed by an algorithm that is not allowed, or not signed at all. */
        ALGORITHM,
        /** It is signed by no key of its issuer. */
        SIGNATURE,
        /** It is of another issuer. */
        ISSUER,
        /** It is for another audience. */
        AUDIENCE,
        /** Its time is over. */
        EXPIRED,
        /** Its time has not come. */
        NOT_YET_VALID,
        /** It is bound to a key or certificate of its client, which the client did not prove to have. */
        BINDING,
        /** It says of nobody who it is. */
        SUBJECT,
        /** Its issuer says that it is none, or none any more. */
        INACTIVE,
        /** It was revoked here. */
        REVOKED,
        /** A logout token that was shown before. */
        REPLAYED,
        /** A ticket or a cookie that is unknown, was used, or is for another path. */
        TICKET,
        /** Its issuer cannot be asked now: it is answered with 503. */
        UNAVAILABLE
    }

    private final Reason reason;

    /** Makes it; {@code message} is shown to the client. */
    public AuthenticationException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Return why. */
    public Reason reason() {
        return reason;
    }
}
