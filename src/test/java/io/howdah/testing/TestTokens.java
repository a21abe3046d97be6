package io.howdah.testing;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.howdah.config.AuthSettings;
import io.howdah.dev.DevIssuer;
import io.howdah.security.Authentication;
import io.howdah.security.Principal;
import io.howdah.security.Session;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens for test clients. A shorthand in the URL names the user; it is removed from the URL before the request is sent:
 * {@code ?as=alice}, or {@code ?as=alice:support,driver} with roles, and {@code expires=2} for a token that is good for so many
 * seconds. An empty {@code as} is anonymous.
 */
public final class TestTokens {

    /** The home folder of those processes that tests start. */
    public static final Path HOME = Path.of("target", "test-home").toAbsolutePath();

    /** Whose tokens the applications of tests take. */
    public static final DevIssuer ISSUER = DevIssuer.of(HOME);

    private static final String NOBODY = "nobody";

    private static final Duration LONG = Duration.ofHours(1);

    /**
     * A URL as it is sent.
     *
     * @param uri the URL without the shorthand
     * @param authorization the value of the header that the shorthand stands for
     */
    public record Address(URI uri, Optional<String> authorization) {}

    private TestTokens() {}

    /** Authentication of test applications: as in dev mode, except that one of these tokens is anonymous. */
    public static Authentication authentication(AuthSettings settings) {
        Authentication dev = ISSUER.authentication(settings);
        return new Authentication() {
            @Override
            public Future<Session> verify(String token) {
                return token.equals(NOBODY)
                        ? Future.succeededFuture(Session.of(Principal.ANONYMOUS))
                        : dev.verify(token);
            }

            @Override
            public Optional<Session> withoutToken(HttpServerRequest request) {
                return dev.withoutToken(request);
            }

            @Override
            public boolean trustsLoopback() {
                return true;
            }
        };
    }

    /** Returns a token for a user, such as {@code alice:support}. */
    public static String of(String as) {
        return of(as, LONG);
    }

    /** Returns a token for a user, such as {@code alice:support}, valid for this long. */
    public static String of(String as, Duration good) {
        int colon = as.lastIndexOf(':');
        String subject = colon < 0 ? as : as.substring(0, colon);
        List<String> roles =
                colon < 0 ? List.of() : List.of(as.substring(colon + 1).split(","));
        return subject.isEmpty() ? NOBODY : ISSUER.token(subject, roles, good);
    }

    /** Returns a token for a user, with claims in addition to those of every token. */
    public static String of(String as, Map<String, List<String>> claims) {
        try {
            JWTClaimsSet.Builder all =
                    new JWTClaimsSet.Builder(SignedJWT.parse(of(as)).getJWTClaimsSet());
            claims.forEach(all::claim);
            return ISSUER.token(all.build());
        } catch (ParseException e) {
            throw new IllegalStateException("the issuer's own token cannot be read", e);
        }
    }

    /** Returns a request to a URL, as the user that its shorthand names. */
    public static HttpRequest.Builder request(String url) {
        Address address = address(url);
        HttpRequest.Builder request = HttpRequest.newBuilder(address.uri());
        address.authorization().ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    /** Takes the shorthand out of a URL. */
    public static Address address(String url) {
        int mark = url.indexOf('?');
        if (mark < 0) {
            return new Address(URI.create(url), Optional.empty());
        }
        Optional<String> as = Optional.empty();
        Duration good = LONG;
        List<String> kept = new ArrayList<>();
        for (String parameter : url.substring(mark + 1).split("&")) {
            if (parameter.startsWith("as=")) {
                as = Optional.of(URLDecoder.decode(parameter.substring(3), StandardCharsets.UTF_8));
            } else if (parameter.startsWith("expires=")) {
                good = Duration.ofSeconds(Long.parseLong(parameter.substring(8)));
            } else if (!parameter.isEmpty()) {
                kept.add(parameter);
            }
        }
        Duration lasting = good;
        return new Address(
                URI.create(url.substring(0, mark) + (kept.isEmpty() ? "" : "?" + String.join("&", kept))),
                as.map(who -> "Bearer " + of(who, lasting)));
    }
}
