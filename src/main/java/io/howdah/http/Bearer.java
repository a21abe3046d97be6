package io.howdah.http;

import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.Authenticator;
import io.howdah.security.CertificateBinding;
import io.howdah.security.Session;
import io.howdah.text.Ascii;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads tokens from {@code Authorization: Bearer ...} headers (RFC 6750), and answers requests with an invalid one. */
public final class Bearer {

    private static final String SCHEME = "Bearer ";
    private static final int UNAUTHORIZED = 401;
    private static final int UNAVAILABLE = 503;

    private Bearer() {}

    /**
     * Returns the token of a request, if any.
     *
     * @throws AuthenticationException if the header has another form
     */
    private static Optional<String> of(MultiMap headers) throws AuthenticationException {
        List<String> values = headers.getAll(HttpHeaders.AUTHORIZATION);
        if (values.isEmpty()) {
            return Optional.empty();
        }
        if (values.size() > 1) {
            throw new AuthenticationException(Reason.MALFORMED, "There must be one header Authorization.");
        }
        return Optional.of(of(values.get(0)));
    }

    /** Returns the session of a request's token, if it has one. The future fails only with {@link AuthenticationException}. */
    public static Optional<Future<Session>> session(Authenticator authenticator, HttpServerRequest request) {
        return session(authenticator, request.headers(), () -> CertificateBinding.thumbprint(request));
    }

    static Optional<Future<Session>> session(
            Authenticator authenticator, MultiMap headers, Supplier<Optional<String>> thumbprint) {
        if (!authenticator.readsTokens()) {
            return Optional.empty();
        }
        try {
            return of(headers).map(token -> authenticator.token(token, thumbprint));
        } catch (AuthenticationException e) {
            return Optional.of(Future.failedFuture(e));
        }
    }

    /**
     * Returns the token of a header value.
     *
     * @throws AuthenticationException if the value has another form
     */
    public static String of(String value) throws AuthenticationException {
        String header = value.strip();
        if (header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            int begin = SCHEME.length();
            while (header.startsWith(" ", begin)) {
                begin++;
            }
            String token = header.substring(begin);
            if (Ascii.isToken(token)) {
                return token;
            }
        }
        throw new AuthenticationException(Reason.MALFORMED, "The header must be Authorization: Bearer <token>.");
    }

    /** Refuses a request whose authentication failed with 401, or with 503 if authentication is unavailable. */
    public static void refuse(HttpServerResponse response, AuthenticationException failure) {
        String message = String.valueOf(failure.getMessage());
        if (response.headWritten() || response.closed()) {
            return;
        }
        if (failure.reason() == Reason.UNAVAILABLE) {
            response.putHeader(HttpHeaders.RETRY_AFTER, "5");
            Problem.send(response, UNAVAILABLE, message);
            return;
        }
        response.putHeader(
                "WWW-Authenticate",
                failure.reason() == Reason.MISSING
                        ? "Bearer"
                        : "Bearer error=\"invalid_token\", error_description=\"" + message.replace('"', '\'') + "\"");
        Problem.send(response, UNAUTHORIZED, message);
    }
}
