package io.howdah.security;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;

/** Authenticates the requests of this process, as {@code howdah.auth.mode} configures. */
public interface Authentication extends TokenVerifier {

    /** Treats every request as anonymous, whatever token it has. */
    Authentication NONE = new Authentication() {
        @Override
        public Future<Session> verify(String token) {
            return Future.succeededFuture(Session.of(Principal.ANONYMOUS));
        }

        @Override
        public Optional<Session> withoutToken(HttpServerRequest request) {
            return Optional.of(Session.of(Principal.ANONYMOUS));
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
            return "Authentication is disabled: howdah.auth.mode=none";
        }
    };

    /** Returns the session of a request without a token, or empty if a token is required. */
    Optional<Session> withoutToken(HttpServerRequest request);

    /** Returns whether tokens are checked. If not, a client may send any, for example for a proxy in front. */
    default boolean readsTokens() {
        return true;
    }

    /** Returns whether a client on this machine may use admin endpoints without a token. */
    default boolean trustsLoopback() {
        return false;
    }

    /** Returns whether tokens may be bound to certificates, which clients must then have. */
    default boolean checksCertificates() {
        return false;
    }

    /** Returns a warning for the operator, or "". */
    default String warning() {
        return "";
    }

    /**
     * Creates an authentication by token.
     *
     * @param anonymous whether requests without a token are served as anonymous
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
            public Map<String, String> unavailableIssuers() {
                return tokens.unavailableIssuers();
            }

            @Override
            public Optional<Session> withoutToken(HttpServerRequest request) {
                return anonymous ? Optional.of(Session.of(Principal.ANONYMOUS)) : Optional.empty();
            }
        };
    }
}
