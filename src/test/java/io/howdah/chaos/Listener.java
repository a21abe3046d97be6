package io.howdah.chaos;

import io.howdah.chaos.Way.Wish;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Alice on one line that is never opened again: everything that she is told. */
final class Listener implements AutoCloseable {

    private final Way way;
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final Line line;

    private Listener(Way way, int port) throws Exception {
        this.way = way;
        this.line = way.open(new Wish(port, "alice", "", "", true), told::add);
    }

    /** Opens the line. */
    static Listener open(Way way, int port) {
        try {
            return new Listener(way, port);
        } catch (Exception e) {
            throw new IllegalStateException(way + " cannot be opened", e);
        }
    }

    /** The versions of a document, in the order in which they were told. */
    List<Long> versions(String key) {
        return told.stream()
                .filter(each -> each.key().equals(key))
                .map(Told::version)
                .toList();
    }

    /** How often this was told. */
    long count(String what) {
        return told.stream().filter(each -> each.what().equals(what)).count();
    }

    /** Whether the line is open. */
    boolean isOpen() {
        return !line.ended().isDone();
    }

    @Override
    public void close() throws Exception {
        line.close();
    }

    @Override
    public String toString() {
        return way.toString();
    }
}
