package io.howdah.runtime;

import io.howdah.admin.AdminGuard;
import io.howdah.config.AuthSettings;
import io.howdah.config.AuthSettings.Bound;
import io.howdah.config.Settings;
import io.howdah.http.EdgeSecurity;
import io.howdah.http.HttpServers;
import io.howdah.observe.Tracing;
import io.howdah.security.Audit;
import io.howdah.security.Authenticator;
import io.howdah.security.LiveSessions;
import io.howdah.security.Logouts;
import io.howdah.security.Revocations;
import io.howdah.security.Tickets;

/** Creates the ports, and the objects that authenticate clients and end their sessions. */
final class EntryWiring {

    final Audit audit;
    final HttpServers servers;
    final Revocations revocations;
    final Authenticator authenticator;
    final LiveSessions sessions;
    final AdminGuard adminGuard;
    private final Tickets tickets;
    private final Logouts logouts;

    /** Creates the objects without opening a port; {@code opened} gets those to close. */
    EntryWiring(
            Settings settings, Storage storage, Tracing tracing, AuthenticationFactory authentication, Opened opened) {
        AuthSettings auth = settings.auth();
        this.audit = new Audit(settings.auditAuthentications());
        this.revocations = opened.add(new Revocations(storage.system(), auth.clockSkew()));
        this.tickets = new Tickets(storage.system());
        this.servers = opened.add(new HttpServers(settings.http(), audit, tracing));
        this.authenticator = new Authenticator(authentication.of(auth), revocations, tickets, servers.identification());
        this.logouts = new Logouts(storage.system(), revocations, tickets, auth.clockSkew(), auth.logoutTtl(), audit);
        this.sessions = new LiveSessions(
                revocations,
                authenticator::again,
                auth.live().period(),
                auth.live().perSecond());
        this.adminGuard =
                new AdminGuard(authenticator, auth.adminRole(), servers.identification(), servers.addresses(), audit);
        if (auth.accessTokens().bound() == Bound.CERTIFICATE) {
            servers.askForCertificates();
        }
        servers.secure(new EdgeSecurity(authenticator, servers.identification(), tickets, logouts)::mount);
    }

    /** Reads revocations, tickets and logouts, and follows their changes from now on. */
    void start() {
        revocations.start();
        tickets.start();
        logouts.start();
    }
}
