package io.howdah.tools.golden;

/**
 * A MongoDB server for golden tests alone.
 *
 * @param uri its connection string
 * @param stop stops it
 */
public record GoldenDatabase(String uri, Runnable stop) implements AutoCloseable {

    @Override
    public void close() {
        stop.run();
    }
}
