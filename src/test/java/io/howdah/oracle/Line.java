package io.howdah.oracle;

/** What a subscriber is sent events by; it is cut when it is closed. */
interface Line extends AutoCloseable {

    @Override
    void close();

    /** Takes what comes by a line. */
    interface Ear {
        void event(Event event);

        /** The line is gone; {@code why} is the close code and the reason, or the failure. */
        void ended(String why);
    }
}
