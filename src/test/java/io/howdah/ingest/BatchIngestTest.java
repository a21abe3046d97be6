package io.howdah.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.howdah.ingest.Guard.Verdict;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.store.ModelCollections;
import io.howdah.testing.TestServices;
import io.howdah.trace.Tracing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class BatchIngestTest {

    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource(
            "things.graphqls", "type Thing @readModel(collection: \"things\", key: \"id\") @public { id: ID! }")));
    private static final ReadModel THING = MODELS.get("Thing");

    private static final Source SOURCE = new Source("t", 0, 1, Instant.EPOCH, 0);
    private static final SourceRecord RECORD = new SourceRecord(
            new SourceRecord.Place("t", 0, 1), Instant.EPOCH, null, null, new RecordHeaders(), null, 0);

    @Test
    void batchWhoseLastRoundWroteNothingIsCommittedOnlyWhenWhatItReadStays() throws Exception {
        // Given
        List<BsonDocument> looks = new CopyOnWriteArrayList<>();
        try (MongoClient mongo = watched(looks);
                DefaultCamelContext camel = new DefaultCamelContext()) {
            ModelCollections collections = new ModelCollections(mongo.getDatabase(TestServices.uniqueName("batch")));
            BatchIngest steps = new BatchIngest(MODELS, collections, null, null, Tracing.OFF, Duration.ofDays(7), 1000);
            Verdict write = new Verdict("a", null, new InsertOneModel<>(new Document("_id", "a")), 0, null);

            // When a batch was all stale, one was written, and one was written and then lost all its races
            steps.commit(decided(camel, List.of(List.of())));
            steps.commit(decided(camel, List.of(List.of(write))));
            steps.commit(decided(camel, List.of(List.of(write), List.of())));

            // Then
            assertThat(looks)
                    .extracting(look ->
                            look.getDocument("readConcern").getString("level").getValue())
                    .containsExactly("linearizable", "majority", "linearizable");
        }
    }

    private static Exchange decided(DefaultCamelContext camel, List<List<Verdict>> rounds) {
        Batch batch = new Batch(THING, ReadModel.MAIN_PART, IngestTarget.LIVE, 1, Tracing.OFF);
        RecordChange change = new RecordChange("a", "main", new Document(), 1L, SOURCE, Instant.EPOCH, null, RECORD);
        rounds.forEach(round -> {
            batch.decide("things", round);
            round.forEach(verdict -> {
                batch.add(change);
                batch.settle(verdict);
            });
        });
        Exchange exchange = new DefaultExchange(camel);
        exchange.setProperty(Batch.PROPERTY, batch);
        // As a replay of dead letters does, which has no offsets to commit
        exchange.setProperty(IngestTarget.PROPERTY, IngestTarget.LIVE);
        return exchange;
    }

    private static MongoClient watched(List<BsonDocument> finds) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(TestServices.mongoUri()))
                .addCommandListener(new CommandListener() {
                    @Override
                    public void commandStarted(CommandStartedEvent event) {
                        if (event.getCommandName().equals("find")) {
                            finds.add(event.getCommand().clone());
                        }
                    }
                })
                .build());
    }
}
