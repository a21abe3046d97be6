package io.howdah.it;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import io.howdah.config.Settings;
import io.howdah.dev.mongo.EmbeddedMongo;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestServices;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ingest on a primary whose writes reach no majority and are lost with it. */
class RolledBackWritesIT {

    private final String group = TestServices.uniqueName("rolled-back");
    private static final String KEY = "ride-1";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private EmbeddedMongo mongo;
    private RunningApplication howdah;
    private NotificationClient client;
    private Admin admin;

    @BeforeEach
    void start() throws Exception {
        mongo = EmbeddedMongo.start("127.0.0.1", 0);
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, TestServices.brokers()));
        howdah = RunningApplication.demo(Map.of(Settings.MONGO_URI, mongo.uri(), "howdah.kafka.group", group));
        client = howdah.subscribe("rides");
        howdah.send("rides.topic", KEY, ride(1));
        await().atMost(PATIENCE).until(() -> isShown(1) && committedRecords() == 1);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        howdah.close();
        admin.close();
        mongo.close();
    }

    @Test
    void aRecordIsDoneOnlyWhenAMajorityHasItsDocument() throws Exception {
        // Given a record whose write the primary alone has
        mongo.holdReplication();
        howdah.send("rides.topic", KEY, ride(2));
        await().atMost(PATIENCE).until(() -> sequence(rides()) == 2);

        // When that primary is lost with it, then Howdah has not marked the record as done, and writes it again
        assertNotDone();
        mongo.rollBack();
        awaitDone();
    }

    @Test
    void aRecordIsNotStaleByAWriteThatNoMajorityHas() throws Exception {
        // Given another process's write of the same record, which the primary alone has
        Document other = rides().find(eq("_id", KEY)).first();
        other.append("sequence", 2L);
        Document header = other.get("_h", Document.class);
        Document source = header.get("src", Document.class);
        source.append("offset", source.getLong("offset") + 1);
        header.append("rev", header.getLong("rev") + 1).get("v", Document.class).append("main", 2L);
        mongo.holdReplication();
        rides().withWriteConcern(WriteConcern.W1).replaceOne(eq("_id", KEY), other);

        // When the record is read here too, and the primary is lost, then it is written again
        howdah.send("rides.topic", KEY, ride(2));
        assertNotDone();
        mongo.rollBack();
        awaitDone();
    }

    private void assertNotDone() {
        await("while no majority has its document")
                .during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> {
                    assertThat(committedRecords()).isEqualTo(1);
                    assertThat(isShown(2)).isFalse();
                });
    }

    private void awaitDone() {
        await().atMost(PATIENCE).until(() -> isShown(2) && committedRecords() == 2);
        assertThat(sequence(rides().withReadConcern(ReadConcern.MAJORITY))).isEqualTo(2);
    }

    private MongoCollection<Document> rides() {
        return howdah.collection("rides");
    }

    private static long sequence(MongoCollection<Document> rides) {
        return rides.find(eq("_id", KEY)).first().getLong("sequence");
    }

    private boolean isShown(long version) {
        return client.frames(KEY).stream()
                .anyMatch(frame -> frame.path("version").asText().endsWith(Long.toString(version)));
    }

    /** How many records the consumer group has done. */
    private long committedRecords() throws Exception {
        String topic = howdah.topic("rides.topic");
        String name = group + "." + topic + ".Ride";
        return admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata().get().entrySet().stream()
                .filter(entry -> entry.getKey().topic().equals(topic))
                .mapToLong(
                        entry -> entry.getValue() == null ? 0 : entry.getValue().offset())
                .sum();
    }

    private static String ride(long version) {
        return """
                {"rideId":"%s","seq":%d,"rider":{"id":"alice"},"driver":{"id":"d","name":"Nadia"},"state":"NEAR","eta":%d,\
                "time":"2026-01-01T00:00:00.000Z"}""".formatted(KEY, version, version);
    }
}
