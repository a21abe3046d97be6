package io.howdah.push;

import io.howdah.timing.Jitter;
import java.time.Duration;

/** Reasons for the server to close a connection: WebSocket close code and reason text. */
public enum CloseCode {
    /** The process stops. */
    GOING_AWAY(1012, "going away"),
    /** The next event cannot be sent. */
    FAILED(1011, "the subscription failed, connect again"),
    /** The client's queue exceeds its limit. */
    TOO_SLOW(4408, "too slow"),
    /** A reload has removed or changed what the client subscribed to. */
    CHANGED(4410, "the subscription is no longer served like this"),
    /** The session has expired or was revoked. */
    EXPIRED(4401, "expired"),
    /** An operator closed the connection. */
    BY_OPERATOR(4411, "closed by an operator"),
    /** The client sent an invalid WebSocket frame. */
    MALFORMED(1002, "invalid WebSocket frame"),
    /** The client sent a text that is not UTF-8. */
    INVALID_TEXT(1007, "text is not UTF-8"),
    /** The client sent a message above the limit. */
    TOO_BIG(1009, "message too big"),
    /** The client does not answer pings. RFC 6455 reserves this code; it is never sent. */
    SILENT(1006, "");

    private static final int FIRST_RETRY_MS = 500;

    /** Minimum period that reconnects are spread over. */
    private static final int MIN_SPREAD_MS = 250;

    /** Maximum period that reconnects are spread over. */
    private static final int MAX_SPREAD_MS = 5_000;

    /**
     * Clients that may reconnect in a millisecond, so that other processes admit them without delaying their own
     * clients.
     */
    private static final int CLIENTS_PER_MS = 4;

    private final short code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = (short) code;
        this.reason = reason;
    }

    /** Returns the WebSocket close code, unless the protocol has a code of its own. */
    public short code() {
        return code;
    }

    /** Returns the reason text. */
    public String reason() {
        return reason;
    }

    /** Returns a random reconnect delay in milliseconds for one of so many clients that leave together. */
    public static int retryMs(int clients) {
        int spread = Math.min(MAX_SPREAD_MS, Math.max(MIN_SPREAD_MS, clients / CLIENTS_PER_MS));
        return FIRST_RETRY_MS
                + (int) Jitter.between(Duration.ZERO, Duration.ofMillis(spread)).toMillis();
    }

    /** Returns the reason text with a reconnect delay. */
    public String reason(int retryMs) {
        return reason + ", retry in " + retryMs + " ms";
    }
}
