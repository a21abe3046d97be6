package io.howdah.cli.server.tail;

/** There is nothing to look at, or no longer; the message is for the person who looks. */
public final class TailException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Made with a line that says what, why and the cure; a cause would be told in its place. */
    TailException(String message) {
        super(message);
    }
}
