package io.howdah.ingest.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * When each consumer of the process last polled, and on which thread. It finds consumers whose batch hangs, and consumers whose
 * thread has died, which Kafka, Camel and the log all leave unmentioned. Thread-safe.
 */
public final class Polls {

    /** A thread that consumes is inside this class of Camel at any time. */
    private static final String LOOP = "org.apache.camel.component.kafka.KafkaFetchRecords";

    /** An idle consumer polls many times a second, and a new one needs a moment to begin. */
    private static final Duration MIN_SILENCE = Duration.ofSeconds(5);

    private final Duration maxBatchTime;
    private final Set<Poll> polls = ConcurrentHashMap.newKeySet();

    /** The last poll of one consumer. */
    static final class Poll {

        private final String group;
        private volatile Thread thread = Thread.currentThread();
        private volatile Instant at = Instant.now();

        private Poll(String group) {
            this.group = group;
        }

        /** Notes that the consumer polls now, on the calling thread. */
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
     * Creates one for all consumers of a process.
     *
     * @param maxBatchTime how long a consumer may take for a batch and the wait before its retry until health reports it
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

    /** Returns which consumers work on one batch for too long, and since when, or "". */
    String hanging() {
        return describe("has not finished a batch since", poll -> poll.isOlderThan(maxBatchTime) && !poll.isDead());
    }

    /** Returns which consumers have lost their thread, and since when, or "". */
    public String dead() {
        return describe("has no thread since", Poll::isDead);
    }

    private String describe(String what, Predicate<Poll> condition) {
        return polls.stream()
                .filter(condition)
                .map(poll -> "A consumer of the group " + poll.group + " " + what + " " + poll.at)
                .sorted()
                .collect(Collectors.joining("; "));
    }
}
