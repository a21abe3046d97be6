package io.howdah.push.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import io.howdah.change.Cursors;
import io.howdah.push.CloseCode;
import io.howdah.push.EncodedEvent;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Thread-safe encoder of one channel's events: each is a CloudEvent 1.0 in JSON, as UTF-8. */
public final class CloudEventEncoder implements EventEncoder {

    private static final String PREFIX = "io.howdah.";
    private static final String NO_CURSOR = "snapshot";

    private final JsonFormat format;
    private final String channel;
    private final String model;
    private final URI source;
    private final Cursors cursors;
    private final Set<String> hidden;
    private volatile @Nullable Sealed lastCursor;

    private record Sealed(String position, Optional<String> cursor) {}

    /** Creates an encoder that shows every field of a model. */
    CloudEventEncoder(String channel, String model, Cursors cursors) {
        this(channel, model, cursors, new JsonFormat(), Set.of());
    }

    private CloudEventEncoder(String channel, String model, Cursors cursors, JsonFormat format, Set<String> hidden) {
        this.channel = channel;
        this.model = model;
        this.source = URI.create("/howdah/" + channel);
        this.cursors = cursors;
        this.format = format;
        this.hidden = hidden;
    }

    /** Returns an encoder that sets hidden fields to null. */
    CloudEventEncoder withHidden(Set<String> fields) {
        return fields.equals(hidden) ? this : new CloudEventEncoder(channel, model, cursors, format, fields);
    }

    @Override
    public EncodedEvent encode(SubscriptionEvent subscriptionEvent) {
        return switch (subscriptionEvent.kind()) {
            case CREATED, UPDATED, DELETED, LEFT -> encodeChange(subscriptionEvent);
            case SNAPSHOT ->
                EncodedEvent.of(snapshotItem(
                        subscriptionEvent.change().orElseThrow(),
                        subscriptionEvent.data(),
                        subscriptionEvent.number()));
            case SNAPSHOT_BEGIN -> EncodedEvent.of(snapshotBegin());
            case SNAPSHOT_END -> EncodedEvent.of(control(ControlEvents.SNAPSHOT_END, subscriptionEvent.position()));
            case READY ->
                EncodedEvent.of(ready(
                        subscriptionEvent.position(),
                        subscriptionEvent.recovered().orElseThrow()));
            case RESYNC -> EncodedEvent.of(control(ControlEvents.RESYNC, subscriptionEvent.position()));
            case POSITION ->
                subscriptionEvent.shared(() -> control(ControlEvents.POSITION, subscriptionEvent.position()));
        };
    }

    private EncodedEvent encodeChange(SubscriptionEvent subscriptionEvent) {
        ChannelEvent event = subscriptionEvent.event().orElseThrow();
        ChangeType type = ChangeType.valueOf(subscriptionEvent.kind().name());
        return subscriptionEvent.isShared()
                ? shared(event, type)
                : EncodedEvent.of(encodeChange(event, type, subscriptionEvent.position()));
    }

    /**
     * Returns the cursor of a position; without one a text that is no cursor, so that the client discards the cursor
     * that it had.
     */
    public String cursor(String position) {
        return sealedCursor(position).orElse(NO_CURSOR);
    }

    /** Returns the cursor of a position; empty if there is no position or its cursor would be too long. */
    Optional<String> sealedCursor(String position) {
        if (position.isEmpty()) {
            return Optional.empty();
        }
        // Every SSE stream needs the cursor of an event that all of them share.
        Sealed known = lastCursor;
        if (known == null || !known.position().equals(position)) {
            known = new Sealed(position, cursors.seal(channel, model, position));
            lastCursor = known;
        }
        return known.cursor();
    }

    /** Encodes a change at its own position, once for all subscribers that may read the same fields. */
    EncodedEvent shared(ChannelEvent event, ChangeType type) {
        // Events without a document have nothing to hide.
        Set<String> hiddenFields = type.hasData() ? hidden : Set.of();
        return event.encoded(
                new ChannelEvent.EncodingKey(type, hiddenFields), () -> encodeChange(event, type, event.position()));
    }

    /** Encodes a conflated change, at the position of an earlier one that the subscriber has not received. */
    byte[] encodeChange(ChannelEvent event, ChangeType type, String position) {
        StoredChange change = event.change().orElseThrow();
        return documentEvent(
                cursor(position), channel + "." + type.word(), change, type.hasData() ? event.data() : null);
    }

    /** Encodes a document of a snapshot; its id is not a cursor. */
    byte[] snapshotItem(StoredChange change, @Nullable ObjectNode data, long number) {
        return documentEvent("snapshot-" + number, ControlEvents.SNAPSHOT_ITEM, change, data);
    }

    private byte[] documentEvent(String id, String type, StoredChange change, @Nullable ObjectNode data) {
        CloudEventBuilder event = event(id, type).withSubject(change.subject());
        if (change.version() != null) {
            event.withExtension("version", Objects.requireNonNull(change.versionText()));
        }
        if (change.time() != null) {
            event.withTime(change.time().atOffset(ZoneOffset.UTC));
        }
        if (change.traceparent() != null) {
            event.withExtension("traceparent", change.traceparent());
        }
        return serialize(event, data == null ? null : readable(data));
    }

    /**
     * Sets hidden fields to null. A field that the payload transform leaves out stays absent; a null would reveal that
     * it is hidden.
     */
    private ObjectNode readable(ObjectNode data) {
        if (hidden.isEmpty()) {
            return data;
        }
        // All subscribers share the data.
        ObjectNode readable = JsonNodeFactory.instance.objectNode();
        data.properties()
                .forEach(field -> readable.set(
                        field.getKey(), hidden.contains(field.getKey()) ? NullNode.getInstance() : field.getValue()));
        return readable;
    }

    /** Encodes the start of a snapshot. */
    byte[] snapshotBegin() {
        return serialize(event(NO_CURSOR, ControlEvents.SNAPSHOT_BEGIN), null);
    }

    /** Encodes a control event at a position. */
    byte[] control(String type, String position) {
        return serialize(event(cursor(position), type), null);
    }

    /** Encodes the last event of an SSE stream, which has no close code. */
    public byte[] closed(CloseCode code, String reason) {
        ObjectNode data =
                JsonNodeFactory.instance.objectNode().put("code", code.code()).put("reason", reason);
        return serialize(event(ControlEvents.CLOSED, ControlEvents.CLOSED), data);
    }

    /**
     * Encodes the first event of a subscription; an empty position means that there is no cursor until the snapshot
     * ends.
     */
    byte[] ready(String position, boolean recovered) {
        return serialize(
                event(cursor(position), ControlEvents.READY),
                JsonNodeFactory.instance.objectNode().put("recovered", recovered));
    }

    private CloudEventBuilder event(String id, String type) {
        return CloudEventBuilder.v1().withId(id).withSource(source).withType(PREFIX + type);
    }

    private byte[] serialize(CloudEventBuilder event, @Nullable ObjectNode data) {
        if (data != null) {
            event.withData("application/json", JsonCloudEventData.wrap(data));
        }
        return Objects.requireNonNull(format.serialize(event.build()));
    }
}
