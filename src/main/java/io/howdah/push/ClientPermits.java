package io.howdah.push;

import io.howdah.push.Permits.Permit;
import io.howdah.push.transport.ProtocolHandler;
import io.howdah.security.Principal;
import java.util.Optional;

/**
 * Permits that a client of a {@link ProtocolHandler} holds until it is gone.
 *
 * @param pending permit of a client that has not authenticated yet
 */
public record ClientPermits(Permit connection, Optional<Permit> pending) {

    /**
     * Moves the connection permit to the principal that the client turned out to be.
     *
     * @throws RefusedException if that client's limit is reached
     */
    public void identify(Principal principal, String address) {
        pending.ifPresent(Permit::giveBack);
        connection.pass(principal, address);
    }

    /** Gives all permits back. Idempotent. */
    public void giveBack() {
        pending.ifPresent(Permit::giveBack);
        connection.giveBack();
    }
}
