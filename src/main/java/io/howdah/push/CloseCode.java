package io.howdah.push;

import java.util.concurrent.ThreadLocalRandom;

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
    /** What the client sent is none. */
    MALFORMED(1002, "no WebSocket frame"),
    /** What the client sent is none. */
    NO_TEXT(1007, "a text that is no UTF-8"),
    /** What the client sent is too big. */
    TOO_BIG(1009, "message too big"),
    /** The client answers no ping, so that nothing is said to it either: the code that RFC 6455 has for that, and never sends. */
    SILENT(1006, "");

    private static final int FIRST_RETRY_MS = 500;
    private static final int LATEST_RETRY_MS = 5_000;

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

    /** Return after how many milliseconds a client is to come again; each at another moment, as they all do. */
    public static int retryMs() {
        return FIRST_RETRY_MS + ThreadLocalRandom.current().nextInt(LATEST_RETRY_MS);
    }

    /** Return what is said to a client that is to come again after so many milliseconds. */
    public String reason(int retryMs) {
        return reason + ", retry in " + retryMs + " ms";
    }
}
