package io.howdah.push;

/** Why the server ends a connection: the WebSocket close code and what it says. */
enum CloseCode {
    GOING_AWAY(1012, "going away"),
    FAILED(1011, "the subscription failed, connect again"),
    TOO_SLOW(4408, "too slow"),
    MALFORMED(1002, "no WebSocket frame"),
    NO_TEXT(1007, "a text that is no UTF-8"),
    TOO_BIG(1009, "message too big"),
    /** The client answers no ping, so that nothing is said to it either: the code that RFC 6455 has for that, and never sends. */
    SILENT(1006, "");

    private final short code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = (short) code;
        this.reason = reason;
    }

    short code() {
        return code;
    }

    String reason() {
        return reason;
    }

    /** What it says to a client that is to come again after so many milliseconds. */
    String reason(int retryMs) {
        return reason + ", retry in " + retryMs + " ms";
    }
}
