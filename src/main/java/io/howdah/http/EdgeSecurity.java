package io.howdah.http;

import io.howdah.security.Authenticator;
import io.howdah.security.Logouts;
import io.howdah.security.Tickets;
import io.vertx.ext.web.Router;

/**
 * What stands between the application port and its routes.
 *
 * @param authenticator lets those in who may be let in
 * @param identification what becomes of the others
 * @param tickets what browsers show in place of a token
 * @param logouts ends sessions
 */
public record EdgeSecurity(
        Authenticator authenticator, Identification identification, Tickets tickets, Logouts logouts) {

    private static final int PROVIDERS = -920;
    private static final int AUTHENTICATION = -900;
    private static final int TICKETS = -700;

    /** Adds it to the application port. */
    public void mount(Router router) {
        router.route().order(AUTHENTICATION).handler(new AuthenticationHandler(authenticator, identification));
        TicketEndpoint.mount(router, TICKETS, tickets, identification);
        new LogoutEndpoint(authenticator, identification, logouts).mount(router, PROVIDERS, TICKETS);
    }
}
