package io.howdah.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.howdah.security.Revocations.Kind;
import io.howdah.testing.TestServices;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RevocationsIT {

    private static final Duration SKEW = Duration.ofSeconds(30);

    private final MongoClient mongo = MongoClients.create(TestServices.mongoUri());
    private final MongoDatabase system = mongo.getDatabase(TestServices.uniqueName("revocations"));
    private final Revocations here = new Revocations(system, SKEW);
    private final Revocations there = new Revocations(system, SKEW);

    @BeforeEach
    void start() {
        here.start();
        there.start();
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        system.drop();
        mongo.close();
    }

    @Test
    void tokensIssuedUntilNowAreRevokedInEveryProcess() {
        Session old = session("alice", Instant.now().minusSeconds(60), "a");
        assertThat(here.isRevoked(old)).isFalse();

        here.revoke(Kind.SUBJECT, "alice");

        assertThat(here.isRevoked(old)).isTrue();
        await().atMost(Duration.ofSeconds(5)).until(() -> there.isRevoked(old));
        assertThat(there.isRevoked(session("bob", Instant.EPOCH, "b"))).isFalse();
        assertThat(here.isRevoked(session("alice", Instant.now().plus(SKEW).minusSeconds(20), "c")))
                .as("issued by a clock that is ahead")
                .isTrue();
        assertThat(there.isRevoked(session("alice", Instant.now().plus(SKEW).plusSeconds(1), "c")))
                .isFalse();
    }

    @Test
    void tokenOfAnIssuerWithAClockAheadIsRevokedToo() {
        Session ahead = session("alice", Instant.now().plusSeconds(20), "d");

        Instant issuedBefore = here.revoke(Kind.SUBJECT, "alice");

        assertThat(here.isRevoked(ahead)).isTrue();
        assertThat(here.isRevoked(session("alice", issuedBefore, "e"))).isFalse();
        await().atMost(Duration.ofSeconds(5)).until(() -> there.isRevoked(ahead));
    }

    @Test
    void tokenIsRevokedByItsIdWhateverItsIssueTime() {
        Session ahead = session("alice", Instant.now().plusSeconds(20), "t-1");

        here.revoke(Kind.TOKEN, "t-1");

        assertThat(here.isRevoked(ahead)).isTrue();
        assertThat(here.isRevoked(session("alice", Instant.now(), "t-2"))).isFalse();
        assertThat(here.isRevoked(session("t-1", Instant.EPOCH, ""))).isFalse();
    }

    @Test
    void clockOfTheRevokingProcessMayBeFarBehind() {
        here.revoke(Kind.SUBJECT, "alice");
        await().atMost(Duration.ofSeconds(5)).until(() -> there.isRevoked(session("alice", Instant.EPOCH, "")));

        // When a process with a clock an hour behind revokes, and a later version writes a kind of its own
        system.getCollection("revocations")
                .insertOne(new Document("_id", "DEVICE:x")
                        .append("kind", "DEVICE")
                        .append("id", "x")
                        .append("before", new Date())
                        .append("written", new Date()));
        system.getCollection("revocations")
                .insertOne(new Document("_id", "SUBJECT:bob")
                        .append("kind", "SUBJECT")
                        .append("id", "bob")
                        .append("before", Date.from(Instant.now().minusSeconds(3600)))
                        .append("written", new Date()));

        await().atMost(Duration.ofSeconds(5))
                .until(() -> there.isRevoked(session("bob", Instant.now().minusSeconds(7200), "")));
    }

    @Test
    void sessionEndedAtItsProviderIsRevokedWithoutOthersOfTheAccount() {
        // Given
        Instant now = Instant.now();
        Session named = atProvider("https://a.example", "alice", "s-1", now.minusSeconds(5));

        // When
        here.revoke(Kind.SESSION, Revocations.ofProvider("https://a.example", "s-1"), now, now.plusSeconds(600));

        // Then
        assertThat(here.isRevoked(named)).isTrue();
        await().atMost(Duration.ofSeconds(5)).until(() -> there.isRevoked(named));
        for (Session other : List.of(
                atProvider("https://a.example", "alice", "s-2", now.minusSeconds(5)),
                atProvider("https://b.example", "alice", "s-1", now.minusSeconds(5)),
                atProvider("https://a.example", "alice", "", now.minusSeconds(5)),
                atProvider("https://a.example", "alice", "s-1", now))) {
            assertThat(there.isRevoked(other)).as("%s", other).isFalse();
        }
    }

    @Test
    void accountCanLogInAgainRightAfterALogout() {
        // Given
        Instant now = Instant.now();
        String alice = Revocations.ofProvider("https://a.example", "alice");

        // When
        here.revoke(Kind.ACCOUNT_WITHOUT_SESSION, alice, now, now.plusSeconds(600));

        // Then
        Session without = atProvider("https://a.example", "alice", "", now.minusSeconds(5));
        Session named = atProvider("https://a.example", "alice", "s-2", now.minusSeconds(5));
        Session later = atProvider("https://a.example", "alice", "", now);
        assertThat(here.isRevoked(without)).isTrue();
        assertThat(here.isRevoked(named)).isFalse();
        assertThat(here.isRevoked(later)).isFalse();
        assertThat(here.isRevoked(atProvider("https://a.example", "alice", "", Instant.EPOCH)))
                .as("a token without issue time")
                .isFalse();

        // When
        here.revoke(Kind.ACCOUNT, alice, now, now.plusSeconds(600));

        // Then
        assertThat(here.isRevoked(named)).isTrue();
        assertThat(here.isRevoked(later)).isFalse();
        assertThat(here.isRevoked(atProvider("https://b.example", "alice", "", now.minusSeconds(5))))
                .isFalse();
    }

    @Test
    void logoutIsForgottenWhenItsTokensHaveExpired() {
        Instant now = Instant.now();
        Session ended = atProvider("https://a.example", "alice", "s-1", now.minusSeconds(5));

        here.revoke(Kind.SESSION, Revocations.ofProvider("https://a.example", "s-1"), now, now.plusMillis(100));

        await().atMost(Duration.ofSeconds(20)).until(() -> !here.isRevoked(ended));
        assertThat(there.isRevoked(ended)).isFalse();
    }

    private static Session atProvider(String issuer, String account, String id, Instant issued) {
        Map<String, List<String>> claims = new HashMap<>(Map.of("iss", List.of(issuer), "sub", List.of(account)));
        if (!id.isEmpty()) {
            claims.put("sid", List.of(id));
        }
        return new Session(new Principal("person", claims, Set.of()), issued, Optional.empty(), "");
    }

    private static Session session(String subject, Instant issued, String tokenId) {
        return new Session(Principal.of(subject), issued, Optional.empty(), tokenId);
    }
}
