package io.howdah.admin.routes;

import java.util.Locale;

/** Purpose of a route. */
public enum RouteKind {
    /** Stores the records of a topic in a read model; created from the template {@code ingest}. */
    INGEST,
    /** Sends the changes of a read model to a channel; created from the template {@code notify}. */
    NOTIFY,
    /** Transforms a record's value to a document, or is called by such a route. */
    TRANSFORM,
    /** Transforms the payload of events. */
    FRAME,
    /** Handles requests of clients. */
    EDGE,
    /** Anything else. */
    OWN;

    /** Returns the name in lower case, as commands and the operators' API print it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
