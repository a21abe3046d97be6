package io.howdah.push.channel;

import io.howdah.push.EncodedEvent;

/** Thrown when a subscription is not possible after a reload; carries the reason in the client's protocol. */
public final class ResubscriptionRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient EncodedEvent errors;
    private final transient EncodedEvent result;

    /**
     * Creates an exception.
     *
     * @param errors the errors as a JSON list
     * @param result the errors as a JSON result
     */
    public ResubscriptionRefusedException(EncodedEvent errors, EncodedEvent result) {
        super("the subscription is not possible any more");
        this.errors = errors;
        this.result = result;
    }

    /** Returns the errors as a JSON list. */
    public byte[] errors() {
        return errors.bytes();
    }

    /** Returns the errors as the last result. */
    public byte[] result() {
        return result.bytes();
    }
}
