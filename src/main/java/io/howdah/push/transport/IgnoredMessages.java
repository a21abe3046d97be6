package io.howdah.push.transport;

import io.vertx.core.Handler;
import io.vertx.core.http.WebSocketFrame;

/**
 * Discards the messages of a subscriber, which has nothing to send, but enforces the size limit: Vert.x 4.5 checks only
 * single frames, and only messages with a non-empty first frame.
 */
final class IgnoredMessages implements Handler<WebSocketFrame> {

    private final int maxBytes;
    private final Runnable tooBig;
    private long bytes;

    /**
     * Creates a handler for one socket.
     *
     * @param maxBytes maximum size of a message, in one frame or several
     * @param tooBig runs for each frame from the one that exceeds the limit on
     */
    IgnoredMessages(int maxBytes, Runnable tooBig) {
        this.maxBytes = maxBytes;
        this.tooBig = tooBig;
    }

    @Override
    public void handle(WebSocketFrame frame) {
        if (!frame.isText() && !frame.isBinary() && !frame.isContinuation()) {
            // Control frames may come between the frames of a message.
            return;
        }
        int length = frame.binaryData().length();
        bytes = frame.isContinuation() ? bytes + length : length;
        if (bytes > maxBytes) {
            tooBig.run();
        }
    }
}
