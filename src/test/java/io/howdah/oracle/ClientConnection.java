package io.howdah.oracle;

/** A connection of a subscriber; {@link #close} cuts it. */
interface ClientConnection extends AutoCloseable {

    @Override
    void close();

    /** Receives the events of a connection. */
    interface Listener {
        void event(Event event);

        /** The connection ended; {@code why} is the close code and the reason, or the failure. */
        void ended(String why);
    }
}
