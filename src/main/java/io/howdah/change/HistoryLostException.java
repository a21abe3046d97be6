package io.howdah.change;

/** The server does not know any more what has happened since a place, or too much has. */
public final class HistoryLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HistoryLostException(String message) {
        super(message);
    }
}
