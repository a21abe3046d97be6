package io.howdah.ingest.rebuild;

import com.mongodb.MongoServerException;
import io.howdah.timing.Backoff;
import io.howdah.timing.Pause;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Retries the steps of a rebuild after infrastructure errors, until an operator stops it. Thread-safe. */
final class RebuildRetries {

    private static final Logger LOG = LoggerFactory.getLogger(RebuildRetries.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(400), Duration.ofSeconds(20));

    private final String model;
    private final Pause pause = new Pause();
    private volatile String stopReason = "";
    private volatile @Nullable String failure;
    private volatile long deadline = Long.MAX_VALUE;

    RebuildRetries(String model) {
        this.model = model;
    }

    /** Ends all waits and retries. */
    void stop(String reason) {
        stopReason = reason;
        pause.end();
    }

    /** Returns the current failure, or null. */
    @Nullable
    String failure() {
        return failure;
    }

    /** Sets a time limit, after which steps fail with a {@link SwitchTimeoutException}; null removes it. */
    void limit(@Nullable Duration limit) {
        deadline = limit == null ? Long.MAX_VALUE : System.nanoTime() + limit.toNanos();
    }

    /**
     * Checks whether the work may continue.
     *
     * @throws StoppedException if the rebuild is stopped
     * @throws SwitchTimeoutException if the time limit has passed
     */
    void check() {
        if (pause.isEnded()) {
            throw new StoppedException(stopReason);
        }
        if (deadline != Long.MAX_VALUE && System.nanoTime() > deadline) {
            throw new SwitchTimeoutException();
        }
    }

    /**
     * Waits for a time.
     *
     * @throws StoppedException if the rebuild is stopped meanwhile
     */
    void pause(Duration time) {
        try {
            if (pause.await(time)) {
                throw new StoppedException(stopReason);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException("interrupted");
        }
    }

    /** Runs a step until it succeeds. Throws failures that a retry cannot fix. */
    <T> T retry(Callable<T> step) {
        for (int failures = 1; ; failures++) {
            check();
            try {
                T result = step.call();
                failure = null;
                return result;
            } catch (StoppedException | SwitchTimeoutException | RebuildRefusedException | InvalidOffsetException e) {
                throw e;
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                failure = describe(e);
                Duration delay = BACKOFF.after(failures);
                LOG.atWarn()
                        .addKeyValue("model", model)
                        .addKeyValue("reason", failure)
                        .addKeyValue("retryMs", delay.toMillis())
                        .log("Rebuild waits after an infrastructure error");
                pause(delay);
            }
        }
    }

    void retry(Runnable step) {
        retry(() -> {
            step.run();
            return true;
        });
    }

    /** Returns a failure in one line, without MongoDB's message: that contains values, which are personal data. */
    static String describe(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof MongoServerException server) {
                return server.getClass().getSimpleName() + " code " + server.getCode();
            }
        }
        // An error's message is often only a class name.
        String text = thrown instanceof Error ? thrown.toString() : String.valueOf(thrown.getMessage());
        return text.lines().findFirst().orElse("");
    }
}
