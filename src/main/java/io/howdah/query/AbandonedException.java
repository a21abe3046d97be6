package io.howdah.query;

/** An operation that was not carried through, whatever it would have come to; the message is shown to the client. */
public final class AbandonedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why it was given up. */
    public enum Reason {
        /** There was no place for it. */
        OVERLOADED("The server has too much to do at the moment; try again later."),
        /** Its client has as many others under way as one may have. */
        SHARE("Your operations take all that one client may take at once; wait for their answers, then try again."),
        /** It took too long. */
        LATE("The operation took too long."),
        /** Nobody waits for its answer any more. */
        GONE("The client has gone.");

        private final String message;

        Reason(String message) {
            this.message = message;
        }
    }

    private final Reason reason;

    /** Of an operation that was given up for this reason. */
    public AbandonedException(Reason reason) {
        super(reason.message, null, false, false);
        this.reason = reason;
    }

    /** Returns why it was given up. */
    public Reason reason() {
        return reason;
    }
}
