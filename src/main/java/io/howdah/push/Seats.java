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
        boolean isNobody = principal.equals(Principal.NOBODY);
        int own = bySubject.getOrDefault(principal.subject(), 0);
        if (!isNobody && own >= mostOfSubject) {
            throw new RefusedException(new Refusal(
                    429, "You have as many subscriptions as howdah.push.max-connections-per-subject allows."));
        }
        taken++;
        if (!isNobody) {
            bySubject.put(principal.subject(), own + 1);
        }
        return new Seat(principal.subject());
    }

    /** How many are taken, also by clients that are not let in yet. */
    synchronized int taken() {
        return taken;
    }

    private synchronized void free(String subject) {
        taken--;
        bySubject.computeIfPresent(subject, (known, number) -> number == 1 ? null : number - 1);
    }

    /** One that is taken. */
    final class Seat {

        private final String subject;
        private final AtomicBoolean free = new AtomicBoolean();

        private Seat(String subject) {
            this.subject = subject;
        }

        /** Lets others have it; harmless when repeated. */
        void giveBack() {
            if (free.compareAndSet(false, true)) {
                free(subject);
            }
        }
    }
}
