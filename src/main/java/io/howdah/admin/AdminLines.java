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
 * Response of one JSON object per line, of any length, written as fast as the client reads it. If the work fails, the last
 * line is {@code {"problem": ...}}. One thread writes, outside the event loop.
 */
public final class AdminLines {

    private static final long TIMEOUT_SECONDS = 60;
    private static final ObjectMapper JSON = JsonMappers.PLAIN;

    private final HttpServerResponse response;
    private volatile boolean started;

    AdminLines(HttpServerResponse response) {
        this.response = response;
    }

    /**
     * Writes a line, an object with one field, and waits until the client has read enough of the response.
     *
     * @throws AdminException if the client has disconnected, or reads nothing for a minute
     */
    public void write(String field, Object value) throws InterruptedException {
        if (response.closed()) {
            throw AdminException.unavailable("the client has disconnected");
        }
        start();
        response.write(text(field, value));
        awaitDrain();
    }

    boolean hasStarted() {
        return started;
    }

    void end() {
        start();
        response.end();
    }

    void endWith(AdminException problem) {
        if (!response.closed()) {
            response.end(text(
                    "problem", Map.of("status", problem.status(), "detail", String.valueOf(problem.getMessage()))));
        }
    }

    private void start() {
        if (!started) {
            started = true;
            response.setChunked(true)
                    .putHeader("Content-Type", "application/x-ndjson")
                    .putHeader("Cache-Control", "no-store");
        }
    }

    private void awaitDrain() throws InterruptedException {
        if (!response.writeQueueFull()) {
            return;
        }
        CompletableFuture<Void> drained = new CompletableFuture<>();
        response.drainHandler(drained::complete);
        response.closeHandler(drained::complete);
        if (!response.writeQueueFull() || response.closed()) {
            return;
        }
        try {
            drained.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw AdminException.unavailable("the client reads too slowly");
        }
    }

    private static String text(String field, Object value) {
        try {
            return JSON.writeValueAsString(Map.of(field, value)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write the line as JSON", e);
        }
    }
}
