package io.howdah.push;

import io.howdah.push.Permits.Permit;
import io.howdah.push.transport.ProtocolHandler;
import io.howdah.security.Principal;
import java.util.Optional;

/**
 * What a client at a {@link ProtocolHandler} holds until it is gone.
 *
 * @param pending its place among those who have yet to say who they are, if it has not said it
 */
public record ClientPermits(Permit connection, Optional<Permit> pending) {

    /**
     * Counts the connection as one of a client that has said only now who it is.
     *
     * @throws RefusedException if that client has as many as it may
     */
    public void identify(Principal principal, String address) {
        pending.ifPresent(Permit::giveBack);
        connection.pass(principal, address);
    }

    /** Gives everything back; harmless when repeated. */
    public void giveBack() {
        pending.ifPresent(Permit::giveBack);
        connection.giveBack();
    }
}
