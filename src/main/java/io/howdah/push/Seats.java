package io.howdah.push;

import io.howdah.security.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The places for subscribers. One is taken before a client is let in, so that there are never more of them than the limits say,
 * and given back when the client is gone or was not let in after all.
 */
final class Seats {

    private final int most;
    private final int mostOfSubject;
    private final Map<String, Integer> bySubject = new HashMap<>();
    private int taken;

    /**
     * Makes them, all free.
     *
     * @param most how many there are
     * @param mostOfSubject how many of them one subject may take; nobody's are not counted
     */
    Seats(int most, int mostOfSubject) {
        this.most = most;
        this.mostOfSubject = mostOfSubject;
    }

    /**
     * Takes one.
     *
     * @throws RefusedException if there is none for this subscriber
     */
    synchronized Seat take(Principal principal) {
        if (taken >= most) {
            throw new RefusedException(
                    new Refusal(503, "There are as many subscribers as howdah.push.max-connections allows."));
        }
        requireFew(principal);
        taken++;
        add(principal.subject());
        return new Seat(principal.subject());
    }

    private void requireFew(Principal principal) {
        if (bySubject.getOrDefault(principal.subject(), 0) >= mostOfSubject) {
            throw new RefusedException(new Refusal(
                    429, "You have as many subscriptions as howdah.push.max-connections-per-subject allows."));
        }
    }

    /** Nobody's are not counted: they may be anybody's. */
    private void add(String subject) {
        if (!subject.isEmpty()) {
            bySubject.merge(subject, 1, Integer::sum);
        }
    }

    private void remove(String subject) {
        bySubject.computeIfPresent(subject, (known, number) -> number == 1 ? null : number - 1);
    }

    private synchronized void pass(String from, Principal to) {
        requireFew(to);
        remove(from);
        add(to.subject());
    }

    /** How many are taken, also by clients that are not let in yet. */
    synchronized int taken() {
        return taken;
    }

    private synchronized void free(String subject) {
        taken--;
        remove(subject);
    }

    /** One that is taken. */
    final class Seat {

        private volatile String subject;
        private final AtomicBoolean free = new AtomicBoolean();

        private Seat(String subject) {
            this.subject = subject;
        }

        /** Makes it somebody else's. */
        void change(Principal principal) {
            if (!principal.subject().equals(subject)) {
                pass(subject, principal);
                subject = principal.subject();
            }
        }

        /** Lets others have it; harmless when repeated. */
        void giveBack() {
            if (free.compareAndSet(false, true)) {
                free(subject);
            }
        }
    }
}
