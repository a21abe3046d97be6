package io.howdah.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.text.JsonMappers;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An answer of one JSON object for each line, as long as may be: written as fast as the client reads it. A last line
 * {@code {"problem": ...}} says that the work stopped before its end.
 */
public final class AdminLines {

    private static final long PATIENCE_SECONDS = 60;
    private static final ObjectMapper JSON = JsonMappers.PLAIN;

    private final HttpServerResponse response;
    private volatile boolean begun;

    AdminLines(HttpServerResponse response) {
        this.response = response;
    }

    /**
     * Writes a line, an object with this one field, and waits while the client is behind.
     *
     * @throws AdminException if the client went away, or reads nothing for a minute
     */
    public void write(String field, Object value) throws InterruptedException {
        if (response.closed()) {
            throw AdminException.unavailable("the client went away");
        }
        begin();
        response.write(text(field, value));
        awaitRoom();
    }

    boolean hasBegun() {
        return begun;
    }

    void end() {
        begin();
        response.end();
    }

    void endWith(AdminException problem) {
        if (!response.closed()) {
            response.end(text(
                    "problem", Map.of("status", problem.status(), "detail", String.valueOf(problem.getMessage()))));
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            response.setChunked(true)
                    .putHeader("Content-Type", "application/x-ndjson")
                    .putHeader("Cache-Control", "no-store");
        }
    }

    private void awaitRoom() throws InterruptedException {
        if (!response.writeQueueFull()) {
            return;
        }
        CompletableFuture<Void> room = new CompletableFuture<>();
        response.drainHandler(room::complete);
        response.closeHandler(room::complete);
        if (!response.writeQueueFull() || response.closed()) {
            return;
        }
        try {
            room.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw AdminException.unavailable("the client reads nothing");
        }
    }

    private static String text(String field, Object value) {
        try {
            return JSON.writeValueAsString(Map.of(field, value)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line cannot be written as JSON", e);
        }
    }
}
