package io.howdah.tools.golden;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record that a case gives to its domain.
 *
 * @param route the ingest route that gets it, or null for the domain's
 * @param key its key, or null
 * @param headers its headers, texts in UTF-8
 * @param value its value as it is on the topic, or null for a deletion
 * @param time its timestamp, or null for one a second after that of the record before
 * @param offset its offset, or null for the one after that of the record before
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they are on the topic; records are never compared
public record GoldenRecord(
        @Nullable String route,
        @Nullable String key,
        Map<String, String> headers,
        byte @Nullable [] value,
        @Nullable Instant time,
        @Nullable Long offset) {

    /** Return one that has nothing but a value. */
    public static GoldenRecord of(byte[] value) {
        return new GoldenRecord(null, null, Map.of(), value, null, null);
    }
}
