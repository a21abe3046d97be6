package io.howdah.http;

import io.howdah.security.Authenticator;
import io.howdah.security.Logouts;
import io.howdah.security.Tickets;
import io.vertx.ext.web.Router;

/**
 * Handlers between the application port and its routes.
 *
 * @param authenticator authenticates requests
 * @param identification handles requests that fail authentication
 * @param tickets tickets that browsers use instead of a token
 * @param logouts ends sessions
 */
public record EdgeSecurity(
        Authenticator authenticator, Identification identification, Tickets tickets, Logouts logouts) {

    private static final int PROVIDERS = -920;
    private static final int AUTHENTICATION = -900;
    private static final int TICKETS = -700;

    /** Adds the handlers to the application port. */
    public void mount(Router router) {
        router.route().order(AUTHENTICATION).handler(new AuthenticationHandler(authenticator, identification));
        TicketEndpoint.mount(router, TICKETS, tickets, identification);
        new LogoutEndpoint(authenticator, identification, logouts).mount(router, PROVIDERS, TICKETS);
    }
}
