package io.howdah.push.channel;

/** Types of the events that are about a subscription and not about a document, without their prefix {@code io.howdah.}. */
final class ControlEvents {

    static final String READY = "ready";
    static final String POSITION = "position";
    static final String RESYNC = "resync";
    static final String SNAPSHOT_BEGIN = "snapshot.begin";
    static final String SNAPSHOT_ITEM = "snapshot.item";
    static final String SNAPSHOT_END = "snapshot.end";
    static final String CLOSED = "closed";

    private ControlEvents() {}
}
