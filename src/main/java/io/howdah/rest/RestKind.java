package io.howdah.rest;

import java.util.Locale;

/** What a request is for; the edge route tells by it which route answers. */
enum RestKind {
    LIST,
    DOCUMENT,
    COMMAND;

    /** Return its name in the route's YAML. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
