package io.howdah.tools.golden;

/**
 * A MongoDB server for golden tests, which holds nothing else.
 *
 * @param uri how it is reached
 * @param stop ends it
 */
public record GoldenDatabase(String uri, Runnable stop) implements AutoCloseable {

    @Override
    public void close() {
        stop.run();
    }
}
