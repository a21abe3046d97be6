package io.howdah.cli.server.tail;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes on the lines of one key or of all keys, up to a limit. Not thread-safe. */
public final class TailFilter {

    private final @Nullable String key;
    private final Consumer<TailLine> out;
    private int left;

    /**
     * Creates a filter.
     *
     * @param key the only key to pass on, or null for all keys
     * @param limit maximum number of lines, 0 for all
     * @param out receives the lines
     */
    public TailFilter(@Nullable String key, int limit, Consumer<TailLine> out) {
        this.key = key;
        this.left = limit == 0 ? Integer.MAX_VALUE : limit;
        this.out = out;
    }

    /** Returns whether the limit is reached. */
    boolean isDone() {
        return left == 0;
    }

    void accept(TailLine line) {
        if (left > 0 && (key == null || key.equals(line.key()))) {
            left -= left == Integer.MAX_VALUE ? 0 : 1;
            out.accept(line);
        }
    }
}
