package io.howdah.ingest.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Tracks when each consumer of the process last polled, and on which thread. It finds consumers whose batch hangs and
 * consumers whose thread has died, which neither Kafka nor Camel reports. Thread-safe.
 */
public final class Polls {

    /** A consuming thread always has a frame of this Camel class. */
    private static final String LOOP = "org.apache.camel.component.kafka.KafkaFetchRecords";

    /** An idle consumer polls many times per second, and a new one needs a moment to start. */
    private static final Duration MIN_SILENCE = Duration.ofSeconds(5);

    private final Duration maxBatchTime;
    private final Set<Poll> polls = ConcurrentHashMap.newKeySet();

    /** Last poll of one consumer. */
    static final class Poll {

        private final String group;
        private volatile Thread thread = Thread.currentThread();
        private volatile Instant at = Instant.now();

        private Poll(String group) {
            this.group = group;
        }

        /** Records that the consumer polls now, on the calling thread. */
        void now() {
            thread = Thread.currentThread();
            at = Instant.now();
        }

        private boolean isOlderThan(Duration age) {
            return at.plus(age).isBefore(Instant.now());
        }

        private boolean isDead() {
            return isOlderThan(MIN_SILENCE)
                    && Arrays.stream(thread.getStackTrace())
                            .noneMatch(frame -> frame.getClassName().equals(LOOP));
        }
    }

    /**
     * Creates the tracker for all consumers of the process.
     *
     * @param maxBatchTime how long a consumer may take for a batch and its backoff before health reports it
     */
    public Polls(Duration maxBatchTime) {
        this.maxBatchTime = maxBatchTime;
    }

    Poll add(String group) {
        Poll poll = new Poll(group);
        polls.add(poll);
        return poll;
    }

    void remove(Poll poll) {
        polls.remove(poll);
    }

    /** Returns how many consumers there are. */
    int size() {
        return polls.size();
    }

    /** Returns the consumers that take too long for a batch, and since when; empty if there are none. */
    String hanging() {
        return describe("has not finished a batch since", poll -> poll.isOlderThan(maxBatchTime) && !poll.isDead());
    }

    /** Returns the consumers whose thread has died, and since when; empty if there are none. */
    public String dead() {
        return describe("has no thread since", Poll::isDead);
    }

    private String describe(String what, Predicate<Poll> condition) {
        return polls.stream()
                .filter(condition)
                .map(poll -> "A consumer of group " + poll.group + " " + what + " " + poll.at)
                .sorted()
                .collect(Collectors.joining("; "));
    }
}
