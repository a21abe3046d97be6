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

/** Tries again what failed outside, for as long as nobody asks to stop. */
final class RebuildRetries {

    private static final Logger LOG = LoggerFactory.getLogger(RebuildRetries.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(400), Duration.ofSeconds(20));

    private final String model;
    private final Pause pause = new Pause();
    private volatile String stopReason = "";
    private volatile @Nullable String trouble;
    private volatile long deadline = Long.MAX_VALUE;

    RebuildRetries(String model) {
        this.model = model;
    }

    /** Ends all waiting and trying. */
    void stop(String reason) {
        stopReason = reason;
        pause.end();
    }

    /** What is waited for, or null. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** From now on, what takes longer than this ends with an {@link SwitchTimeoutException}; null takes the limit away. */
    void limit(@Nullable Duration limit) {
        deadline = limit == null ? Long.MAX_VALUE : System.nanoTime() + limit.toNanos();
    }

    /**
     * Ends work that is not wanted any more.
     *
     * @throws StoppedException if it is to stop
     * @throws SwitchTimeoutException if its time is over
     */
    void check() {
        if (pause.isEnded()) {
            throw new StoppedException(stopReason);
        }
        if (deadline != Long.MAX_VALUE && System.nanoTime() > deadline) {
            throw new SwitchTimeoutException();
        }
    }

    /** Waits. */
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

    /** Does a step until it succeeds; a failure that another try cannot cure is thrown. */
    <T> T persist(Callable<T> step) {
        for (int failures = 1; ; failures++) {
            check();
            try {
                T result = step.call();
                trouble = null;
                return result;
            } catch (StoppedException | SwitchTimeoutException | RebuildRefusedException | InvalidOffsetException e) {
                throw e;
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                trouble = describe(e);
                Duration delay = BACKOFF.after(failures);
                LOG.atWarn()
                        .addKeyValue("model", model)
                        .addKeyValue("reason", trouble)
                        .addKeyValue("retryMs", delay.toMillis())
                        .log("Rebuild waits for something outside");
                pause(delay);
            }
        }
    }

    void persist(Runnable step) {
        persist(() -> {
            step.run();
            return true;
        });
    }

    /** A failure in one line, without what a server says of values: those are personal data. */
    static String describe(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MongoServerException server) {
                return server.getClass().getSimpleName() + " code " + server.getCode();
            }
        }
        // The message of an error is often the name of a class alone.
        String text = failure instanceof Error ? failure.toString() : String.valueOf(failure.getMessage());
        return text.lines().findFirst().orElse("");
    }
}
