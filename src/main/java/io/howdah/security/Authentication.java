package io.howdah.security;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;

/** How this process finds out who sends a request. */
public interface Authentication extends TokenVerifier {

    /** Everybody is nobody, whatever token they show. */
    Authentication NONE = new Authentication() {
        @Override
        public Future<Session> verify(String token) {
            return Future.succeededFuture(Session.of(Principal.NOBODY));
        }

        @Override
        public Optional<Session> withoutToken(HttpServerRequest request) {
            return Optional.of(Session.of(Principal.NOBODY));
        }

        @Override
        public boolean readsTokens() {
            return false;
        }

        @Override
        public boolean trustsLoopback() {
            return true;
        }

        @Override
        public String warning() {
            return "Nobody is authenticated: howdah.auth.mode=none";
        }
    };

    /** Return who sends a request without a token, or nothing if nobody without one is let in. */
    Optional<Session> withoutToken(HttpServerRequest request);

    /** Return whether what a client says of itself is looked at; else it may say what it likes, to a proxy in front perhaps. */
    default boolean readsTokens() {
        return true;
    }

    /** Return whether a client on this machine may administer without a token. */
    default boolean trustsLoopback() {
        return false;
    }

    /** Returns whether tokens may be bound to certificates, which clients must have then. */
    default boolean checksCertificates() {
        return false;
    }

    /** Return what its operator must not forget, or "". */
    default String warning() {
        return "";
    }

    /**
     * Return the one that takes tokens alone.
     *
     * @param anonymous whether a request without a token is served, as nobody's
     * @param certificates whether tokens may be bound to certificates
     */
    static Authentication byToken(TokenVerifier tokens, boolean anonymous, boolean certificates) {
        return new Authentication() {
            @Override
            public boolean checksCertificates() {
                return certificates;
            }

            @Override
            public Future<Session> verify(String token) {
                return tokens.verify(token);
            }

            @Override
            public Future<LogoutToken> verifyLogout(String token) {
                return tokens.verifyLogout(token);
            }

            @Override
            public Future<Session> verifyAgain(String token) {
                return tokens.verifyAgain(token);
            }

            @Override
            public Map<String, String> troubles() {
                return tokens.troubles();
            }

            @Override
            public Optional<Session> withoutToken(HttpServerRequest request) {
                return anonymous ? Optional.of(Session.of(Principal.NOBODY)) : Optional.empty();
            }
        };
    }
}
