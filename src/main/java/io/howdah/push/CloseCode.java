package io.howdah.push;

import io.howdah.timing.Jitter;
import java.time.Duration;

/** Why the server ends a connection: the WebSocket close code and what it says. */
public enum CloseCode {
    /** The process stops. */
    GOING_AWAY(1012, "going away"),
    /** What comes next cannot be told now. */
    FAILED(1011, "the subscription failed, connect again"),
    /** More waits for the client than it may. */
    TOO_SLOW(4408, "too slow"),
    /** What it subscribed to is not there any more, or not as it asked for it: the application was reloaded. */
    CHANGED(4410, "the subscription is no longer served like this"),
    /** Who the client was is no longer vouched for. */
    EXPIRED(4401, "expired"),
    /** An operator has closed it. */
    BY_OPERATOR(4411, "closed by an operator"),
    /** What the client sent is none. */
    MALFORMED(1002, "no WebSocket frame"),
    /** What the client sent is none. */
    NO_TEXT(1007, "a text that is no UTF-8"),
    /** What the client sent is too big. */
    TOO_BIG(1009, "message too big"),
    /** The client answers no ping, so that nothing is said to it either: the code that RFC 6455 has for that, and never sends. */
    SILENT(1006, "");

    private static final int FIRST_RETRY_MS = 500;

    /** Over what time clients come again at least, and at most. */
    private static final int MIN_SPREAD_MS = 250;

    private static final int MAX_SPREAD_MS = 5_000;

    /** How many of them may come in a millisecond: what other processes let in without delaying those that they have. */
    private static final int CLIENTS_PER_MS = 4;

    private final short code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = (short) code;
        this.reason = reason;
    }

    /** Return the code that a WebSocket is closed with where its protocol has none of its own. */
    public short code() {
        return code;
    }

    /** Return what is said with it. */
    public String reason() {
        return reason;
    }

    /** Return after how many milliseconds one of so many clients is to come again; each at another moment, as they all do. */
    public static int retryMs(int clients) {
        int spread = Math.min(MAX_SPREAD_MS, Math.max(MIN_SPREAD_MS, clients / CLIENTS_PER_MS));
        return FIRST_RETRY_MS
                + (int) Jitter.between(Duration.ZERO, Duration.ofMillis(spread)).toMillis();
    }

    /** Return what is said to a client that is to come again after so many milliseconds. */
    public String reason(int retryMs) {
        return reason + ", retry in " + retryMs + " ms";
    }
}
