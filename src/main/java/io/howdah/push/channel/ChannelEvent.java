package io.howdah.push.channel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.model.AccessRule;
import io.howdah.model.DocumentFilter;
import io.howdah.push.EncodedEvent;
import io.howdah.security.Principal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What a notify route sends to its channel: a change and what it shows, or that everything may have changed. Each frame is encoded
 * once, however many subscribers get it: one for each type that the change has for somebody, and each set of fields that they may
 * not read.
 */
public final class ChannelEvent {

    private final String position;
    private final @Nullable String previous;
    private final @Nullable StoredChange change;
    private final @Nullable ObjectNode data;
    private final Set<String> ownerMarks;
    private final OwnerHashes owners;
    private final Map<FrameKey, EncodedEvent> encoded = new HashMap<>();
    private final Map<ChangeType, SubscriptionEvent> subscriptionEvents = new EnumMap<>(ChangeType.class);

    /** What tells one frame of an event from another: the change's type, and the fields that are hidden in it. */
    record FrameKey(ChangeType type, Set<String> hidden) {}

    private ChannelEvent(
            String position, @Nullable String previous, @Nullable StoredChange change, @Nullable ObjectNode data) {
        this.position = position;
        this.previous = previous;
        this.change = change;
        this.data = data;
        this.ownerMarks = change == null ? Set.of() : change.ownerMarks();
        this.owners = OwnerHashes.of(ownerMarks);
    }

    /**
     * A change that is read again.
     *
     * @param data what it shows, null for a deletion, and where it cannot be shown
     */
    public static ChannelEvent of(StoredChange change, @Nullable ObjectNode data) {
        return of(change, data, null);
    }

    /**
     * A change as the notify route publishes it.
     *
     * @param data what it shows, null for a deletion, and where it cannot be shown
     * @param previous the position before it, up to which the route got all changes, or null where none is known yet
     */
    public static ChannelEvent of(StoredChange change, @Nullable ObjectNode data, @Nullable String previous) {
        return new ChannelEvent(change.position(), previous, change, data);
    }

    /** Everything may have changed at this place. */
    static ChannelEvent resync(String position) {
        return new ChannelEvent(position, null, null, null);
    }

    /** Its place in the change stream. */
    String position() {
        return position;
    }

    /** The position before it, up to which the route that publishes it got all changes, or null where none is known. */
    @Nullable
    String previous() {
        return previous;
    }

    /** The change, if it is one of a document. */
    Optional<StoredChange> change() {
        return Optional.ofNullable(change);
    }

    @Nullable
    ObjectNode data() {
        return data;
    }

    /** What those are told for whom it is of this type, at its own place: the same notice each time. */
    synchronized SubscriptionEvent forType(ChangeType type) {
        return subscriptionEvents.computeIfAbsent(type, first -> SubscriptionEvent.change(this, type, position));
    }

    /** What it means to a subscriber; nothing if they neither saw the document before nor see it now. */
    Optional<ChangeType> typeFor(Principal principal, DocumentFilter filter) {
        if (change == null) {
            return Optional.empty();
        }
        AccessRule access = change.model().access();
        Document was = change.was();
        boolean before = was != null && access.sees(principal, was) && change.mayHaveMatched(filter);
        // What cannot be shown is gone for those who saw it.
        boolean after = data != null
                && !change.deleted()
                && access.sees(principal, change.stored())
                && filter.matches(change.stored());
        if (after) {
            return Optional.of(before ? ChangeType.UPDATED : ChangeType.CREATED);
        }
        if (!before) {
            return Optional.empty();
        }
        return Optional.of(change.deleted() ? ChangeType.DELETED : ChangeType.LEFT);
    }

    /** The marks of those who own the document, or owned it before. */
    Set<String> ownerMarks() {
        return ownerMarks;
    }

    /** The same, for a quick look at whom the change may concern. */
    OwnerHashes owners() {
        return owners;
    }

    /** A frame, encoded by the first who asks. */
    synchronized EncodedEvent encoded(FrameKey key, Supplier<byte[]> encode) {
        return encoded.computeIfAbsent(key, first -> EncodedEvent.of(encode.get()));
    }

    /** How many fields are not for everyone; each may add a set of fields that somebody reads, and so a frame. */
    private int guardedFields() {
        return change == null ? 0 : change.model().guarded().size();
    }

    /** Roughly what keeping it costs, in bytes. */
    int size() {
        // The document, its tree of JSON nodes, and the frames that are encoded of it, by the length of its text.
        return 1024
                + (data == null ? 0 : (6 + guardedFields()) * data.toString().length());
    }
}
