package io.howdah.upgrade;

/** Thrown if a newer version of Howdah stored a document in a format that this version cannot read. The message is one line. */
public final class NewerFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NewerFormatException(String message) {
        super(message);
    }
}
