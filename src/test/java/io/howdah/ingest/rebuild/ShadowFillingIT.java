package io.howdah.ingest.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.howdah.config.KafkaSettings;
import io.howdah.ingest.kafka.KafkaClients;
import io.howdah.ingest.kafka.Topics;
import io.howdah.ingest.rebuild.Rebuild.Phase;
import io.howdah.ingest.rebuild.Rebuild.Plan;
import io.howdah.ingest.rebuild.Rebuild.State;
import io.howdah.store.ModelCollections;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTopics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ShadowFillingIT {

    private static final Plan KEEP_MISSING =
            new Plan("rides", "rides--2", 2, true, false, null, null, SomeRebuild.FINGERPRINT);

    private final String topic = TestServices.uniqueName("filling");
    private final Map<String, Object> connection = Map.of("bootstrap.servers", TestServices.brokers());

    @Test
    @Timeout(60)
    void oldCollectionIsReadBehindTheFenceOnlyAfterLostRecords() throws Exception {
        try (MongoClient mongo = MongoClients.create(TestServices.mongoUri());
                TestTopics records = new TestTopics();
                Topics topics =
                        new Topics(new KafkaClients(new KafkaSettings(TestServices.brokers(), "howdah", Map.of())))) {
            // Given a rebuild with --keep-missing that has carried everything over
            records.create(List.of(topic));
            ModelCollections collections = new ModelCollections(mongo, TestServices.uniqueName("filling"));
            MongoCollection<Document> old = collections.named("rides");
            old.insertOne(new Document("_id", "a"));
            RebuildLedger ledger = new RebuildLedger(mongo.getDatabase(TestServices.uniqueName("filling")));
            TopicHistory history = new TopicHistory(connection, topics::ask, Set.of(topic), 100);
            Rebuild begun = SomeRebuild.of(State.RUNNING, Phase.READING, KEEP_MISSING, history.whole());
            ledger.begin(Optional.empty(), begun);
            RebuildRetries patience = new RebuildRetries("Ride");
            Progress progress = new Progress(ledger, patience, begun);
            try (TopicReading reading =
                    new TopicReading(List.of(), progress, patience, new DeadLetterLimit(0.5), history)) {
                ShadowFilling filling = new ShadowFilling(SomeRebuild.RIDE, collections, progress, patience, reading);
                filling.fillAlmost();
                assertThat(collections.named("rides--2").countDocuments()).isEqualTo(1);

                // When the remaining records are read
                old.insertOne(new Document("_id", "b"));
                records.send(topic, "k", "read in time");
                filling.fillRest();

                // Then the old collection was not read
                assertThat(progress.state().read()).isEqualTo(1);
                assertThat(collections.named("rides--2").countDocuments()).isEqualTo(1);

                // When records are removed before they are read
                records.send(topic, "k", "removed");
                TestTopics.removeAll(topic);
                filling.fillRest();

                // Then their documents are copied
                assertThat(collections.named("rides--2").countDocuments()).isEqualTo(2);
                assertThat(progress.state().counts().carriedOver()).isEqualTo(2);
            }
        }
    }

    @Test
    @Timeout(60)
    void removedPositionIsSkipped() throws Exception {
        try (TestTopics records = new TestTopics();
                MongoClient mongo = MongoClients.create(TestServices.mongoUri());
                Topics topics =
                        new Topics(new KafkaClients(new KafkaSettings(TestServices.brokers(), "howdah", Map.of())))) {
            // Given a position that retention has removed
            records.create(List.of(topic));
            records.send(topic, "k", "removed");
            TopicHistory history = new TopicHistory(connection, topics::ask, Set.of(topic), 100);
            RebuildLedger ledger = new RebuildLedger(mongo.getDatabase(TestServices.uniqueName("filling")));
            Rebuild begun = SomeRebuild.of(State.RUNNING, Phase.READING, KEEP_MISSING, history.whole());
            ledger.begin(Optional.empty(), begun);
            TestTopics.removeAll(topic);
            RebuildRetries patience = new RebuildRetries("Ride");
            Progress progress = new Progress(ledger, patience, begun);
            try (TopicReading reading =
                    new TopicReading(List.of(), progress, patience, new DeadLetterLimit(0.5), history)) {
                // When
                reading.read();

                // Then
                assertThat(progress.state().read()).isEqualTo(1);
                assertThat(reading.hasSkipped()).isTrue();
                assertThat(reading.hasSkipped()).isFalse();
            }
        }
    }
}
