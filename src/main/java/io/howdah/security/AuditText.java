package io.howdah.security;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What a client says, as it may stand in a log: it cannot begin a line or a key of its own, nor turn the direction of the writing,
 * and it is not long.
 */
final class AuditText {

    /** The longest value, in characters before they are encoded. */
    static final int MAX_LENGTH = 200;

    private AuditText() {}

    /** Letters, digits and the visible signs of ASCII stay, without those that hold a log line's form; others become {@code %xx}. */
    static String of(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().limit(MAX_LENGTH).forEach(point -> {
            if (isPlain(point)) {
                safe.appendCodePoint(point);
            } else {
                safe.append(URLEncoder.encode(Character.toString(point), StandardCharsets.UTF_8)
                        .replace("+", "%20"));
            }
        });
        return text.codePointCount(0, text.length()) > MAX_LENGTH ? safe + "..." : safe.toString();
    }

    private static boolean isPlain(int point) {
        return Character.isLetterOrDigit(point) || (point > ' ' && point < 0x7f && "{}\"\\<>".indexOf(point) < 0);
    }
}
