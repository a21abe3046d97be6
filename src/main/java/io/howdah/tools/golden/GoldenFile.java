package io.howdah.tools.golden;

import java.nio.charset.StandardCharsets;

/**
 * A file below {@code golden/}.
 *
 * @param path its path, for messages
 * @param bytes its contents
 */
@SuppressWarnings("ArrayRecordComponent") // files are never compared
record GoldenFile(String path, byte[] bytes) {

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    LocatedJson json() {
        return LocatedJson.parse(path, text());
    }
}
