package io.howdah.security.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.howdah.config.AuthSettings;
import io.howdah.config.AuthSettings.Introspection;
import io.howdah.observe.FailureState;
import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.OpaqueToken;
import io.howdah.security.Session;
import io.howdah.security.TokenVerifier;
import io.howdah.text.Ascii;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Introspects opaque tokens at their provider (RFC 7662). The rules of a JWT's claims apply to the response, except that issuer and
 * expiry time are optional. If the provider does not respond, requests back off. The number of concurrent requests is limited.
 * Thread-safe.
 */
final class IntrospectionVerifier implements TokenVerifier {

    private static final Logger LOG = LoggerFactory.getLogger(IntrospectionVerifier.class);

    /** A token that does not exist. Any response to it shows that the provider is available. */
    private static final String PROBE = "howdah-health";

    private static final int MAX_CONCURRENT = 32;

    /** After this many consecutive failures the cause is the provider, and not a single token. */
    private static final int MIN_PROVIDER_FAILURES = 5;

    private static final int BAD_REQUEST = 400;
    private static final JsonNode INACTIVE = JsonNodeFactory.instance.objectNode();

    /** Validity of a session if the response has no expiry time. */
    private static final Duration DEFAULT_VALIDITY = Duration.ofHours(1);

    private static final Duration REFUSED_TTL = Duration.ofSeconds(5);
    private static final int MAX_REFUSED = 10_000;

    private final Introspection settings;
    private final ClaimRules rules;
    private final IssuerClient client;
    private final InstantSource clock;
    private final String authorization;
    private final Cache<String, AuthenticationException> refused;
    private final Attempts attempts;
    private int running;
    private int consecutiveFailures;
    private final AtomicBoolean probing = new AtomicBoolean();
    private final FailureState failure = new FailureState();

    IntrospectionVerifier(AuthSettings auth, Introspection settings, IssuerClient client, InstantSource clock) {
        this.settings = settings;
        this.rules = new ClaimRules(auth, clock);
        this.client = client;
        this.clock = clock;
        this.attempts = new Attempts(Duration.ZERO, clock);
        String credentials = encode(settings.clientId()) + ":" + encode(settings.clientSecret());
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        this.refused = Caffeine.newBuilder()
                .maximumSize(MAX_REFUSED)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfterWrite(REFUSED_TTL)
                .build();
    }

    @Override
    public Future<Session> verify(String token) {
        if (!Ascii.isToken(token)) {
            return Future.failedFuture(new AuthenticationException(
                    Reason.MALFORMED, "The token contains characters that are not allowed in a token."));
        }
        String digest = Digests.of(token);
        AuthenticationException known = refused.getIfPresent(digest);
        if (known != null) {
            return Future.failedFuture(known);
        }
        return introspect(token)
                .compose(this::session)
                .map(session -> session.with(new OpaqueToken(token)))
                .onFailure(failure -> remember(digest, failure));
    }

    /** Returns the provider's response about a token; fails only with UNAVAILABLE. */
    private Future<JsonNode> introspect(String token) {
        if (!start()) {
            return Future.failedFuture(unavailable());
        }
        return Future.fromCompletionStage(client.send(settings.url(), request(token)))
                .recover(IntrospectionVerifier::inactiveIfMalformed)
                .onComplete(this::ended)
                .recover(failure -> Future.failedFuture(unavailable()));
    }

    /** Some providers respond with 400 to a malformed token. The provider is available then. */
    private static Future<JsonNode> inactiveIfMalformed(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof IssuerClient.StatusException response && response.status() == BAD_REQUEST
                ? Future.succeededFuture(INACTIVE)
                : Future.failedFuture(failure);
    }

    private HttpRequest.Builder request(String token) {
        return HttpRequest.newBuilder(settings.url())
                .header("Authorization", authorization)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("token=" + encode(token) + "&token_type_hint=access_token"));
    }

    private Future<Session> session(JsonNode response) {
        try {
            if (!response.path("active").asBoolean(false)) {
                throw new AuthenticationException(
                        Reason.INACTIVE, "The token's issuer reports that the token is not active.");
            }
            Claims claims = new Claims(response);
            if (response.has("iss")) {
                rules.issuer(claims);
            } else if (response instanceof ObjectNode object) {
                // A logout token names the issuer of the sessions that it ends.
                rules.onlyIssuer().ifPresent(issuer -> object.put("iss", issuer));
            }
            Instant expiry = claims.time("exp").orElse(clock.instant().plus(DEFAULT_VALIDITY));
            return Future.succeededFuture(rules.session(claims, expiry));
        } catch (AuthenticationException e) {
            return Future.failedFuture(e);
        }
    }

    private void remember(String digest, Throwable failure) {
        if (failure instanceof AuthenticationException known && known.reason() != Reason.UNAVAILABLE) {
            refused.put(digest, known);
        }
    }

    /** Returns whether a request may start. After failures, only one runs at a time. */
    private synchronized boolean start() {
        if (!attempts.isDue() || running >= (consecutiveFailures < MIN_PROVIDER_FAILURES ? MAX_CONCURRENT : 1)) {
            return false;
        }
        running++;
        return true;
    }

    private synchronized void ended(AsyncResult<JsonNode> result) {
        running--;
        if (result.succeeded()) {
            attempts.succeeded();
            consecutiveFailures = 0;
            if (failure.present().isPresent()) {
                LOG.atInfo().addKeyValue("url", settings.url()).log("Introspection works again");
            }
            failure.recovered();
            return;
        }
        String reason = IssuerClient.reason(result.cause());
        consecutiveFailures++;
        if (consecutiveFailures >= MIN_PROVIDER_FAILURES && attempts.isDue()) {
            attempts.failed();
        }
        if (!reason.equals(failure.reason())) {
            LOG.atWarn()
                    .addKeyValue("reason", reason)
                    .log("Introspection fails; requests with opaque tokens get 503. See howdah.auth.introspection-url,"
                            + " client-id and client-secret");
        }
        failure.failed(reason);
    }

    /**
     * Returns why the provider does not respond, and since when, or "". While there is a reason, each call checks in the background
     * whether the provider is available again, within the backoff.
     */
    String failure() {
        if (failure.present().isPresent() && probing.compareAndSet(false, true)) {
            introspect(PROBE).onComplete(result -> probing.set(false));
        }
        return failure.text();
    }

    private static AuthenticationException unavailable() {
        return new AuthenticationException(
                Reason.UNAVAILABLE, "The token's issuer is unavailable; try again in a few seconds.");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
