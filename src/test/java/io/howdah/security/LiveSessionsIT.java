package io.howdah.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.Revocations.Kind;
import io.howdah.testing.TestServices;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveSessionsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final MongoClient mongo = MongoClients.create(TestServices.mongoUri());
    private final MongoDatabase system = mongo.getDatabase(TestServices.uniqueName("sessions"));
    private final Revocations revocations = new Revocations(system, Duration.ZERO);
    private final LiveSessions sessions = new LiveSessions(
            revocations,
            token -> Future.failedFuture(new AuthenticationException(Reason.INACTIVE, "The token has ended.")),
            Duration.ofMillis(400),
            10);
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final List<String> ended = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        revocations.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        system.drop();
        mongo.close();
    }

    @Test
    void connectionEndsOnceWhenItsSessionIsRevoked() {
        // Given
        watch("alice", "a");
        watch("bob", "b");

        // When
        revocations.revoke(Kind.SUBJECT, "alice");
        await().atMost(TIMEOUT).until(() -> ended.contains("alice"));
        revocations.revoke(Kind.TOKEN, "a");
        revocations.revoke(Kind.TOKEN, "b");

        // Then
        await().atMost(TIMEOUT).until(() -> ended.contains("bob"));
        assertThat(ended).containsExactly("alice", "bob");
    }

    @Test
    void connectionEndsWhenItsSessionWasRevokedWhileItOpened() {
        // Given
        revocations.revoke(Kind.TOKEN, "a");

        // When
        watch("alice", "a");

        // Then
        await().atMost(TIMEOUT).until(() -> ended.contains("alice"));
    }

    @Test
    void connectionEndsWithItsSessionUnlessItEndedEarlier() {
        // Given
        Instant soon = Instant.now().plusMillis(300);
        Runnable forget = watch("alice", "a", Optional.of(soon));
        watch("bob", "b", Optional.of(soon.plusMillis(100)));

        // When
        forget.run();

        // Then
        await().atMost(TIMEOUT).until(() -> ended.contains("bob"));
        assertThat(Instant.now()).isAfterOrEqualTo(soon.plusMillis(100));
        assertThat(ended).containsExactly("bob");
    }

    @Test
    void connectionEndsIfItsTokenHasNoIssueTime() {
        // Given
        Principal alice = new Principal("alice", Map.of("iss", List.of("i"), "sub", List.of("a-1")), Set.of());
        var unused = sessions.watch(
                new Session(alice, Instant.EPOCH, Optional.empty(), ""), context, () -> ended.add("alice"));
        Instant logout = Instant.now().plusSeconds(1);

        // When
        revocations.revoke(Kind.ACCOUNT, Revocations.ofProvider("i", "a-1"), logout, logout.plusSeconds(60));

        // Then
        await().atMost(TIMEOUT).until(() -> ended.contains("alice"));
    }

    @Test
    void connectionEndsSoonAfterItsProviderEndedTheToken() {
        // Given
        Session session = Session.of(Principal.of("alice"));
        sessions.watch(session, context, () -> ended.add("of a JWT"));
        Instant start = Instant.now();

        // When
        sessions.watch(session.with(new OpaqueToken("secret")), context, () -> ended.add("of an opaque token"));

        // Then
        await().atMost(TIMEOUT).until(() -> ended.contains("of an opaque token"));
        assertThat(Instant.now()).isAfterOrEqualTo(start.plusMillis(200));
        assertThat(ended).containsExactly("of an opaque token");
    }

    private void watch(String subject, String tokenId) {
        var unused = watch(subject, tokenId, Optional.empty());
    }

    private Runnable watch(String subject, String tokenId, Optional<Instant> expires) {
        Session session = new Session(Principal.of(subject), Instant.now().minusSeconds(60), expires, tokenId);
        return sessions.watch(session, context, () -> ended.add(subject));
    }
}
