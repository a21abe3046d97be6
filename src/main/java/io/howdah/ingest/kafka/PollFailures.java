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
 * What a consumer does when Kafka refuses it, as with a wrong password or without a right: it asks again, at the same
 * place, once a second, and says so now and then. Camel's own strategies end the consumer for good after such a refusal,
 * or pass it to the route as if a record had failed.
 */
public final class PollFailures implements PollExceptionStrategy {

    private static final Logger LOG = LoggerFactory.getLogger(PollFailures.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration QUIET = Duration.ofSeconds(60);

    /** A consumer that is still refused asks, and fails, more often than this: whenever it refreshes its metadata. */
    private static final Duration PRESENT =
            Duration.ofMillis(KafkaEngine.METADATA_MILLIS).multipliedBy(3).dividedBy(2);

    private record Failure(Instant since, Instant at, Instant said) {}

    /** By what Kafka says: it names the topic or the group. */
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();

    /** Bound once, for all consumers. */
    public PollFailures() {}

    @Override
    public boolean canContinue() {
        return true;
    }

    @Override
    public void handle(long partitionLastOffset, Exception exception) {
        Instant now = Instant.now();
        failures.values().removeIf(failure -> failure.at().plus(QUIET).isBefore(now));
        failures.compute(describe(exception), (reason, earlier) -> {
            if (earlier != null && earlier.said().plus(QUIET).isAfter(now)) {
                return new Failure(earlier.since(), now, earlier.said());
            }
            LOG.atError().addKeyValue("reason", reason).log("A consumer cannot poll, it goes on asking");
            return new Failure(earlier == null ? now : earlier.since(), now, now);
        });
        try {
            Pause.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Return what Kafka refuses at present, and since when, in one line. */
    public Optional<String> present() {
        Instant since = Instant.now().minus(PRESENT);
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
