package io.howdah.ingest.kafka;

import io.howdah.timing.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.kafka.PollExceptionStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Poll error strategy: after an error such as a wrong password or a missing permission, a consumer retries at the same
 * position once per second, and the error is logged once per minute. Camel's own strategies end the consumer for good,
 * or pass the error to the route as if a record had failed. Thread-safe.
 */
public final class PollFailures implements PollExceptionStrategy {

    private static final Logger LOG = LoggerFactory.getLogger(PollFailures.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(60);

    /** A failing consumer fails more often than this: whenever it refreshes its metadata. */
    private static final Duration MAX_AGE =
            Duration.ofMillis(KafkaEngine.METADATA_MILLIS).multipliedBy(3).dividedBy(2);

    private record Failure(Instant since, Instant at, Instant loggedAt) {}

    /** By error text, which names the topic or the group. */
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();

    /** Creates the strategy for all consumers. */
    public PollFailures() {}

    @Override
    public boolean canContinue() {
        return true;
    }

    @Override
    public void handle(long partitionLastOffset, Exception exception) {
        Instant now = Instant.now();
        failures.values().removeIf(failure -> failure.at().plus(LOG_INTERVAL).isBefore(now));
        failures.compute(describe(exception), (reason, earlier) -> {
            if (earlier != null && earlier.loggedAt().plus(LOG_INTERVAL).isAfter(now)) {
                return new Failure(earlier.since(), now, earlier.loggedAt());
            }
            LOG.atError().addKeyValue("reason", reason).log("Consumer cannot poll, it retries");
            return new Failure(earlier == null ? now : earlier.since(), now, now);
        });
        try {
            Pause.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the current errors of Kafka, and since when, in one line. */
    public Optional<String> present() {
        Instant since = Instant.now().minus(MAX_AGE);
        return failures.entrySet().stream()
                .filter(entry -> entry.getValue().at().isAfter(since))
                .map(entry -> entry.getKey() + " (since " + entry.getValue().since() + ")")
                .sorted()
                .reduce((all, reason) -> all + "; " + reason);
    }

    private static String describe(Exception exception) {
        String message =
                String.valueOf(exception.getMessage()).lines().findFirst().orElse("");
        return exception.getClass().getSimpleName() + ": " + message;
    }
}
