package io.howdah.push.channel;

import io.howdah.push.EncodedEvent;

/** What a client has subscribed to can be had no longer. It carries what the client is told, in its protocol. */
public final class ResubscriptionRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient EncodedEvent errors;
    private final transient EncodedEvent result;

    /**
     * Makes it.
     *
     * @param errors a list of errors, as JSON
     * @param result the same as a result, as JSON
     */
    public ResubscriptionRefusedException(EncodedEvent errors, EncodedEvent result) {
        super("what was subscribed to is there no longer");
        this.errors = errors;
        this.result = result;
    }

    /** Return why, as a list of errors. */
    public byte[] errors() {
        return errors.bytes();
    }

    /** Return why, as the last result. */
    public byte[] result() {
        return result.bytes();
    }
}
