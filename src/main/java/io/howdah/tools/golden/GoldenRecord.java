package io.howdah.tools.golden;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record of a case.
 *
 * @param route the ingest route that receives it, or null for the domain's
 * @param key the key, or null
 * @param headers the headers, as UTF-8 text
 * @param value the value as it is on the topic, or null for a deletion
 * @param time the timestamp, or null for one second after that of the previous record
 * @param offset the offset, or null for the one after that of the previous record
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they are on the topic; records are never compared
public record GoldenRecord(
        @Nullable String route,
        @Nullable String key,
        Map<String, String> headers,
        byte @Nullable [] value,
        @Nullable Instant time,
        @Nullable Long offset) {

    /** Returns a record that has only a value. */
    public static GoldenRecord of(byte[] value) {
        return new GoldenRecord(null, null, Map.of(), value, null, null);
    }
}
