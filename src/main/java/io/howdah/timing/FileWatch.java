package io.howdah.timing;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Notices that files have changed, by looking at them again and again rather than by events of the file system: so it does not matter
 * whether an editor writes a file or renames one, whether Kubernetes changes a symbolic link, or which file system it is. Not thread-safe.
 *
 * @param <S> what a look finds; equal as long as nothing has changed
 */
public final class FileWatch<S> {

    private final Supplier<S> look;
    private S known;
    private S last;

    /**
     * Creates a watch that knows a state already.
     *
     * @param look finds the present state; it throws nothing, but has a state for files that cannot be read
     */
    public FileWatch(S known, Supplier<S> look) {
        this.look = look;
        this.known = known;
        this.last = known;
    }

    /** Looks once. Returns a state that is new, and the same as at the look before: one that still changes may be half written. */
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

    /** Returns whether the last look found what is known. */
    public boolean isQuiet() {
        return last.equals(known);
    }

    /** Looks at this interval until there is a new state. */
    public void await(Duration interval) throws InterruptedException {
        while (look().isEmpty()) {
            Pause.sleep(interval);
        }
    }
}
