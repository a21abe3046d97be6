package io.howdah.push.channel;

/**
 * Types of the control events, which concern a subscription and not a document; without their prefix {@code
 * io.howdah.}.
 */
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
