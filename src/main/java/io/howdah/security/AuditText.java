package io.howdah.security;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Escapes text from clients for the log: it cannot start a new line or key, change the writing direction, or exceed the
 * maximum length.
 */
final class AuditText {

    /** Maximum length of a value before encoding, in characters. */
    static final int MAX_LENGTH = 200;

    private AuditText() {}

    /** Returns the text with ASCII letters, digits and safe symbols; other characters become {@code %xx}. */
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
