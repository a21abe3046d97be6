package io.howdah.push.channel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.push.EncodedEvent;
import java.util.Optional;
import java.util.function.Supplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Event for one or more subscriptions, before a protocol encodes it. */
public final class SubscriptionEvent {

    /** Kinds of events. */
    public enum Kind {
        /** The subscription starts or continues; always the first event. */
        READY,
        /** The snapshot's documents follow. */
        SNAPSHOT_BEGIN,
        /** A document of the snapshot. */
        SNAPSHOT,
        /** The snapshot is complete. */
        SNAPSHOT_END,
        /** A document has become visible. */
        CREATED,
        /** A visible document has changed. */
        UPDATED,
        /** A document is deleted. */
        DELETED,
        /** A document exists, but is no longer visible or no longer matches the filter. */
        LEFT,
        /** Nothing else concerns the subscription up to a position. */
        POSITION,
        /** Any document may have changed. */
        RESYNC
    }

    private static final int CONTROL_BYTES = 512;

    private final Kind kind;
    private final String position;
    private final @Nullable Boolean recovered;
    private final @Nullable StoredChange change;
    private final @Nullable ChannelEvent event;
    private final @Nullable ObjectNode data;
    private final long number;
    private @Nullable EncodedEvent encoded;

    private SubscriptionEvent(
            Kind kind,
            String position,
            @Nullable Boolean recovered,
            @Nullable ChannelEvent event,
            @Nullable StoredChange change,
            @Nullable ObjectNode data,
            long number) {
        this.kind = kind;
        this.position = position;
        this.recovered = recovered;
        this.event = event;
        this.change = change;
        this.data = data;
        this.number = number;
    }

    /**
     * Creates the first event.
     *
     * @param position position that the subscription continues from; empty if a snapshot comes first
     * @param recovered whether it continues from its cursor without a gap
     */
    static SubscriptionEvent ready(String position, boolean recovered) {
        return new SubscriptionEvent(Kind.READY, position, recovered, null, null, null, 0);
    }

    /** Creates a control event. */
    static SubscriptionEvent control(Kind kind, String position) {
        return new SubscriptionEvent(kind, position, null, null, null, null, 0);
    }

    /** Creates the event of a snapshot's document. */
    static SubscriptionEvent snapshotItem(StoredChange found, ObjectNode data, long number) {
        return new SubscriptionEvent(Kind.SNAPSHOT, "", null, null, found, data, number);
    }

    /**
     * Creates the event of a change.
     *
     * @param position the change's own position, or an earlier one if it was conflated with a change that the
     *     subscriber has not received
     */
    static SubscriptionEvent change(ChannelEvent event, ChangeType type, String position) {
        return new SubscriptionEvent(
                Kind.valueOf(type.name()),
                position,
                null,
                event,
                event.change().orElseThrow(),
                type.hasData() ? event.data() : null,
                0);
    }

    /** Returns the kind. */
    public Kind kind() {
        return kind;
    }

    /** Returns the position that a client may continue from; empty if there is none yet. */
    public String position() {
        return position;
    }

    /** Returns whether many subscriptions share this object, so that its encoding is worth keeping. */
    public boolean isShared() {
        return kind == Kind.POSITION || (event != null && event.position().equals(position));
    }

    /** Returns whether the subscription continues without a gap; only {@link Kind#READY} has it. */
    public Optional<Boolean> recovered() {
        return Optional.ofNullable(recovered);
    }

    /** Returns whether the event shows a document. */
    public boolean hasDocument() {
        return data != null;
    }

    /** Returns the approximate memory size in bytes. */
    public int size() {
        return event == null ? CONTROL_BYTES : event.size();
    }

    /** Returns the document's key as text; empty for a control event. */
    public Optional<String> key() {
        return Optional.ofNullable(change).map(StoredChange::subject);
    }

    /**
     * Returns the document's version; without a version field it derives from the record's offset, see {@link
     * StoredChange#version}.
     */
    public Optional<Object> version() {
        return Optional.ofNullable(change).map(StoredChange::version);
    }

    /**
     * Returns the document in its stored form with the fields of the payload transform. Fields that the transform
     * leaves out keep their stored value; a value of the wrong type is null.
     */
    public Optional<Document> document() {
        return change == null || data == null ? Optional.empty() : Optional.of(PayloadDocument.of(change, data));
    }

    /** Returns the encoding that all subscriptions of the channel share; the first caller creates it. */
    synchronized EncodedEvent shared(Supplier<byte[]> encode) {
        EncodedEvent known = encoded;
        if (known == null) {
            known = EncodedEvent.of(encode.get());
            encoded = known;
        }
        return known;
    }

    Optional<ChannelEvent> event() {
        return Optional.ofNullable(event);
    }

    Optional<StoredChange> change() {
        return Optional.ofNullable(change);
    }

    @Nullable
    ObjectNode data() {
        return data;
    }

    long number() {
        return number;
    }
}
