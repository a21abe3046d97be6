package io.howdah.bench.push;

import io.netty.buffer.ByteBuf;

/**
 * The frames that the figures are made of: JSON texts of 300 bytes that end with a number of ten digits and two braces, or more
 * where GraphQL wraps them. Frames about a subscription itself end otherwise.
 */
final class Frames {

    static final int BYTES = 300;

    /** The first number, so that all have ten digits. */
    static final long FIRST = 1_000_000_000L;

    /** No frame of an event. */
    static final long NONE = -1;

    /** What stands before the number, in the frames of the peers; Howdah's have a CloudEvent of the same length. */
    static final String BEFORE =
            "{\"data\":{\"id\":\"" + "k".repeat(20) + "\",\"text\":\"" + "x".repeat(BYTES - 63) + "\",\"n\":";

    static final String BEHIND = "}}";

    private static final int DIGITS = 10;

    private Frames() {}

    /** Return the number at a text's end, or {@link #NONE}. */
    static long number(ByteBuf text, int start, int length) {
        int end = start + length;
        while (end > start && text.getByte(end - 1) == '}') {
            end--;
        }
        if (end - start < DIGITS || start + length - end < BEHIND.length()) {
            return NONE;
        }
        long number = 0;
        for (int i = end - DIGITS; i < end; i++) {
            int digit = text.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
