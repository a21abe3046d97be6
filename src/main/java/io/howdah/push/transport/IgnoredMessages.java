package io.howdah.push.transport;

import io.vertx.core.Handler;
import io.vertx.core.http.WebSocketFrame;

/**
 * Drops what a subscriber says, who has nothing to say, and keeps count: Vert.x 4.5 looks at the size of each frame alone, or of
 * messages whose first part is not empty.
 */
final class IgnoredMessages implements Handler<WebSocketFrame> {

    private final int mostBytes;
    private final Runnable tooBig;
    private long bytes;

    /**
     * Makes it for one socket.
     *
     * @param mostBytes the largest message, in one frame or several
     * @param tooBig what is done when one is larger, once for each frame from there on
     */
    IgnoredMessages(int mostBytes, Runnable tooBig) {
        this.mostBytes = mostBytes;
        this.tooBig = tooBig;
    }

    @Override
    public void handle(WebSocketFrame frame) {
        if (!frame.isText() && !frame.isBinary() && !frame.isContinuation()) {
            // A ping may come between the parts of a message.
            return;
        }
        int length = frame.binaryData().length();
        bytes = frame.isContinuation() ? bytes + length : length;
        if (bytes > mostBytes) {
            tooBig.run();
        }
    }
}
