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
 * Asks a provider about tokens that only it can read (RFC 7662). Its answer is held to the rules of a JWT's claims, except that it
 * need not say an issuer, whose word it is anyway, nor an end. A provider that does not answer is left alone for a while, and it is
 * never asked about many tokens at once.
 */
final class IntrospectionVerifier implements TokenVerifier {

    private static final Logger LOG = LoggerFactory.getLogger(IntrospectionVerifier.class);

    /** What a provider says about it shows that it answers. */
    private static final String PROBE = "howdah-health";

    private static final int MAX_AT_ONCE = 32;

    /** So many failures in a row are its own, and not those of single tokens. */
    private static final int FAILURES_OF_ITS_OWN = 5;

    private static final int BAD_REQUEST = 400;
    private static final JsonNode NONE = JsonNodeFactory.instance.objectNode();

    /** Without an end of its own a token is asked about again after this, so that a connection ends with it. */
    private static final Duration WITHOUT_END = Duration.ofHours(1);

    private static final Duration REFUSED = Duration.ofSeconds(5);
    private static final int MAX_REFUSED = 10_000;

    private final Introspection settings;
    private final ClaimRules rules;
    private final IssuerClient client;
    private final InstantSource clock;
    private final String authorization;
    private final Cache<String, AuthenticationException> refused;
    private final Attempts attempts;
    private int running;
    private int failures;
    private final AtomicBoolean probing = new AtomicBoolean();
    private final FailureState trouble = new FailureState();

    IntrospectionVerifier(AuthSettings auth, Introspection settings, IssuerClient client, InstantSource clock) {
        this.settings = settings;
        this.rules = new ClaimRules(auth, clock);
        this.client = client;
        this.clock = clock;
        this.attempts = new Attempts(Duration.ZERO, clock);
        String both = encode(settings.clientId()) + ":" + encode(settings.clientSecret());
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
        this.refused = Caffeine.newBuilder()
                .maximumSize(MAX_REFUSED)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfterWrite(REFUSED)
                .build();
    }

    @Override
    public Future<Session> verify(String token) {
        if (!Ascii.isToken(token)) {
            return Future.failedFuture(
                    new AuthenticationException(Reason.MALFORMED, "The token holds characters that no token has."));
        }
        String digest = Digests.of(token);
        AuthenticationException known = refused.getIfPresent(digest);
        if (known != null) {
            return Future.failedFuture(known);
        }
        return ask(token)
                .compose(this::session)
                .map(session -> session.by(new OpaqueToken(token)))
                .onFailure(failure -> remember(digest, failure));
    }

    /** Returns the provider's answer about a token; fails with UNAVAILABLE alone. */
    private Future<JsonNode> ask(String token) {
        if (!begin()) {
            return Future.failedFuture(unavailable());
        }
        return Future.fromCompletionStage(client.send(settings.url(), request(token)))
                .recover(IntrospectionVerifier::ofTheToken)
                .onComplete(this::ended)
                .recover(failure -> Future.failedFuture(unavailable()));
    }

    /** Some providers answer so where they cannot read a token; that says nothing of how they are. */
    private static Future<JsonNode> ofTheToken(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof IssuerClient.StatusException answered && answered.status() == BAD_REQUEST
                ? Future.succeededFuture(NONE)
                : Future.failedFuture(failure);
    }

    private HttpRequest.Builder request(String token) {
        return HttpRequest.newBuilder(settings.url())
                .header("Authorization", authorization)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("token=" + encode(token) + "&token_type_hint=access_token"));
    }

    private Future<Session> session(JsonNode answer) {
        try {
            if (!answer.path("active").asBoolean(false)) {
                throw new AuthenticationException(
                        Reason.INACTIVE, "The token's issuer says that it is none, or none any more.");
            }
            Claims claims = new Claims(answer);
            if (answer.has("iss")) {
                rules.issuer(claims);
            } else if (answer instanceof ObjectNode said) {
                // A logout token names the issuer whose sessions have ended.
                rules.onlyIssuer().ifPresent(issuer -> said.put("iss", issuer));
            }
            Instant end = claims.time("exp").orElse(clock.instant().plus(WITHOUT_END));
            return Future.succeededFuture(rules.session(claims, end));
        } catch (AuthenticationException e) {
            return Future.failedFuture(e);
        }
    }

    private void remember(String digest, Throwable failure) {
        if (failure instanceof AuthenticationException known && known.reason() != Reason.UNAVAILABLE) {
            refused.put(digest, known);
        }
    }

    /** After failures one asks, and the others learn from it. */
    private synchronized boolean begin() {
        if (!attempts.isTime() || running >= (failures < FAILURES_OF_ITS_OWN ? MAX_AT_ONCE : 1)) {
            return false;
        }
        running++;
        return true;
    }

    private synchronized void ended(AsyncResult<JsonNode> asked) {
        running--;
        if (asked.succeeded()) {
            attempts.succeeded();
            failures = 0;
            if (trouble.present().isPresent()) {
                LOG.atInfo().addKeyValue("url", settings.url()).log("Tokens can be asked about again");
            }
            trouble.recovered();
            return;
        }
        String reason = IssuerClient.reason(asked.cause());
        failures++;
        if (failures >= FAILURES_OF_ITS_OWN && attempts.isTime()) {
            attempts.failed();
        }
        if (!reason.equals(trouble.reason())) {
            LOG.atWarn()
                    .addKeyValue("reason", reason)
                    .log("Tokens cannot be asked about and are answered with 503; see howdah.auth.introspection-url,"
                            + " client-id and client-secret");
        }
        trouble.failed(reason);
    }

    /**
     * Returns why the provider does not answer, and since when, or "". While there is a reason, each call asks the provider whether it is
     * back, about a token that does not exist; no more often than other tokens would make Howdah ask.
     */
    String trouble() {
        if (trouble.present().isPresent() && probing.compareAndSet(false, true)) {
            ask(PROBE).onComplete(asked -> probing.set(false));
        }
        return trouble.text();
    }

    private static AuthenticationException unavailable() {
        return new AuthenticationException(
                Reason.UNAVAILABLE, "The token's issuer cannot be asked about it; try again in some seconds.");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
