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
    PAYLOAD,
    /** Handles requests of clients. */
    EDGE,
    /** Anything else. */
    OWN;

    /** Former name of {@link #PAYLOAD}, which JSON still has. */
    private static final String FORMER_PAYLOAD = "frame";

    /** Returns the kind in JSON. */
    public String text() {
        return this == PAYLOAD ? FORMER_PAYLOAD : label();
    }

    /** Returns the kind for people: the name in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the kind for people of a kind in JSON; an unknown kind stays as it is. */
    public static String label(String text) {
        return text.equals(FORMER_PAYLOAD) ? PAYLOAD.label() : text;
    }
}
