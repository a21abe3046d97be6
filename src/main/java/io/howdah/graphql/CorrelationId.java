package io.howdah.graphql;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Tells a request from all others: its trace's id (W3C Trace Context) where it has one, else a random one of the same form. */
public final class CorrelationId {

    private static final int VERSION_AND_DASH = 3;
    private static final int TRACE_ID = 32;
    private static final int TRACEPARENT = 55;
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private CorrelationId() {}

    /** Return that of a request, by its header {@code traceparent}. */
    public static String of(@Nullable String traceparent) {
        return traceparent != null && isValid(traceparent)
                ? traceparent.substring(VERSION_AND_DASH, VERSION_AND_DASH + TRACE_ID)
                : random();
    }

    /** It is no secret, so that no secure random number is spent on it. */
    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        char[] id = new char[TRACE_ID];
        hex(random.nextLong(), id, 0);
        hex(random.nextLong(), id, TRACE_ID / 2);
        return new String(id);
    }

    private static void hex(long bits, char[] target, int from) {
        for (int i = 0; i < TRACE_ID / 2; i++) {
            target[from + i] = HEX[(int) (bits >>> (i * 4)) & 0xf];
        }
    }

    private static boolean isValid(String text) {
        return text.length() >= TRACEPARENT
                && (text.length() == TRACEPARENT || text.charAt(TRACEPARENT) == '-')
                && !text.startsWith("ff")
                && isHex(text, 0, 2)
                && text.charAt(2) == '-'
                && isHexButZero(text, 3, 35)
                && text.charAt(35) == '-'
                && isHexButZero(text, 36, 52)
                && text.charAt(52) == '-'
                && isHex(text, 53, 55);
    }

    private static boolean isHexButZero(String text, int from, int to) {
        return isHex(text, from, to) && text.substring(from, to).chars().anyMatch(c -> c != '0');
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
