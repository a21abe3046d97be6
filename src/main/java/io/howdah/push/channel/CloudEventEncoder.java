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

/** Makes the frames of one channel: a CloudEvent 1.0 in JSON each, as UTF-8. */
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

    /** Makes one that shows every field of a model. */
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

    /** The same for those who may not read some fields, which are null in all that it encodes. */
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

    /** What a client keeps of a place; of none something that is no cursor, so that it forgets the one that it had. */
    public String cursor(String position) {
        return sealedCursor(position).orElse(NO_CURSOR);
    }

    /** What a client can go on with from a place; empty where there is none, or none that is short enough. */
    Optional<String> sealedCursor(String position) {
        if (position.isEmpty()) {
            return Optional.empty();
        }
        // Each stream of server-sent events names the cursor of an event that all of them get.
        Sealed known = lastCursor;
        if (known == null || !known.position().equals(position)) {
            known = new Sealed(position, cursors.seal(channel, model, position));
            lastCursor = known;
        }
        return known.cursor();
    }

    /** A change, at its own place; encoded once for all who get it and may read the same. */
    EncodedEvent shared(ChannelEvent event, ChangeType type) {
        // Without the document there is nothing to hide.
        Set<String> hiddenFields = type.hasData() ? hidden : Set.of();
        return event.encoded(
                new ChannelEvent.FrameKey(type, hiddenFields), () -> encodeChange(event, type, event.position()));
    }

    /** A change at an earlier place, for a subscriber who has not been told of another one of the document since. */
    byte[] encodeChange(ChannelEvent event, ChangeType type, String position) {
        StoredChange change = event.change().orElseThrow();
        return documentEvent(
                cursor(position), channel + "." + type.word(), change, type.hasData() ? event.data() : null);
    }

    /** A document of a snapshot; its id is no cursor. */
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

    /** A field that a frame transform has left out stays out; else its absence would say more than its null. */
    private ObjectNode readable(ObjectNode data) {
        if (hidden.isEmpty()) {
            return data;
        }
        // The data is everybody's.
        ObjectNode readable = JsonNodeFactory.instance.objectNode();
        data.properties()
                .forEach(field -> readable.set(
                        field.getKey(), hidden.contains(field.getKey()) ? NullNode.getInstance() : field.getValue()));
        return readable;
    }

    /** The first event of a snapshot. */
    byte[] snapshotBegin() {
        return serialize(event(NO_CURSOR, ControlEvents.SNAPSHOT_BEGIN), null);
    }

    /** An event about the subscription itself, at a place. */
    byte[] control(String type, String position) {
        return serialize(event(cursor(position), type), null);
    }

    /** The last event of a stream that has no close code. */
    public byte[] closed(CloseCode code, String reason) {
        ObjectNode data =
                JsonNodeFactory.instance.objectNode().put("code", code.code()).put("reason", reason);
        return serialize(event(ControlEvents.CLOSED, ControlEvents.CLOSED), data);
    }

    /** The first event of a subscription that goes on, or begins, at a place; or has none to go on from, until its snapshot has ended. */
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
