package io.howdah.kafka;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The consumer groups that this process has been a member of; a member may have no partition where others have them all. */
public final class GroupMemberships {

    private final Set<String> groups = ConcurrentHashMap.newKeySet();
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
    }

    /** Return that no consumer has been a member of its group, and why if that is known, or "" if one has. */
    public String missing() {
        return groups.isEmpty()
                ? "no consumer of Kafka has been assigned its partitions"
                        + failures.present().map(reason -> ", " + reason).orElse("")
                : "";
    }
}
