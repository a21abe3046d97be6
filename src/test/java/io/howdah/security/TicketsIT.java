package io.howdah.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.testing.TestServices;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TicketsIT {

    private static final Session ALICE = Session.of(Principal.of("alice"));
    private static final Session BOB = Session.of(Principal.of("bob"));

    private final MongoClient mongo = MongoClients.create(TestServices.mongoUri());
    private final MongoDatabase system = mongo.getDatabase(TestServices.uniqueName("tickets"));
    private final Tickets tickets = new Tickets(system);

    @AfterEach
    void close() {
        system.drop();
        mongo.close();
    }

    @Test
    void passesPerSubjectAreLimited() {
        tickets.start();
        for (int i = 0; i < 100; i++) {
            assertThat(result(tickets.pass(ALICE, "/a"))).isPresent();
        }

        assertThat(result(tickets.pass(ALICE, "/a"))).isEmpty();
        assertThat(result(tickets.pass(BOB, "/a"))).isPresent();
        assertThat(result(tickets.ticket(ALICE, "/a")).secret()).isNotEmpty();
    }

    @Test
    void floodIsRefusedWithoutAWait() {
        try (MongoClient unavailable = MongoClients.create(MongoClientSettings.builder()
                .applyToClusterSettings(cluster -> cluster.hosts(List.of(new com.mongodb.ServerAddress("127.0.0.1", 1)))
                        .serverSelectionTimeout(2, TimeUnit.SECONDS))
                .build())) {
            Tickets unreachable = new Tickets(unavailable.getDatabase("none"));
            List<Future<Optional<Session>>> requests = new ArrayList<>();

            for (int i = 0; i < 300; i++) {
                requests.add(unreachable.redeem("made-up-" + i, "/a"));
            }

            // Requests above the limit are refused at once, the others when MongoDB turns out to be unavailable.
            assertThat(requests).filteredOn(Future::isComplete).hasSizeBetween(30, 300);
            assertThat(reason(requests.get(299))).isEqualTo(Reason.UNAVAILABLE);
            assertThat(reason(requests.get(0))).isEqualTo(Reason.UNAVAILABLE);
        }
    }

    /** Like a server that has vanished without closing its connections. */
    @Test
    void silentServerIsWaitedForSomeSeconds() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                MongoClient client = MongoClients.create(
                        "mongodb://127.0.0.1:" + silent.getLocalPort() + "/?directConnection=true")) {
            Tickets silentTickets = new Tickets(client.getDatabase("none"));

            assertThat(reason(silentTickets.redeem("made-up", "/a"))).isEqualTo(Reason.UNAVAILABLE);
        }
    }

    @Test
    void ticketIsValidOnce() {
        tickets.start();
        for (int i = 0; i < 300; i++) {
            String secret = result(tickets.ticket(ALICE, "/a")).secret();
            assertThat(result(tickets.redeem(secret, "/a"))).as("%s", i).contains(ALICE);
            assertThat(result(tickets.redeem(secret, "/a"))).isEmpty();
        }
    }

    @Test
    void ticketIsValidOnlyForItsPathAndTime() {
        Session expired = new Session(
                Principal.of("alice"), Instant.EPOCH, Optional.of(Instant.now().minusSeconds(1)), "");
        String other = result(tickets.ticket(ALICE, "/b")).secret();
        String late = result(tickets.ticket(expired, "/a")).secret();
        String pass = result(tickets.pass(ALICE, "/a")).orElseThrow().secret();
        String latePass = result(tickets.pass(expired, "/a")).orElseThrow().secret();

        assertThat(result(tickets.redeem(other, "/a"))).isEmpty();
        assertThat(result(tickets.redeem(late, "/a"))).isEmpty();
        assertThat(result(tickets.redeem(pass, "/a"))).as("a pass is no ticket").isEmpty();
        assertThat(result(tickets.show(pass, "/b"))).isEmpty();
        assertThat(result(tickets.show(latePass, "/a"))).isEmpty();
        assertThat(result(tickets.show(pass, "/a"))).contains(ALICE);
    }

    @Test
    void tokenOfATicketOrPassIsStoredEncrypted() {
        // Given
        Session session = ALICE.with(new OpaqueToken("the-token"));

        // When
        String ticket = result(tickets.ticket(session, "/a")).secret();
        String pass = result(tickets.pass(session, "/a")).orElseThrow().secret();

        // Then
        for (Document stored : system.getCollection("tickets").find()) {
            byte[] token = stored.get("session", Document.class)
                    .get("token", Binary.class)
                    .getData();
            assertThat(new String(token, StandardCharsets.ISO_8859_1)).doesNotContain("the-token");
        }
        assertThat(result(tickets.redeem(ticket, "/a"))).contains(session);
        assertThat(result(tickets.show(pass, "/a"))).contains(session);
    }

    private static Reason reason(Future<?> failed) {
        try {
            result(failed);
            throw new AssertionError("it did not fail");
        } catch (CompletionException e) {
            return ((AuthenticationException) e.getCause()).reason();
        }
    }

    private static <T> T result(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
