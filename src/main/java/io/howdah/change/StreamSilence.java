package io.howdah.change;

import io.howdah.observe.FailureState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Detects a server that does not answer a request for changes. A server answers within {@link ChangeStream#MAX_AWAIT_MS},
 * even without changes, unless it searches its history.
 */
final class StreamSilence {

    private volatile @Nullable Instant since;

    /** Records the start of a request. */
    void begins() {
        since = Instant.now();
    }

    /** Records that the server answered or failed. */
    void ends() {
        since = null;
    }

    /** Returns since when the server has been silent, if that is too long. */
    Optional<FailureState.Present> trouble() {
        return FailureState.noResponse(since);
    }
}
