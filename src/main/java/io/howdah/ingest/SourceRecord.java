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
 * Kafka record as it was read, independent of what the transform makes of it.
 *
 * @param position the position in Kafka
 * @param time the record's timestamp
 * @param key the key's bytes, or null
 * @param value the value's bytes, or null for a deletion
 * @param headers the record's headers
 * @param origin the topic that the offset belongs to, or null for the topic that has the name at present
 * @param attempt how many times the record was ingested before: 0, plus 1 for each replay of its dead letter
 * @param epoch the record's leader epoch, or null if it is not known
 * @param span the trace span of this ingest, or null if it is not recorded
 */
@SuppressWarnings("ArrayRecordComponent") // Kafka's byte arrays; records are never compared
public record SourceRecord(
        Position position,
        Instant time,
        byte @Nullable [] key,
        byte @Nullable [] value,
        Headers headers,
        @Nullable Origin origin,
        int attempt,
        @Nullable Integer epoch,
        @Nullable Span span) {

    /** Header with the record itself, for messages that do not come from the topic's consumer. */
    static final String HEADER = "HowdahSourceRecord";

    private static final String CLOUD_EVENT = "ce_" + Traceparent.HEADER;

    /** Position of a record in Kafka. */
    public record Position(String topic, int partition, long offset) {
        @Override
        public String toString() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    /**
     * Topic that offsets belong to.
     *
     * @param topicId the topic's ID
     * @param base how often the model was rebased when the record was read
     */
    public record Origin(String topicId, int base) {}

    /** Creates a record without a leader epoch and a trace span. */
    public SourceRecord(
            Position position,
            Instant time,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Headers headers,
            @Nullable Origin origin,
            int attempt) {
        this(position, time, key, value, headers, origin, attempt, null, null);
    }

    /** Returns a copy with a leader epoch. */
    public SourceRecord withEpoch(Optional<Integer> leaderEpoch) {
        return new SourceRecord(position, time, key, value, headers, origin, attempt, leaderEpoch.orElse(null), span);
    }

    static SourceRecord of(Message message) {
        SourceRecord given = message.getHeader(HEADER, SourceRecord.class);
        if (given != null) {
            // Removed, because a transform's HTTP step would send it.
            message.removeHeader(HEADER);
            return given;
        }
        Position position = new Position(
                message.getHeader(KafkaConstants.TOPIC, String.class),
                message.getHeader(KafkaConstants.PARTITION, Integer.class),
                message.getHeader(KafkaConstants.OFFSET, Long.class));
        Headers headers = message.getHeader(KafkaConstants.HEADERS, Headers.class);
        return new SourceRecord(
                        position,
                        Instant.ofEpochMilli(message.getHeader(KafkaConstants.TIMESTAMP, 0L, Long.class)),
                        message.getHeader(KafkaConstants.KEY, byte[].class),
                        message.getBody(byte[].class),
                        headers == null ? new RecordHeaders() : headers,
                        null,
                        0)
                .withEpoch(epoch(message));
    }

    private static Optional<Integer> epoch(Message message) {
        return message.getHeader(KafkaConstants.MANUAL_COMMIT) instanceof DefaultKafkaManualCommit handle
                ? LeaderEpochs.of(
                        handle.getCamelExchangePayload().consumer, handle.getPartition(), handle.getRecordOffset())
                : Optional.empty();
    }

    /** Returns a copy with its trace span. */
    SourceRecord withSpan(Span recording) {
        return new SourceRecord(position, time, key, value, headers, origin, attempt, epoch, recording);
    }

    /** Returns the key as text, or null if there is none. */
    @Nullable
    String keyText() {
        return key == null ? null : new String(key, StandardCharsets.UTF_8);
    }

    /**
     * Returns the sender's W3C trace context, or null if it is absent or malformed. The header of OpenTelemetry's
     * producers wins over the CloudEvents extension.
     */
    @Nullable
    String traceparent() {
        String sent = Traceparent.valid(headerText(Traceparent.HEADER));
        return sent == null ? Traceparent.valid(headerText(CLOUD_EVENT)) : sent;
    }

    /** Returns the value of the last header with this name as text, or null. */
    @Nullable
    String headerText(String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
