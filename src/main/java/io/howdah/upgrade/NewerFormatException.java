package io.howdah.upgrade;

/** Says in one line that something was stored by a newer Howdah, in a format that this one does not know. */
public final class NewerFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NewerFormatException(String message) {
        super(message);
    }
}
