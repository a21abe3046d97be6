package io.howdah.admin.routes;

import java.util.Locale;

/** What a route is for. */
public enum RouteKind {
    /** Made from the template {@code ingest}: reads a topic into a read model. */
    INGEST,
    /** Made from the template {@code notify}: tells a channel of a read model's changes. */
    NOTIFY,
    /** Turns a record's value into a document; a route that such a one calls is one, too. */
    TRANSFORM,
    /** Shapes what a notification shows. */
    FRAME,
    /** What a client's request passes. */
    EDGE,
    /** Anything else. */
    OWN;

    /** Return it in small letters. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
