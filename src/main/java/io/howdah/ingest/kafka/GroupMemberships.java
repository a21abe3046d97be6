package io.howdah.ingest.kafka;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Tracks which consumer groups this process has joined and whether their heartbeats reach Kafka. A member may have no
 * partition while other processes have them all. Thread-safe.
 */
public final class GroupMemberships {

    /** A member sends a heartbeat every 3 s. */
    private static final double MAX_SILENCE_SECONDS = 15;

    private final Set<String> groups = ConcurrentHashMap.newKeySet();
    private final Map<String, Instant> silent = new ConcurrentHashMap<>();
    private final PollFailures failures;

    /**
     * Creates the tracker for all consumers of the process.
     *
     * @param failures the poll failures, which explain why a consumer has not joined its group
     */
    public GroupMemberships(PollFailures failures) {
        this.failures = failures;
    }

    /** Records that a consumer received its partition assignment. */
    void joined(String group) {
        groups.add(group);
        silent.remove(group);
    }

    /**
     * Records the age of a member's last heartbeat. A member sends heartbeats only while it knows a broker that accepts
     * them.
     *
     * @param secondsAgo the age in seconds, negative before the first heartbeat
     */
    void heartbeat(String group, double secondsAgo) {
        if (secondsAgo <= MAX_SILENCE_SECONDS) {
            silent.remove(group);
        } else {
            silent.putIfAbsent(group, Instant.now().minusSeconds((long) secondsAgo));
        }
    }

    /** Returns the groups that do not reach Kafka, and since when; empty if all do. */
    String silent() {
        return new TreeMap<>(silent)
                .entrySet().stream()
                        .map(each -> "Group " + each.getKey() + " has not reached Kafka since " + each.getValue())
                        .collect(Collectors.joining("; "));
    }

    /** Returns a message if no consumer has joined its group yet, with the reason if it is known; empty otherwise. */
    public String missing() {
        return groups.isEmpty()
                ? "no Kafka consumer has been assigned partitions"
                        + failures.present().map(reason -> ": " + reason).orElse("")
                : "";
    }
}
