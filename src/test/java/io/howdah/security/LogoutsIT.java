package io.howdah.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.howdah.testing.TestServices;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which tokens of a session a logout revokes. Tokens contain whole seconds, and a logout takes place at any millisecond. */
class LogoutsIT {

    private final MongoClient mongo = MongoClients.create(TestServices.mongoUri());
    private final MongoDatabase system = mongo.getDatabase(TestServices.uniqueName("logouts"));
    private final Revocations revocations = new Revocations(system, Duration.ZERO);
    private final Logouts logouts =
            new Logouts(system, revocations, new Tickets(system), Duration.ZERO, Duration.ofDays(1), new Audit());

    @AfterEach
    void close() {
        revocations.close();
        system.drop();
        mongo.close();
    }

    @Test
    void tokenOfTheNextSecondIsAccepted() throws Exception {
        // Given
        Session session = issuedAt(Instant.now().minusSeconds(60).getEpochSecond(), "first");
        Session sameSecond = issuedAt(Instant.now().getEpochSecond(), "renewed");

        // When
        logOut(session);

        // Then
        Session nextSecond = issuedAt(Instant.now().getEpochSecond() + 1, "next");
        assertThat(revocations.isRevoked(session)).isTrue();
        assertThat(revocations.isRevoked(sameSecond)).isTrue();
        assertThat(revocations.isRevoked(nextSecond)).isFalse();
    }

    @Test
    void clockOfTheProviderMayBeAhead() throws Exception {
        // Given
        long issued = Instant.now().getEpochSecond() + 20;

        // When
        logOut(issuedAt(issued, "first"));

        // Then
        assertThat(revocations.isRevoked(issuedAt(issued, "renewed"))).isTrue();
        assertThat(revocations.isRevoked(issuedAt(issued + 1, "next"))).isFalse();
    }

    private void logOut(Session session) throws Exception {
        logouts.logOut(session, "192.0.2.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    private static Session issuedAt(long second, String tokenId) {
        Map<String, List<String>> claims =
                Map.of("iss", List.of("https://a.example"), "sub", List.of("frank"), "sid", List.of("desk"));
        return new Session(
                new Principal("frank", claims, Set.of()), Instant.ofEpochSecond(second), Optional.empty(), tokenId);
    }
}
