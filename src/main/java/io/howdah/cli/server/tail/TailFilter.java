package io.howdah.cli.server.tail;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What passes: that of one key alone, where one is given, and so many, where that is said. It is used by one thread at a time. */
public final class TailFilter {

    private final @Nullable String key;
    private final Consumer<TailLine> out;
    private int left;

    /**
     * Shows what passes.
     *
     * @param key the key to show alone, or null for all
     * @param limit how many are shown, 0 for all
     * @param out takes them
     */
    public TailFilter(@Nullable String key, int limit, Consumer<TailLine> out) {
        this.key = key;
        this.left = limit == 0 ? Integer.MAX_VALUE : limit;
        this.out = out;
    }

    /** Return whether no more are wanted. */
    boolean isOver() {
        return left == 0;
    }

    void take(TailLine sight) {
        if (left > 0 && (key == null || key.equals(sight.key()))) {
            left -= left == Integer.MAX_VALUE ? 0 : 1;
            out.accept(sight);
        }
    }
}
