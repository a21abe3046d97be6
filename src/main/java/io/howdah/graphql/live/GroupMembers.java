package io.howdah.graphql.live;

import io.howdah.push.Permits.Permit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Clients with subscriptions in a group. One thread at a time may change it; any thread may read the owner. */
final class GroupMembers {

    private final Map<String, Member> members = new HashMap<>();
    private volatile String owner = "";

    /** A client with its permit for one more group. */
    private static final class Member {

        private final Permit permit;
        private int subscriptions = 1;

        Member(Permit permit) {
            this.permit = permit;
        }
    }

    /**
     * Adds a subscription of a client. Only the client's first subscription takes a permit; if the permit is refused,
     * its exception is thrown.
     */
    void add(String client, Supplier<Permit> permit) {
        Member member = members.get(client);
        if (member == null) {
            members.put(client, new Member(permit.get()));
            chooseOwner();
        } else {
            member.subscriptions++;
        }
    }

    /**
     * Removes a subscription of a client.
     *
     * @return whether the group is empty now
     */
    boolean remove(String client) {
        Member member = Objects.requireNonNull(members.get(client));
        if (--member.subscriptions == 0) {
            members.remove(client);
            member.permit.giveBack();
            chooseOwner();
        }
        return members.isEmpty();
    }

    /**
     * Returns the owner of the group's work in the fair pool. It is the client if there is only one. A group of several
     * clients is its own owner, so that no client waits for another client's groups.
     */
    String owner() {
        return owner;
    }

    private void chooseOwner() {
        owner = members.size() == 1 ? members.keySet().iterator().next() : "group " + System.identityHashCode(this);
    }
}
