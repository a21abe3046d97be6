package io.howdah.tools.golden;

import java.nio.charset.StandardCharsets;

/**
 * A file below {@code golden/}, as it was read.
 *
 * @param place what people call it: its path
 * @param bytes what it holds
 */
@SuppressWarnings("ArrayRecordComponent") // files are never compared
record GoldenFile(String place, byte[] bytes) {

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    PlacedJson json() {
        return PlacedJson.parse(place, text());
    }
}
