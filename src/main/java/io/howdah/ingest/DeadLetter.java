package io.howdah.ingest;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Record that cannot be ingested, with the reason.
 *
 * @param source the record, with unchanged key and value
 * @param origin the topic that the record's offset belongs to
 * @param error the class of the failure
 * @param reason the reason in one line
 * @param routeId the ingest route that rejected the record
 * @param at when it was rejected
 */
record DeadLetter(
        SourceRecord source, SourceRecord.Origin origin, String error, String reason, String routeId, Instant at) {

    private static final int MAX_REASON_LENGTH = 500;

    /**
     * Writes the record into a message for the dead-letter topic: the original key, value and headers, and headers with
     * its position and the reason.
     *
     * @param maxBytes longer values are truncated, because the dead-letter topic may reject them too
     */
    void writeTo(Message message, int maxBytes) {
        // Headers that alone are too large are dropped.
        Headers headers = size(source.headers()) > maxBytes / 2 ? new RecordHeaders() : source.headers();
        for (Header header : headers) {
            // A header that the producer would act on gets another name.
            String prefix = RecordHeaderFilter.controlsStep(header.key()) ? "original." : "";
            message.setHeader(prefix + header.key(), header.value());
        }
        message.setHeader(KafkaConstants.KEY, source.key());
        message.setHeader("howdah.error.class", text(error));
        message.setHeader("howdah.error.message", text(reason));
        message.setHeader("howdah.route", text(routeId));
        message.setHeader("howdah.topic", text(source.position().topic()));
        message.setHeader("howdah.topic.id", text(origin.topicId()));
        message.setHeader("howdah.topic.base", text(origin.base()));
        message.setHeader("howdah.partition", text(source.position().partition()));
        message.setHeader("howdah.offset", text(source.position().offset()));
        message.setHeader("howdah.timestamp", text(source.time().toEpochMilli()));
        message.setHeader("howdah.attempt", text(source.attempt() + 1));
        message.setHeader("howdah.failed-at", text(at));
        byte[] value = source.value();
        if (value != null && value.length > maxBytes) {
            message.setHeader("howdah.value.cut", text(value.length + " bytes"));
            value = Arrays.copyOf(value, maxBytes);
        }
        message.setBody(value);
    }

    /** Creates a dead letter from a failure: the root cause's class, and the first line of its message. */
    static DeadLetter of(SourceRecord source, SourceRecord.Origin origin, Throwable failure, String routeId) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String line = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        String reason = line.length() > MAX_REASON_LENGTH ? line.substring(0, MAX_REASON_LENGTH) + "..." : line;
        return new DeadLetter(source, origin, cause.getClass().getName(), reason, routeId, Instant.now());
    }

    private static int size(Headers headers) {
        int size = 0;
        for (Header header : headers) {
            size += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return size;
    }

    private static byte[] text(Object value) {
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }
}
