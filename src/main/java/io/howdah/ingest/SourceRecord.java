package io.howdah.ingest;

import io.howdah.ingest.kafka.LeaderEpochs;
import io.howdah.observe.Traceparent;
import io.opentelemetry.api.trace.Span;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * One record of a topic as it was read, kept untouched beside what the transform makes of it.
 *
 * @param place where it stands
 * @param time the record's timestamp
 * @param key the key's bytes, or null
 * @param value the value's bytes, or null for a deletion
 * @param headers the record's headers
 * @param origin what its offset is of, or null if that is the topic of that name as it is now
 * @param attempt how often it was ingested before this time: 0, and 1 more for each replay of its dead letter
 * @param epoch the leader epoch with which it stands in the log, or null if that is not known
 * @param span what traces have of its being ingested now, or null if it is not recorded
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as Kafka gave them; records are never compared
public record SourceRecord(
        Place place,
        Instant time,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Headers headers,
        @Nullable Origin origin,
        int attempt,
        @Nullable Integer epoch,
        @Nullable Span span) {

    /** Header of a message that does not come from the topic's consumer: the record itself. */
    static final String GIVEN = "HowdahSourceRecord";

    private static final String CLOUD_EVENT = "ce_" + Traceparent.HEADER;

    /** Where a record stands in Kafka. */
    public record Place(String topic, int partition, long offset) {
        @Override
        public String toString() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    /**
     * What offsets are of.
     *
     * @param topicId the id of the topic
     * @param base how often the model was rebased by then
     */
    public record Origin(String topicId, int base) {}

    /** Creates one of an unknown leader epoch that is not recorded by traces. */
    public SourceRecord(
            Place place,
            Instant time,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Headers headers,
            @Nullable Origin origin,
            int attempt) {
        this(place, time, key, value, headers, origin, attempt, null, null);
    }

    /** Return the same with a leader epoch. */
    public SourceRecord of(Optional<Integer> leaderEpoch) {
        return new SourceRecord(place, time, key, value, headers, origin, attempt, leaderEpoch.orElse(null), span);
    }

    static SourceRecord of(Message message) {
        SourceRecord given = message.getHeader(GIVEN, SourceRecord.class);
        if (given != null) {
            // A transform's HTTP step would send it.
            message.removeHeader(GIVEN);
            return given;
        }
        Place place = new Place(
                message.getHeader(KafkaConstants.TOPIC, String.class),
                message.getHeader(KafkaConstants.PARTITION, Integer.class),
                message.getHeader(KafkaConstants.OFFSET, Long.class));
        Headers headers = message.getHeader(KafkaConstants.HEADERS, Headers.class);
        return new SourceRecord(
                        place,
                        Instant.ofEpochMilli(message.getHeader(KafkaConstants.TIMESTAMP, 0L, Long.class)),
                        message.getHeader(KafkaConstants.KEY, byte[].class),
                        message.getBody(byte[].class),
                        headers == null ? new RecordHeaders() : headers,
                        null,
                        0)
                .of(epoch(message));
    }

    private static Optional<Integer> epoch(Message message) {
        return message.getHeader(KafkaConstants.MANUAL_COMMIT) instanceof DefaultKafkaManualCommit handle
                ? LeaderEpochs.of(
                        handle.getCamelExchangePayload().consumer, handle.getPartition(), handle.getRecordOffset())
                : Optional.empty();
    }

    /** Return the same, recorded by traces. */
    SourceRecord with(Span recording) {
        return new SourceRecord(place, time, key, value, headers, origin, attempt, epoch, recording);
    }

    /** The key as text, or null when there is none. */
    @Nullable
    String keyText() {
        return key == null ? null : new String(key, StandardCharsets.UTF_8);
    }

    /**
     * Where in a trace its sender made it, or null where it does not say so, or not in W3C's form: as the header that OpenTelemetry's
     * producers set, or else as a CloudEvent's extension.
     */
    @Nullable
    String traceparent() {
        String sent = Traceparent.valid(headerText(Traceparent.HEADER));
        return sent == null ? Traceparent.valid(headerText(CLOUD_EVENT)) : sent;
    }

    /** The last header of this name as text, or null. */
    @Nullable
    String headerText(String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
