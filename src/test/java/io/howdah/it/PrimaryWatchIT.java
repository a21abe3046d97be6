package io.howdah.it;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.connection.ServerDescription;
import io.howdah.chaos.faults.ReplicaSet;
import io.howdah.config.MongoSettings;
import io.howdah.runtime.Database;
import io.howdah.runtime.MongoPresence;
import io.howdah.testing.TestCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operations on a primary that hangs, when the set elects another and when it does not. */
class PrimaryWatchIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    /** Less than the read timeout. */
    private static final int PATIENCE_SECONDS = 20;
    /** More than the buffers of a connection take. */
    private static final int MANY = 12;

    private static final String LARGE = "x".repeat(1024 * 1024);

    @TempDir
    private Path folder;

    private ReplicaSet set;
    private MongoClient client;
    private MongoCollection<Document> things;

    private enum Transport {
        PLAIN,
        TLS
    }

    @AfterEach
    void stop() throws Exception {
        set.thaw();
        client.close();
        set.close();
    }

    @ParameterizedTest
    @EnumSource
    void findGoesOnWithTheNextPrimary(Transport transport) throws Exception {
        start(transport, "");
        set.freeze();

        CompletableFuture<Document> found = find();
        assertWaits(found);
        set.elect();

        assertThat(found.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).containsEntry("_id", 0);
    }

    @ParameterizedTest
    @EnumSource
    void writeGoesOnWithTheNextPrimary(Transport transport) throws Exception {
        start(transport, "");
        set.freeze();

        // More bytes than the former primary takes
        CompletableFuture<Void> written =
                CompletableFuture.runAsync(() -> things.insertMany(IntStream.rangeClosed(1, MANY)
                        .mapToObj(i -> new Document("_id", i).append("value", LARGE))
                        .toList()));
        assertWaits(written);
        set.elect();

        written.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(things.countDocuments()).isEqualTo(MANY + 1);
    }

    @ParameterizedTest
    @EnumSource
    void changeStreamGoesOnWithTheNextPrimary(Transport transport) throws Exception {
        start(transport, "");
        try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor =
                things.watch().cursor()) {
            assertThat(cursor.tryNext()).isNull();
            set.freeze();

            CompletableFuture<ChangeStreamDocument<Document>> next = CompletableFuture.supplyAsync(cursor::next);
            assertWaits(next);
            set.elect();
            await().until(() -> set.address(1).equals(primary()));

            things.insertOne(new Document("_id", 1));
            assertThat(next.get(PATIENCE_SECONDS, TimeUnit.SECONDS).getFullDocument())
                    .containsEntry("_id", 1);
        }
    }

    @Test
    void operationsThatOpenConnectionsToTheFormerPrimaryEndSoon() throws Exception {
        start(Transport.PLAIN, "");
        set.freeze();

        // One has a connection, two open one, and the others wait until those are open
        List<CompletableFuture<Document>> found =
                IntStream.range(0, 8).mapToObj(i -> find()).toList();
        assertWaits(found.toArray(CompletableFuture[]::new));
        set.elect();

        found.forEach(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(PATIENCE_SECONDS)));
    }

    @Test
    void operationsWaitWhileThereIsNoOtherPrimary() throws Exception {
        start(Transport.PLAIN, "");
        set.freeze();

        CompletableFuture<Document> found = find();
        assertWaits(found);
        set.thaw();

        assertThat(found.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).containsEntry("_id", 0);
    }

    @Test
    void formerPrimaryIsUsedAgainWhenItIsElected() throws Exception {
        // With equal time limits the monitors' connections look like those of operations
        start(Transport.PLAIN, "&socketTimeoutMS=60000&connectTimeoutMS=60000");
        set.freeze();
        set.elect();
        assertThat(find().get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
        set.thaw();
        set.elect();
        set.elect();

        await().atMost(Duration.ofSeconds(10)).until(() -> set.address(0).equals(primary()));
        assertThat(find().get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
    }

    private CompletableFuture<Document> find() {
        return CompletableFuture.supplyAsync(() -> things.find(eq("_id", 0)).first());
    }

    private @Nullable ServerAddress primary() {
        return client.getClusterDescription().getServerDescriptions().stream()
                .filter(ServerDescription::isPrimary)
                .map(ServerDescription::getAddress)
                .findFirst()
                .orElse(null);
    }

    private static void assertWaits(CompletableFuture<?>... operations) {
        assertThatThrownBy(() -> CompletableFuture.anyOf(operations).get(1, TimeUnit.SECONDS))
                .isInstanceOf(TimeoutException.class);
    }

    private void start(Transport transport, String options) throws Exception {
        Optional<SSLContext> tls = Optional.empty();
        if (transport == Transport.TLS) {
            TestCertificate certificate = TestCertificate.in(folder.resolve("certificate"));
            set = ReplicaSet.start(certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(certificate.keyStore());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            tls = Optional.of(context);
        } else {
            set = ReplicaSet.start();
        }
        MongoSettings settings =
                new MongoSettings(new ConnectionString(set.uri() + options), tls, "test", "system", LONG, LONG, LONG);
        client = Database.connect(settings, new MongoPresence());
        things = client.getDatabase("test").getCollection("things");
        things.insertOne(new Document("_id", 0));
    }
}
