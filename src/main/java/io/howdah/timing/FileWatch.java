package io.howdah.timing;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Detects changes of files by polling. It does not use events of the file system, so it works if an editor writes a file or renames
 * one, if Kubernetes changes a symbolic link, and on every file system. Not thread-safe.
 *
 * @param <S> state of the files; equal as long as nothing has changed
 */
public final class FileWatch<S> {

    private final Supplier<S> look;
    private S known;
    private S last;

    /**
     * Creates a watch that starts from a known state.
     *
     * @param look returns the current state; it throws nothing, and has a state for files that cannot be read
     */
    public FileWatch(S known, Supplier<S> look) {
        this.look = look;
        this.known = known;
        this.last = known;
    }

    /** Polls once. Returns the state if it is new and equal to that of the poll before; files that still change may be half written. */
    public Optional<S> look() {
        S now = look.get();
        boolean isSettled = now.equals(last);
        last = now;
        if (!isSettled || now.equals(known)) {
            return Optional.empty();
        }
        known = now;
        return Optional.of(now);
    }

    /** Returns whether the last poll found the known state. */
    public boolean isQuiet() {
        return last.equals(known);
    }

    /** Polls at this interval until there is a new state. */
    public void await(Duration interval) throws InterruptedException {
        while (look().isEmpty()) {
            Pause.sleep(interval);
        }
    }
}
