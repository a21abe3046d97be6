package io.howdah.rest;

import java.util.Locale;

/** Kind of a request; the edge route picks the answering route by it. */
enum RestKind {
    LIST,
    DOCUMENT,
    COMMAND;

    /** Returns its name in the route's YAML. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
