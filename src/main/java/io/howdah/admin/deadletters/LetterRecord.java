package io.howdah.admin.deadletters;

import io.howdah.ingest.RecordHeaderFilter;
import io.howdah.ingest.SourceRecord;
import io.howdah.ingest.SourceRecord.Position;
import io.howdah.text.Ascii;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Record of a dead-letter topic, as the ingest wrote it.
 *
 * @param id identity of the dead letter
 * @param record the record in the dead-letter topic
 */
record LetterRecord(LetterId id, ConsumerRecord<byte[], byte[]> record) {

    /** Prefix of the headers that the ingest adds. */
    private static final String OWN = "howdah.";

    /** Prefix of the headers that the ingest renames. */
    private static final String RENAMED = "original.";

    /** Digits that always fit into an int. */
    private static final int MAX_INT_DIGITS = 9;

    /** Digits that always fit into a long. */
    private static final int MAX_LONG_DIGITS = 18;

    /** Reads a record; returns empty if Howdah did not write it as a dead letter. */
    static Optional<LetterRecord> of(ConsumerRecord<byte[], byte[]> record) {
        Headers headers = record.headers();
        String topic = text(headers, "howdah.topic");
        Optional<Long> partition = number(headers, "howdah.partition");
        Optional<Long> offset = number(headers, "howdah.offset");
        if (topic == null || partition.isEmpty() || offset.isEmpty()) {
            return Optional.empty();
        }
        Position position = new Position(topic, partition.get().intValue(), offset.get());
        String route = Objects.requireNonNullElse(text(headers, "howdah.route"), "");
        String topicId = Objects.requireNonNullElse(text(headers, "howdah.topic.id"), "");
        return Optional.of(new LetterRecord(new LetterId(position, topicId, route), record));
    }

    /** Returns the position in the dead-letter topic. */
    Position location() {
        return new Position(record.topic(), record.partition(), record.offset());
    }

    /** Returns the number of the failed attempt, or 0 if the dead letter does not contain it. */
    int attempt() {
        return number(record.headers(), "howdah.attempt").orElse(0L).intValue();
    }

    /** Returns the time of the failure. */
    Instant failedAt() {
        String text = text(record.headers(), "howdah.failed-at");
        try {
            return text == null ? Instant.ofEpochMilli(record.timestamp()) : Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.ofEpochMilli(record.timestamp());
        }
    }

    /** Returns the timestamp of the failed record. */
    Instant time() {
        return Instant.ofEpochMilli(number(record.headers(), "howdah.timestamp").orElse(0L));
    }

    /** Returns the class of the exception. */
    String error() {
        return Objects.requireNonNullElse(text(record.headers(), "howdah.error.class"), "");
    }

    /** Returns the message of the exception, in one line. */
    String message() {
        return Objects.requireNonNullElse(text(record.headers(), "howdah.error.message"), "");
    }

    @Nullable
    String keyText() {
        return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    }

    /** Returns the description of a cut or omitted value, or null if the value is complete. */
    @Nullable
    String cut() {
        String cut = text(record.headers(), "howdah.value.cut");
        return cut == null ? text(record.headers(), "howdah.value.omitted") : cut;
    }

    /** Returns the size of key and value in bytes, with the original size of a cut value. */
    int size() {
        int value = Math.max(0, record.serializedValueSize());
        String cut = cut();
        if (cut != null) {
            int end = 0;
            while (end < Math.min(MAX_INT_DIGITS, cut.length()) && Ascii.isDigit(cut.charAt(end))) {
                end++;
            }
            value = end > 0 ? Integer.parseInt(cut.substring(0, end)) : value;
        }
        return Math.max(0, record.serializedKeySize()) + value;
    }

    /** Returns the topic that the record's offset belongs to, or null if the letter does not contain its id. */
    SourceRecord.@Nullable Origin origin() {
        int base = number(record.headers(), "howdah.topic.base").orElse(0L).intValue();
        return id.topicId().isEmpty() ? null : new SourceRecord.Origin(id.topicId(), base);
    }

    /** Returns the failed record as the ingest read it, with this number of earlier attempts. */
    SourceRecord toSource(int attempts) {
        Headers headers = new RecordHeaders();
        for (Header header : record.headers()) {
            String name = header.key();
            if (!name.toLowerCase(Locale.ROOT).startsWith(OWN)) {
                headers.add(originalName(name), header.value());
            }
        }
        return new SourceRecord(id.position(), time(), record.key(), record.value(), headers, origin(), attempts);
    }

    private static String originalName(String name) {
        String rest = name.startsWith(RENAMED) ? name.substring(RENAMED.length()) : name;
        return RecordHeaderFilter.controlsStep(rest) ? rest : name;
    }

    private static Optional<Long> number(Headers headers, String name) {
        String text = text(headers, name);
        return text == null || !Ascii.isNumber(text, MAX_LONG_DIGITS)
                ? Optional.empty()
                : Optional.of(Long.valueOf(text));
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
