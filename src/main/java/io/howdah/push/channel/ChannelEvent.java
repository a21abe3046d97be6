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
 * Event that a notify route publishes to its channel: a change with its payload, or a resync. Each encoding is created
 * once and shared by all subscribers that receive it: one for each change type and set of hidden fields. Thread-safe.
 */
public final class ChannelEvent {

    private final String position;
    private final @Nullable String previous;
    private final @Nullable StoredChange change;
    private final @Nullable ObjectNode data;
    private final Set<String> ownerMarks;
    private final OwnerHashes owners;
    private final Map<EncodingKey, EncodedEvent> encoded = new HashMap<>();
    private final Map<ChangeType, SubscriptionEvent> subscriptionEvents = new EnumMap<>(ChangeType.class);

    /** Key of an encoding: the change type and the fields hidden in it. */
    record EncodingKey(ChangeType type, Set<String> hidden) {}

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
     * Creates the event of a change that is read again.
     *
     * @param data the payload; null for a deletion and for a document that the transform cannot show
     */
    public static ChannelEvent of(StoredChange change, @Nullable ObjectNode data) {
        return of(change, data, null);
    }

    /**
     * Creates the event of a change that the notify route publishes.
     *
     * @param data the payload; null for a deletion and for a document that the transform cannot show
     * @param previous position up to which the route received all earlier changes, or null if it is not known
     */
    public static ChannelEvent of(StoredChange change, @Nullable ObjectNode data, @Nullable String previous) {
        return new ChannelEvent(change.position(), previous, change, data);
    }

    /** Creates a resync: any document may have changed at this position. */
    static ChannelEvent resync(String position) {
        return new ChannelEvent(position, null, null, null);
    }

    /** Returns the position in the change stream. */
    String position() {
        return position;
    }

    /**
     * Returns the position up to which the publishing route received all earlier changes, or null if it is not known.
     */
    @Nullable
    String previous() {
        return previous;
    }

    /** Returns the change; empty for a resync. */
    Optional<StoredChange> change() {
        return Optional.ofNullable(change);
    }

    @Nullable
    ObjectNode data() {
        return data;
    }

    /**
     * Returns the event for subscribers that see the change as this type, at the change's own position. Always the same
     * object.
     */
    synchronized SubscriptionEvent forType(ChangeType type) {
        return subscriptionEvents.computeIfAbsent(type, first -> SubscriptionEvent.change(this, type, position));
    }

    /** Returns what the change means to a subscriber; empty if they neither saw the document before nor see it now. */
    Optional<ChangeType> typeFor(Principal principal, DocumentFilter filter) {
        if (change == null) {
            return Optional.empty();
        }
        AccessRule access = change.model().access();
        Document was = change.was();
        boolean before = was != null && access.sees(principal, was) && change.mayHaveMatched(filter);
        // A document that cannot be shown leaves the view of its subscribers.
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

    /** Returns the marks of the document's owners, before and after the change. */
    Set<String> ownerMarks() {
        return ownerMarks;
    }

    /** Returns the hashes of {@link #ownerMarks}, for a fast pre-check. */
    OwnerHashes owners() {
        return owners;
    }

    /** Returns an encoding; the first caller creates it. */
    synchronized EncodedEvent encoded(EncodingKey key, Supplier<byte[]> encode) {
        return encoded.computeIfAbsent(key, first -> EncodedEvent.of(encode.get()));
    }

    /** Returns the number of fields with restricted readers; each may add another encoding. */
    private int guardedFields() {
        return change == null ? 0 : change.model().guarded().size();
    }

    /** Returns the approximate memory size in bytes. */
    int size() {
        // Estimated from the text's length: the document, its JSON tree and its encodings.
        return 1024
                + (data == null ? 0 : (6 + guardedFields()) * data.toString().length());
    }
}
