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
    private volatile @Nullable Sealed last;

    private record Sealed(String place, Optional<String> cursor) {}

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
    CloudEventEncoder hiding(Set<String> fields) {
        return fields.equals(hidden) ? this : new CloudEventEncoder(channel, model, cursors, format, fields);
    }

    @Override
    public EncodedEvent frame(SubscriptionEvent notice) {
        return switch (notice.kind()) {
            case CREATED, UPDATED, DELETED, LEFT -> change(notice);
            case SNAPSHOT -> EncodedEvent.of(item(notice.change().orElseThrow(), notice.data(), notice.number()));
            case SNAPSHOT_BEGIN -> EncodedEvent.of(snapshotBegin());
            case SNAPSHOT_END -> EncodedEvent.of(control(ControlEvents.SNAPSHOT_END, notice.place()));
            case READY ->
                EncodedEvent.of(ready(notice.place(), notice.recovered().orElseThrow()));
            case RESYNC -> EncodedEvent.of(control(ControlEvents.RESYNC, notice.place()));
            case POSITION -> notice.shared(() -> control(ControlEvents.POSITION, notice.place()));
        };
    }

    private EncodedEvent change(SubscriptionEvent notice) {
        ChannelEvent event = notice.event().orElseThrow();
        ChangeType type = ChangeType.valueOf(notice.kind().name());
        return notice.isShared() ? shared(event, type) : EncodedEvent.of(change(event, type, notice.place()));
    }

    /** What a client keeps of a place; of none something that is no cursor, so that it forgets the one that it had. */
    public String cursor(String place) {
        return sealed(place).orElse(NO_CURSOR);
    }

    /** What a client can go on with from a place; empty where there is none, or none that is short enough. */
    Optional<String> sealed(String place) {
        if (place.isEmpty()) {
            return Optional.empty();
        }
        // Each stream of server-sent events names the cursor of an event that all of them get.
        Sealed known = last;
        if (known == null || !known.place().equals(place)) {
            known = new Sealed(place, cursors.seal(channel, model, place));
            last = known;
        }
        return known.cursor();
    }

    /** A change, at its own place; encoded once for all who get it and may read the same. */
    EncodedEvent shared(ChannelEvent event, ChangeType type) {
        // Without the document there is nothing to hide.
        Set<String> without = type.hasData() ? hidden : Set.of();
        return event.frame(new ChannelEvent.FrameKey(type, without), () -> change(event, type, event.place()));
    }

    /** A change at an earlier place, for a subscriber who has not been told of another one of the document since. */
    byte[] change(ChannelEvent event, ChangeType type, String place) {
        StoredChange change = event.change().orElseThrow();
        return document(cursor(place), channel + "." + type.word(), change, type.hasData() ? event.data() : null);
    }

    /** A document of a snapshot; its id is no cursor. */
    byte[] item(StoredChange change, @Nullable ObjectNode data, long number) {
        return document("snapshot-" + number, ControlEvents.SNAPSHOT_ITEM, change, data);
    }

    private byte[] document(String id, String type, StoredChange change, @Nullable ObjectNode data) {
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
        return encode(event, data == null ? null : readable(data));
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
        return encode(event(NO_CURSOR, ControlEvents.SNAPSHOT_BEGIN), null);
    }

    /** An event about the subscription itself, at a place. */
    byte[] control(String type, String place) {
        return encode(event(cursor(place), type), null);
    }

    /** The last event of a stream that has no close code. */
    public byte[] closed(CloseCode code, String reason) {
        ObjectNode data =
                JsonNodeFactory.instance.objectNode().put("code", code.code()).put("reason", reason);
        return encode(event(ControlEvents.CLOSED, ControlEvents.CLOSED), data);
    }

    /** The first event of a subscription that goes on, or begins, at a place; or has none to go on from, until its snapshot has ended. */
    byte[] ready(String place, boolean recovered) {
        return encode(
                event(cursor(place), ControlEvents.READY),
                JsonNodeFactory.instance.objectNode().put("recovered", recovered));
    }

    private CloudEventBuilder event(String id, String type) {
        return CloudEventBuilder.v1().withId(id).withSource(source).withType(PREFIX + type);
    }

    private byte[] encode(CloudEventBuilder event, @Nullable ObjectNode data) {
        if (data != null) {
            event.withData("application/json", JsonCloudEventData.wrap(data));
        }
        return Objects.requireNonNull(format.serialize(event.build()));
    }
}
