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
 * Writes the audit log: refused requests, and the use of operators' rights. The logger is {@code io.howdah.audit}, with
 * constant messages and key-values, without tokens, bodies or parameters. Events that clients can cause are limited per
 * second, so that a flood of refusals does not fill the disk. Omitted events are counted, and the next line has their
 * number. Thread-safe.
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

    /** Minimum interval between log lines of authentications with the same token and address. */
    static final Duration AUTHENTICATED_AGAIN = Duration.ofMinutes(10);

    private static final int MAX_AUTHENTICATED = 100_000;

    private record Seen(String subject, String tokenId, String remote) {}

    private final Map<Event, AuditBurst> bursts = new EnumMap<>(Event.class);
    private final Cache<Seen, Boolean> authenticated;
    private final boolean authentications;

    /** Creates an audit log that omits successful authentications. */
    public Audit() {
        this(false);
    }

    /**
     * Creates an audit log with the system clock.
     *
     * @param authentications whether to log successful authentications and issued tickets
     */
    public Audit(boolean authentications) {
        this(authentications, System::nanoTime);
    }

    /**
     * Creates an audit log with another clock.
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

    /** Registers the metrics {@code howdah_audit_events_total} and {@code howdah_audit_left_out_total}. */
    public void bindTo(MeterRegistry meters) {
        bursts.forEach((event, burst) -> {
            FunctionCounter.builder("howdah.audit.events", burst, AuditBurst::seen)
                    .description("Events of the audit log, including omitted ones")
                    .tag("event", event.word())
                    .register(meters);
            FunctionCounter.builder("howdah.audit.left.out", burst, AuditBurst::leftOut)
                    .description("Events omitted from the audit log, because there were too many")
                    .tag("event", event.word())
                    .register(meters);
        });
    }

    /** Logs a failed authentication. Parameters of {@code path} are removed, here and below. */
    public void authenticationFailed(AuthenticationException.Reason reason, String remote, String method, String path) {
        authenticationFailed(reason.name().toLowerCase(Locale.ROOT), remote, method, path);
    }

    /** Logs a failed authentication; {@code reason} is one word. */
    public void authenticationFailed(String reason, String remote, String method, String path) {
        write(Event.AUTHENTICATION_FAILED, "reason", reason, "remote", remote, "method", method, "path", pathOf(path));
    }

    /** Logs a request from a page of another origin. */
    public void originRefused(String origin, String remote, String path) {
        write(Event.ORIGIN_REFUSED, "origin", origin, "remote", remote, "path", pathOf(path));
    }

    /** Logs a request over the rate limit; {@code subject} is empty for an anonymous client. */
    public void rateLimited(String subject, String remote, String path) {
        write(Event.RATE_LIMITED, "subject", subject, "remote", remote, "path", pathOf(path));
    }

    /** Logs a request for an operator's endpoint without the right. */
    public void adminRefused(String subject, String remote, String method, String path) {
        write(Event.ADMIN_REFUSED, "subject", subject, "remote", remote, "method", method, "path", pathOf(path));
    }

    /** Logs an operator's request and its response status. */
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
     * Logs a revocation of tokens.
     *
     * @param kind what {@code id} is, {@code subject} or {@code token-id}
     * @param by the subject of the operator
     */
    public void revoked(String kind, String id, String by) {
        write(Event.REVOKED, "kind", kind, "id", id, "by", by);
    }

    /**
     * Logs a logout.
     *
     * @param by the source, {@code client} or {@code provider}
     * @param subject the subject of the sessions, empty if only the session is named
     * @param session the session at its provider, empty if it is not named
     */
    public void loggedOut(String by, String subject, String session, String remote) {
        write(Event.LOGGED_OUT, "by", by, "subject", subject, "session", session, "remote", remote);
    }

    /**
     * Logs that an operator listed or closed connections.
     *
     * @param action {@code listed} or {@code closed}
     * @param filter the filter, such as {@code subject=alice}; empty for all
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

    /** Logs an authentication by token, ticket or cookie, once in ten minutes for the same token and address. */
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
     * Logs an issued ticket or cookie.
     *
     * @param kind {@code ticket} or {@code cookie}
     * @param path the path that it is valid for
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
        for (int i = 0; i < pairs.length; i += 2) {
            if (!pairs[i + 1].isEmpty()) {
                line = line.addKeyValue(pairs[i], AuditText.of(pairs[i + 1]));
            }
        }
        long before = burst.takeLeftOut();
        if (before > 0) {
            line = line.addKeyValue("leftOut", before);
        }
        line.log(event.message);
    }

    /** Removes the parameters of a path, which may be tokens and tickets. */
    private static String pathOf(String path) {
        return Split.before('?', Split.before('#', Split.before(';', path)));
    }
}
