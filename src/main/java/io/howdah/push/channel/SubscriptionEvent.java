package io.howdah.push.channel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.push.EncodedEvent;
import java.util.Optional;
import java.util.function.Supplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Something that a subscription is told, before a protocol puts it into its own words. */
public final class SubscriptionEvent {

    /** What a subscription is told. */
    public enum Kind {
        /** It begins, or goes on: always the first. */
        READY,
        /** All documents follow. */
        SNAPSHOT_BEGIN,
        /** A document that is there. */
        SNAPSHOT,
        /** These were all. */
        SNAPSHOT_END,
        /** A document is there now that was not visible before. */
        CREATED,
        /** A document that was visible has changed. */
        UPDATED,
        /** A document is no more. */
        DELETED,
        /** A document is there, but no longer in what may be seen or was asked for. */
        LEFT,
        /** Nothing that concerns the subscription has happened up to a place. */
        POSITION,
        /** Everything may have changed. */
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

    /** The first, at the place from which it goes on; an empty one where a snapshot comes first. */
    static SubscriptionEvent ready(String position, boolean recovered) {
        return new SubscriptionEvent(Kind.READY, position, recovered, null, null, null, 0);
    }

    /** One about the subscription itself. */
    static SubscriptionEvent control(Kind kind, String position) {
        return new SubscriptionEvent(kind, position, null, null, null, null, 0);
    }

    /** A document of a snapshot. */
    static SubscriptionEvent snapshotItem(StoredChange found, ObjectNode data, long number) {
        return new SubscriptionEvent(Kind.SNAPSHOT, "", null, null, found, data, number);
    }

    /** A change at a place, its own or, for who has not been told of another one of the document since, an earlier one. */
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

    /** Return what is told. */
    public Kind kind() {
        return kind;
    }

    /** Return the place in the stream that a client may go on from; empty where there is none yet. */
    public String position() {
        return position;
    }

    /** Return whether many subscriptions are told this very notice, so that its frame is worth keeping for the next. */
    public boolean isShared() {
        return kind == Kind.POSITION || (event != null && event.position().equals(position));
    }

    /** Return whether it goes on from its place without a gap; said by {@link Kind#READY} alone. */
    public Optional<Boolean> recovered() {
        return Optional.ofNullable(recovered);
    }

    /** Return whether it shows a document. */
    public boolean hasDocument() {
        return data != null;
    }

    /** Return roughly what keeping it costs, in bytes. */
    public int size() {
        return event == null ? CONTROL_BYTES : event.size();
    }

    /** Return the key of the document that it is about, as text. */
    public Optional<String> key() {
        return Optional.ofNullable(change).map(StoredChange::subject);
    }

    /** Return the version of that document; without a version field it is made of its record's offset, see {@link StoredChange#version}. */
    public Optional<Object> version() {
        return Optional.ofNullable(change).map(StoredChange::version);
    }

    /**
     * Return the document in its stored form, with what the channel's frame transform has made of its fields; those that it has left
     * out are as they are stored. A value that it has given another type is not there.
     */
    public Optional<Document> document() {
        return change == null || data == null ? Optional.empty() : Optional.of(PayloadDocument.of(change, data));
    }

    /** Its frame in the format that all of its channel share, encoded by the first who asks. */
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
