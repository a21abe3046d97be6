package io.howdah.change;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server does not know any more what has happened since a place, or too much has. */
public final class HistoryLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String goodFrom;

    HistoryLostException(String message) {
        super(message);
        this.goodFrom = null;
    }

    /**
     * Creates one for a stream that breaks off at a place.
     *
     * @param goodFrom places before this one are lost; this one and those behind it may be good
     */
    public HistoryLostException(String message, String goodFrom) {
        super(message);
        this.goodFrom = goodFrom;
    }

    /** Returns the place before which all places are lost, empty where only the one that was read from is known to be. */
    public Optional<String> goodFrom() {
        return Optional.ofNullable(goodFrom);
    }
}
