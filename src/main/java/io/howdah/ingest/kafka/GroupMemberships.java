package io.howdah.ingest.kafka;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The consumer groups that this process has been a member of; a member may have no partition where others have them all. */
public final class GroupMemberships {

    /** A member sends a heartbeat every 3 s. */
    private static final double MAX_SILENCE_SECONDS = 15;

    private final Set<String> groups = ConcurrentHashMap.newKeySet();
    private final Map<String, Instant> silent = new ConcurrentHashMap<>();
    private final PollFailures failures;

    /**
     * Makes one for all consumers of a process.
     *
     * @param failures what keeps them from becoming members
     */
    public GroupMemberships(PollFailures failures) {
        this.failures = failures;
    }

    /** Notes that a consumer was told which partitions it has. */
    void joined(String group) {
        groups.add(group);
        silent.remove(group);
    }

    /** Notes how long ago a member sent its last heartbeat, which it does only while it knows a broker that takes it. */
    void heartbeat(String group, double secondsAgo) {
        if (secondsAgo <= MAX_SILENCE_SECONDS) {
            silent.remove(group);
        } else {
            silent.putIfAbsent(group, Instant.now().minusSeconds((long) secondsAgo));
        }
    }

    /** Return which groups do not reach Kafka, and since when, or "" if all do. */
    String silent() {
        return new TreeMap<>(silent)
                .entrySet().stream()
                        .map(each -> "The group " + each.getKey() + " has not reached Kafka since " + each.getValue())
                        .collect(Collectors.joining("; "));
    }

    /** Return that no consumer has been a member of its group, and why if that is known, or "" if one has. */
    public String missing() {
        return groups.isEmpty()
                ? "no consumer of Kafka has been assigned its partitions"
                        + failures.present().map(reason -> ", " + reason).orElse("")
                : "";
    }
}
