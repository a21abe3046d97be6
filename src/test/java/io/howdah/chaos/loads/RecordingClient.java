package io.howdah.chaos.loads;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client of alice that records all events of one connection and never reconnects. */
public final class RecordingClient implements AutoCloseable {

    private final Transport transport;
    private final List<ReceivedEvent> events = new CopyOnWriteArrayList<>();
    private final ClientConnection connection;

    private RecordingClient(Transport transport, int port) throws Exception {
        this.transport = transport;
        this.connection = transport.open(new Transport.Request(port, "alice", "", "", true), events::add);
    }

    /** Opens the connection. */
    public static RecordingClient open(Transport transport, int port) {
        try {
            return new RecordingClient(transport, port);
        } catch (Exception e) {
            throw new IllegalStateException(transport + " cannot be opened", e);
        }
    }

    /** The versions of a document, in the order of arrival. */
    public List<Long> versions(String key) {
        return events.stream()
                .filter(each -> each.key().equals(key))
                .map(ReceivedEvent::version)
                .toList();
    }

    /** The number of events with this operation. */
    public long count(String operation) {
        return events.stream()
                .filter(each -> each.operation().equals(operation))
                .count();
    }

    /** Whether the connection is open. */
    public boolean isOpen() {
        return !connection.ended().isDone();
    }

    @Override
    public void close() throws Exception {
        connection.close();
    }

    @Override
    public String toString() {
        return transport.toString();
    }
}
