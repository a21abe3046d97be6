package io.howdah.testing;

import static org.awaitility.Awaitility.await;

import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The texts that the server sends on a WebSocket, one after the other, and how it closes the socket. */
public final class SocketText implements WebSocket.Listener {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final StringBuffer text = new StringBuffer();
    private volatile int closed;

    /** Waits until the server has sent this text, or has closed the socket. */
    public void until(String word) {
        await().atMost(PATIENCE)
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .until(() -> closed != 0 || text.indexOf(word) >= 0);
    }

    /** Returns what the server has sent. */
    public String text() {
        return text.toString();
    }

    /** Return the code that it has closed the socket with, 0 if it has not. */
    public int closed() {
        return closed;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        text.append(part);
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        closed = code;
        return null;
    }
}
