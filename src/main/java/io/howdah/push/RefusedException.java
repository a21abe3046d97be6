package io.howdah.push;

/** Thrown when a client is refused. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public RefusedException(Refusal refusal) {
        super(refusal.detail());
        this.refusal = refusal;
    }

    /** Returns the HTTP response for the client. */
    public Refusal refusal() {
        return refusal;
    }
}
