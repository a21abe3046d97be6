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

/** The token in a header {@code Authorization: Bearer ...} (RFC 6750), and how those are answered whose is none. */
public final class Bearer {

    private static final String SCHEME = "Bearer ";
    private static final int UNAUTHORIZED = 401;
    private static final int UNAVAILABLE = 503;

    private Bearer() {}

    /**
     * Return the token of a request, if it has any.
     *
     * @throws AuthenticationException if it has a header that is none of this form
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

    /** Return whose request it is by the token in its headers, if it has any; it fails with {@link AuthenticationException} alone. */
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
     * Return the token of a header's value.
     *
     * @throws AuthenticationException if it is none of this form
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

    /** Answers a request whose token does not tell who sends it, with 401; with 503 if that cannot be found out now. */
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
