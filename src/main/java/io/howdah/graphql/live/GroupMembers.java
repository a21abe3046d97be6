package io.howdah.graphql.live;

import io.howdah.push.Permits.Permit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** The clients that have subscriptions in a group. One thread at a time changes it; any reads the owner. */
final class GroupMembers {

    private final Map<String, Member> members = new HashMap<>();
    private volatile String owner = "";

    /** One client, and its permit to be in one more group. */
    private static final class Member {

        private final Permit permit;
        private int subscriptions = 1;

        Member(Permit permit) {
            this.permit = permit;
        }
    }

    /** Adds a subscription of a client; only the client's first one takes a permit, whose refusal is thrown. */
    void enter(String client, Supplier<Permit> permit) {
        Member known = members.get(client);
        if (known == null) {
            members.put(client, new Member(permit.get()));
            chooseOwner();
        } else {
            known.subscriptions++;
        }
    }

    /**
     * Removes a subscription of a client.
     *
     * @return whether it was the last of all
     */
    boolean leave(String client) {
        Member known = Objects.requireNonNull(members.get(client));
        if (--known.subscriptions == 0) {
            members.remove(client);
            known.permit.giveBack();
            chooseOwner();
        }
        return members.isEmpty();
    }

    /** Returns whose turns the group takes: its client's, and of several clients its own, so that none waits for another's groups. */
    String owner() {
        return owner;
    }

    private void chooseOwner() {
        owner = members.size() == 1 ? members.keySet().iterator().next() : "group " + System.identityHashCode(this);
    }
}
