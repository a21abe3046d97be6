package io.howdah.push;

/** Why the server ends a connection: the WebSocket close code and what it says. */
enum CloseCode {
    GOING_AWAY(1012, "going away"),
    FAILED(1011, "the subscription failed, connect again"),
    TOO_SLOW(4408, "too slow");

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
}
