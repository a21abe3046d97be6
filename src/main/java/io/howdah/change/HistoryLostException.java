package io.howdah.change;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown when the server no longer has the history since a position, or cannot return it. */
public final class HistoryLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String goodFrom;

    HistoryLostException(String message) {
        super(message);
        this.goodFrom = null;
    }

    /**
     * Creates an exception for a stream that ends at a position.
     *
     * @param goodFrom the first position that may still be usable; all positions before it are lost
     */
    public HistoryLostException(String message, String goodFrom) {
        super(message);
        this.goodFrom = goodFrom;
    }

    /** Returns the position before which all positions are lost, or empty if only the requested one is known to be lost. */
    public Optional<String> goodFrom() {
        return Optional.ofNullable(goodFrom);
    }
}
