package io.howdah.change;

import io.howdah.observe.FailureState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server that was asked for changes has said nothing for long, not even that there are none. It answers within {@link
 * ChangeStream#MAX_AWAIT_MS}, unless it searches its history.
 */
final class StreamSilence {

    private volatile @Nullable Instant since;

    /** Notes that it is asked now. */
    void begins() {
        since = Instant.now();
    }

    /** Notes that it has answered, or failed. */
    void ends() {
        since = null;
    }

    /** Since when it is silent, if that is too long. */
    Optional<FailureState.Present> trouble() {
        return FailureState.noAnswer(since);
    }
}
