package io.howdah.security;

import io.howdah.security.AuthenticationException.Reason;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Lets those in who show a token, a ticket or a pass that holds, and was not revoked. */
public final class Authenticator {

    private final Authentication authentication;
    private final Revocations revocations;
    private final Tickets tickets;
    private final Outcomes outcomes;

    /** Notes what comes of each request. */
    @FunctionalInterface
    public interface Outcomes {

        /** Notes a request that does not tell who sends it. */
        void failed(HttpServerRequest request, AuthenticationException failure);

        /** Notes a request that tells it. */
        default void succeeded(HttpServerRequest request, Session session) {}
    }

    /** Makes it. */
    public Authenticator(Authentication authentication, Revocations revocations, Tickets tickets, Outcomes outcomes) {
        this.outcomes = outcomes;
        this.authentication = authentication;
        this.revocations = revocations;
        this.tickets = tickets;
    }

    /** Notes that what a client says of itself does not tell who it is. */
    public void failed(HttpServerRequest request, AuthenticationException failure) {
        outcomes.failed(request, failure);
    }

    /** Notes that it does. */
    public void succeeded(HttpServerRequest request, Session session) {
        outcomes.succeeded(request, session);
    }

    /**
     * Return whose token this is; it fails with {@link AuthenticationException} alone.
     *
     * @param thumbprint that of the client's certificate, which a token may be bound to
     */
    public Future<Session> token(String token, Supplier<Optional<String>> thumbprint) {
        return authentication
                .verify(token)
                .compose(session -> authentication.checksCertificates()
                        ? CertificateBinding.check(session, thumbprint)
                        : Future.succeededFuture(session))
                .map(session -> session.named(token))
                .compose(this::unrevoked);
    }

    /** Return what a logout token says; it fails with {@link AuthenticationException} alone. */
    public Future<LogoutToken> logoutToken(String token) {
        return authentication.verifyLogout(token);
    }

    /** Asks the provider again whose token this is; fails with {@link AuthenticationException} alone. */
    public Future<Session> again(OpaqueToken token) {
        return authentication.verifyAgain(token.text());
    }

    /** Return whose ticket this is, which is used up; it fails with {@link AuthenticationException} alone. */
    public Future<Session> ticket(String secret, String path) {
        return found(
                tickets.redeem(secret, path), "The ticket is unknown, was used, is too old, or is for another path.");
    }

    /** Return whose pass this is; it fails with {@link AuthenticationException} alone. */
    public Future<Session> pass(String secret, String path) {
        return found(tickets.show(secret, path), "The cookie is unknown, is too old, or is for another path.");
    }

    /** Return whether what a client says of itself is looked at. */
    public boolean readsTokens() {
        return authentication.readsTokens();
    }

    /** Return who sends a request without a token, or nothing if nobody without one is let in. */
    public Optional<Session> withoutToken(HttpServerRequest request) {
        return authentication.withoutToken(request);
    }

    /** Return whether a client on this machine may administer without a token. */
    public boolean trustsLoopback() {
        return authentication.trustsLoopback();
    }

    /** Return the issuers that cannot be asked at present, each with the reason in a few words. */
    public Map<String, String> troubles() {
        return authentication.troubles();
    }

    /** Return what the operator must not forget, or "". */
    public String warning() {
        return authentication.warning();
    }

    private Future<Session> found(Future<Optional<Session>> search, String refusal) {
        return search.compose(session -> session.map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(new AuthenticationException(Reason.TICKET, refusal))))
                .compose(this::unlessEnded)
                .compose(this::unrevoked);
    }

    /** Asks about the token behind a ticket or a pass. While the provider gives no answer, it holds as its live connections do. */
    private Future<Session> unlessEnded(Session session) {
        return session.opaque()
                .map(token -> authentication
                        .verify(token.text())
                        .map(now -> now.named(token.text()))
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
