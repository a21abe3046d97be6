package io.howdah.push;

/** A client cannot be let in now. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public RefusedException(Refusal refusal) {
        super(refusal.detail());
        this.refusal = refusal;
    }

    /** What it is answered. */
    public Refusal refusal() {
        return refusal;
    }
}
