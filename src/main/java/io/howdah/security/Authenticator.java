package io.howdah.security;

import io.howdah.security.AuthenticationException.Reason;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Authenticates clients by token, ticket or pass, and checks revocations. Thread-safe. */
public final class Authenticator {

    private final Authentication authentication;
    private final Revocations revocations;
    private final Tickets tickets;
    private final Outcomes outcomes;

    /** Receives the outcome of each authentication. */
    @FunctionalInterface
    public interface Outcomes {

        /** Handles a failed authentication. */
        void failed(HttpServerRequest request, AuthenticationException failure);

        /** Handles a successful authentication. */
        default void succeeded(HttpServerRequest request, Session session) {}
    }

    /** Creates an authenticator. */
    public Authenticator(Authentication authentication, Revocations revocations, Tickets tickets, Outcomes outcomes) {
        this.outcomes = outcomes;
        this.authentication = authentication;
        this.revocations = revocations;
        this.tickets = tickets;
    }

    /** Reports a failed authentication. */
    public void failed(HttpServerRequest request, AuthenticationException failure) {
        outcomes.failed(request, failure);
    }

    /** Reports a successful authentication. */
    public void succeeded(HttpServerRequest request, Session session) {
        outcomes.succeeded(request, session);
    }

    /**
     * Returns the session of a token. The future fails only with {@link AuthenticationException}.
     *
     * @param thumbprint the thumbprint of the client's certificate, which a token may be bound to
     */
    public Future<Session> token(String token, Supplier<Optional<String>> thumbprint) {
        return authentication
                .verify(token)
                .compose(session -> authentication.checksCertificates()
                        ? CertificateBinding.check(session, thumbprint)
                        : Future.succeededFuture(session))
                .map(session -> session.withId(token))
                .compose(this::unrevoked);
    }

    /** Verifies a logout token. The future fails only with {@link AuthenticationException}. */
    public Future<LogoutToken> logoutToken(String token) {
        return authentication.verifyLogout(token);
    }

    /** Introspects a token again. The future fails only with {@link AuthenticationException}. */
    public Future<Session> again(OpaqueToken token) {
        return authentication.verifyAgain(token.text());
    }

    /** Redeems a ticket, which can be used once. The future fails only with {@link AuthenticationException}. */
    public Future<Session> ticket(String secret, String path) {
        return found(
                tickets.redeem(secret, path), "The ticket is unknown, was used, is too old, or is for another path.");
    }

    /** Returns the session of a pass. The future fails only with {@link AuthenticationException}. */
    public Future<Session> pass(String secret, String path) {
        return found(tickets.show(secret, path), "The cookie is unknown, is too old, or is for another path.");
    }

    /** Returns whether tokens are checked. */
    public boolean readsTokens() {
        return authentication.readsTokens();
    }

    /** Returns the session of a request without a token, or empty if a token is required. */
    public Optional<Session> withoutToken(HttpServerRequest request) {
        return authentication.withoutToken(request);
    }

    /** Returns whether a client on this machine may use admin endpoints without a token. */
    public boolean trustsLoopback() {
        return authentication.trustsLoopback();
    }

    /** Returns the unavailable issuers, each with a short reason. */
    public Map<String, String> unavailableIssuers() {
        return authentication.unavailableIssuers();
    }

    /** Returns a warning for the operator, or "". */
    public String warning() {
        return authentication.warning();
    }

    private Future<Session> found(Future<Optional<Session>> search, String refusal) {
        return search.compose(session -> session.map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(new AuthenticationException(Reason.TICKET, refusal))))
                .compose(this::unlessEnded)
                .compose(this::unrevoked);
    }

    /**
     * Checks the token behind a ticket or pass. While the provider does not respond, the session stays valid, like those of
     * open connections.
     */
    private Future<Session> unlessEnded(Session session) {
        return session.opaque()
                .map(token -> authentication
                        .verify(token.text())
                        .map(now -> now.withId(token.text()))
                        .recover(failure -> isUnavailable(failure)
                                ? Future.succeededFuture(session)
                                : Future.failedFuture(failure)))
                .orElse(Future.succeededFuture(session));
    }

    private static boolean isUnavailable(Throwable failure) {
        return failure instanceof AuthenticationException refusal && refusal.reason() == Reason.UNAVAILABLE;
    }

    private Future<Session> unrevoked(Session session) {
        return revocations.isRevoked(session)
                ? Future.failedFuture(new AuthenticationException(Reason.REVOKED, "The token was revoked."))
                : Future.succeededFuture(session);
    }
}
