package io.howdah.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.howdah.text.Split;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The audit log: who was refused, and who used an operator's right. It is the logger {@code io.howdah.audit}, a constant message
 * with key-values, without tokens, bodies or parameters. What anybody can cause from outside is written so many times a second at
 * most, so that a flood of refusals fills no disk; what is left out is counted, and the next line says how many they were.
 */
public final class Audit {

    private static final Logger LOG = LoggerFactory.getLogger("io.howdah.audit");

    private enum Event {
        AUTHENTICATION_FAILED("Authentication failed", true),
        ORIGIN_REFUSED("Origin refused", true),
        RATE_LIMITED("Rate limited", true),
        ADMIN_REFUSED("Admin refused", true),
        ADMIN_ACTION("Admin action", false),
        REVOKED("Revoked", false),
        CONNECTIONS_LISTED("Connections listed", false),
        CONNECTIONS_CLOSED("Connections closed", false),
        LOGGED_OUT("Logged out", false),
        AUTHENTICATED("Authenticated", false),
        TICKET_ISSUED("Ticket issued", false);

        private final String message;
        private final boolean capped;

        Event(String message, boolean capped) {
            this.message = message;
            this.capped = capped;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A client with the same token from the same address is written again after this, since each of its requests is one. */
    static final Duration AUTHENTICATED_AGAIN = Duration.ofMinutes(10);

    private static final int MAX_AUTHENTICATED = 100_000;

    private record Seen(String subject, String tokenId, String remote) {}

    private final Map<Event, AuditBurst> bursts = new EnumMap<>(Event.class);
    private final Cache<Seen, Boolean> authenticated;
    private final boolean authentications;

    /** Writes by the clock of the machine, and of successes nothing. */
    public Audit() {
        this(false);
    }

    /**
     * Writes by the clock of the machine.
     *
     * @param authentications whether to write successful authentications and issued tickets, too
     */
    public Audit(boolean authentications) {
        this(authentications, System::nanoTime);
    }

    /**
     * Writes by another clock.
     *
     * @param nanos the time, as of {@link System#nanoTime()}
     */
    Audit(boolean authentications, LongSupplier nanos) {
        this.authentications = authentications;
        this.authenticated = Caffeine.newBuilder()
                .maximumSize(MAX_AUTHENTICATED)
                .ticker(nanos::getAsLong)
                .expireAfterWrite(AUTHENTICATED_AGAIN)
                .build();
        for (Event event : Event.values()) {
            bursts.put(event, new AuditBurst(event.capped, nanos));
        }
    }

    /** Counts events for Prometheus: {@code howdah_audit_events_total}, and of these {@code howdah_audit_left_out_total}. */
    public void bindTo(MeterRegistry meters) {
        bursts.forEach((event, burst) -> {
            FunctionCounter.builder("howdah.audit.events", burst, AuditBurst::seen)
                    .description("Events of the audit log, those left out of it among them")
                    .tag("event", event.word())
                    .register(meters);
            FunctionCounter.builder("howdah.audit.left.out", burst, AuditBurst::leftOut)
                    .description("Events that were counted and not written, because there were too many")
                    .tag("event", event.word())
                    .register(meters);
        });
    }

    /** Somebody did not show who they are; {@code path} may have parameters, which are not written, here and below. */
    public void authenticationFailed(AuthenticationException.Reason reason, String remote, String method, String path) {
        authenticationFailed(reason.name().toLowerCase(Locale.ROOT), remote, method, path);
    }

    /** Somebody did not show who they are; {@code reason} is one word. */
    public void authenticationFailed(String reason, String remote, String method, String path) {
        write(Event.AUTHENTICATION_FAILED, "reason", reason, "remote", remote, "method", method, "path", pathOf(path));
    }

    /** A page of another origin asked. */
    public void originRefused(String origin, String remote, String path) {
        write(Event.ORIGIN_REFUSED, "origin", origin, "remote", remote, "path", pathOf(path));
    }

    /** Somebody asked too often; {@code subject} is empty for nobody. */
    public void rateLimited(String subject, String remote, String path) {
        write(Event.RATE_LIMITED, "subject", subject, "remote", remote, "path", pathOf(path));
    }

    /** Somebody without the right of an operator asked for what only operators may do. */
    public void adminRefused(String subject, String remote, String method, String path) {
        write(Event.ADMIN_REFUSED, "subject", subject, "remote", remote, "method", method, "path", pathOf(path));
    }

    /** An operator did something, which was answered with this status. */
    public void adminAction(String subject, String remote, String method, String path, int status) {
        write(
                Event.ADMIN_ACTION,
                "subject",
                subject,
                "remote",
                remote,
                "method",
                method,
                "path",
                pathOf(path),
                "status",
                Integer.toString(status));
    }

    /**
     * Tokens were revoked.
     *
     * @param kind what {@code id} is, {@code subject} or {@code token-id}
     * @param by the subject of the operator
     */
    public void revoked(String kind, String id, String by) {
        write(Event.REVOKED, "kind", kind, "id", id, "by", by);
    }

    /**
     * Sessions have ended.
     *
     * @param by who says so, {@code client} or {@code provider}
     * @param subject whose sessions, empty if only the session is named
     * @param session the session at its provider, empty if it is not named
     */
    public void loggedOut(String by, String subject, String session, String remote) {
        write(Event.LOGGED_OUT, "by", by, "subject", subject, "session", session, "remote", remote);
    }

    /**
     * An operator has listed or closed connections.
     *
     * @param action {@code listed} or {@code closed}
     * @param filter which, as {@code subject=alice}; empty for all
     * @param by the subject of the operator
     */
    public void connections(String action, String filter, int number, String by) {
        write(
                action.equals("closed") ? Event.CONNECTIONS_CLOSED : Event.CONNECTIONS_LISTED,
                "filter",
                filter,
                "number",
                Integer.toString(number),
                "by",
                by);
    }

    /** Somebody showed who they are by a token, a ticket or a cookie; written once in ten minutes for the same token and address. */
    public void authenticated(Session session, String remote, String method, String path) {
        if (!authentications || session.tokenId().isEmpty()) {
            return;
        }
        String subject = session.principal().subject();
        if (authenticated.asMap().putIfAbsent(new Seen(subject, session.tokenId(), remote), true) == null) {
            write(Event.AUTHENTICATED, "subject", subject, "remote", remote, "method", method, "path", pathOf(path));
        }
    }

    /**
     * Something was made that a browser shows in place of a token.
     *
     * @param kind {@code ticket} or {@code cookie}
     * @param path what it is good for
     */
    public void ticketIssued(String subject, String remote, String kind, String path) {
        if (authentications) {
            write(Event.TICKET_ISSUED, "subject", subject, "remote", remote, "kind", kind, "path", pathOf(path));
        }
    }

    private void write(Event event, String... pairs) {
        AuditBurst burst = Objects.requireNonNull(bursts.get(event));
        if (!burst.take()) {
            return;
        }
        LoggingEventBuilder line = (event.capped ? LOG.atWarn() : LOG.atInfo()).addKeyValue("event", event.word());
        for (int at = 0; at < pairs.length; at += 2) {
            if (!pairs[at + 1].isEmpty()) {
                line = line.addKeyValue(pairs[at], AuditText.of(pairs[at + 1]));
            }
        }
        long before = burst.leftOutBefore();
        if (before > 0) {
            line = line.addKeyValue("leftOut", before);
        }
        line.log(event.message);
    }

    /** Parameters may be tokens and tickets. */
    private static String pathOf(String path) {
        return Split.before('?', Split.before('#', Split.before(';', path)));
    }
}
