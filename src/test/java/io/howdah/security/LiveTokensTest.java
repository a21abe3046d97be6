package io.howdah.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.security.AuthenticationException.Reason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LiveTokensTest {

    private static final Duration PERIOD = Duration.ofSeconds(60);
    private static final int PER_SECOND = 50;
    private static final OpaqueToken TOKEN = new OpaqueToken("alices");
    private static final OpaqueToken OTHER = new OpaqueToken("bobs");
    private static final Principal ALICE = Principal.of("alice");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<OpaqueToken> introspected = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private Function<OpaqueToken, Future<Session>> provider = token -> Future.succeededFuture(Session.of(ALICE));
    private long now = 1_000;
    private int timers;

    private final LiveTokens tokens = new LiveTokens(this::introspect, PERIOD, PER_SECOND, () -> now);

    private final UnaryOperator<Runnable> timer = tick -> {
        timers++;
        return () -> timers--;
    };

    LiveTokensTest() {
        tokens.bindTo(meters);
    }

    @Test
    void tokenOfManyConnectionsIsIntrospectedOnce() {
        // Given
        for (int i = 0; i < 100; i++) {
            watch(TOKEN, "one of alice's");
        }
        watch(OTHER, "bob's");

        // When
        pass(PERIOD);

        // Then
        assertThat(introspected).containsExactlyInAnyOrder(TOKEN, OTHER);
        assertThat(ended).isEmpty();
        assertThat(checks("active")).isEqualTo(2);

        // And again in the next period
        pass(PERIOD);
        assertThat(introspected).hasSizeBetween(4, 8);
    }

    @Test
    void tokenIsNotIntrospectedBeforeHalfOfThePeriod() {
        watch(TOKEN, "alice's");

        pass(PERIOD.dividedBy(2).minusMillis(1));

        assertThat(introspected).isEmpty();
    }

    @Test
    void connectionsEndWithTheTokenThatTheProviderRefuses() {
        // Given
        watch(TOKEN, "alice's");
        watch(TOKEN, "alice's second");
        watch(OTHER, "bob's");
        provider = token -> token.equals(TOKEN) ? refused(Reason.INACTIVE) : Future.succeededFuture(Session.of(ALICE));

        // When
        pass(PERIOD);

        // Then
        assertThat(ended).containsExactlyInAnyOrder("alice's", "alice's second");
        assertThat(checks("ended")).isEqualTo(1);
        assertThat(meters.get("howdah.auth.live.tokens").gauge().value()).isEqualTo(1);
        pass(PERIOD);
        assertThat(introspected.stream().filter(TOKEN::equals)).hasSize(1);
    }

    @Test
    void connectionsStayWhileTheProviderIsUnavailable() {
        // Given
        watch(TOKEN, "alice's");
        provider = token -> refused(Reason.UNAVAILABLE);

        // When
        pass(PERIOD.multipliedBy(10));

        // Then
        assertThat(ended).isEmpty();
        assertThat(checks("unavailable")).isGreaterThan(100);

        // And soon after it is back, it is called again
        provider = token -> refused(Reason.INACTIVE);
        pass(Duration.ofSeconds(5));
        assertThat(ended).containsExactly("alice's");
    }

    @Test
    void otherFailureEndsNothing() {
        watch(TOKEN, "alice's");
        provider = token -> Future.failedFuture(new IllegalStateException("broken"));

        pass(PERIOD);

        assertThat(ended).isEmpty();
    }

    @Test
    void connectionEndsIfSubjectOrRolesChange() {
        // Given
        watch(TOKEN, "alice's");
        watch(OTHER, "bob's");
        provider = token -> Future.succeededFuture(
                Session.of(token.equals(TOKEN) ? ALICE.in(Set.of("support")) : Principal.of("bob")));

        // When
        pass(PERIOD);

        // Then
        assertThat(ended).containsExactlyInAnyOrder("alice's", "bob's");
    }

    @Test
    void introspectionsAreSpreadAndLimited() {
        // Given tokens with connections that started together
        int many = 2_000;
        for (int i = 0; i < many; i++) {
            watch(new OpaqueToken("token " + i), "connection " + i);
        }

        // When
        int max = 0;
        for (int second = 0; second < 60; second++) {
            int before = introspected.size();
            pass(Duration.ofSeconds(1));
            max = Math.max(max, introspected.size() - before);
        }

        // Then
        assertThat(max).isBetween(PER_SECOND - 1, PER_SECOND + 5);
        assertThat(meters.get("howdah.auth.live.check.delay").gauge().value()).isPositive();
        while (introspected.stream().distinct().count() < many) {
            pass(Duration.ofSeconds(1));
            assertThat(now).as("all were introspected").isLessThan(90_000);
        }
    }

    @Test
    void concurrentIntrospectionsAreLimited() {
        // Given
        List<Promise<Session>> open = new ArrayList<>();
        provider = token -> {
            Promise<Session> answer = Promise.promise();
            open.add(answer);
            return answer.future();
        };
        for (int i = 0; i < 100; i++) {
            watch(new OpaqueToken("token " + i), "connection " + i);
        }

        // When, Then
        pass(PERIOD);
        assertThat(introspected).hasSize(LiveTokens.MAX_CONCURRENT);
        open.forEach(answer -> answer.complete(Session.of(ALICE)));
        pass(Duration.ofSeconds(1));
        assertThat(introspected).hasSize(2 * LiveTokens.MAX_CONCURRENT);
    }

    @Test
    void timerRunsOnlyWhileThereAreTokens() {
        assertThat(timers).isZero();
        Runnable first = watch(TOKEN, "alice's");
        Runnable second = watch(OTHER, "bob's");
        assertThat(timers).isEqualTo(1);

        first.run();
        first.run();
        assertThat(timers).isEqualTo(1);
        second.run();

        assertThat(timers).isZero();
        pass(PERIOD);
        assertThat(introspected).isEmpty();
        watch(TOKEN, "alice's");
        assertThat(timers).isEqualTo(1);
    }

    @Test
    void connectionThatEndsDuringTheIntrospectionIsForgotten() {
        // Given
        Promise<Session> answer = Promise.promise();
        provider = token -> answer.future();
        Runnable forget = watch(TOKEN, "alice's");
        pass(PERIOD);

        // When
        forget.run();
        answer.fail(new AuthenticationException(Reason.INACTIVE, "The token has ended."));

        // Then
        assertThat(ended).isEmpty();
        assertThat(timers).isZero();
    }

    @Test
    void textHidesTheToken() {
        assertThat(Session.of(ALICE).with(TOKEN).toString()).doesNotContain("alices");
    }

    private Future<Session> introspect(OpaqueToken token) {
        introspected.add(token);
        return provider.apply(token);
    }

    private static Future<Session> refused(Reason reason) {
        return Future.failedFuture(new AuthenticationException(reason, "The token has ended."));
    }

    private double checks(String outcome) {
        return meters.get("howdah.auth.live.checks")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    private Runnable watch(OpaqueToken token, String name) {
        Session session = new Session(ALICE, Instant.EPOCH, Optional.empty(), "", Optional.of(token));
        return tokens.watch(timer, token, session.principal(), () -> ended.add(name));
    }

    /** Lets time pass in steps of the timer. */
    private void pass(Duration time) {
        long end = now + time.toMillis();
        while (now < end) {
            now = Math.min(end, now + LiveTokens.TICK.toMillis());
            tokens.tick();
        }
    }
}
