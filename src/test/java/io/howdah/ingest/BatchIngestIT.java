package io.howdah.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertOneModel;
import io.howdah.change.ChangeStreamComponent;
import io.howdah.dev.mongo.EmbeddedMongo;
import io.howdah.ingest.Guard.Decision;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.observe.Tracing;
import io.howdah.store.ModelCollections;
import io.howdah.testing.TestServices;
import io.howdah.testing.WatchedCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.mongodb.MongoDbConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class BatchIngestIT {

    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource(
            "things.graphqls", "type Thing @readModel(collection: \"things\", key: \"id\") @public { id: ID! }")));
    private static final ReadModel THING = MODELS.get("Thing");

    private static final Source SOURCE = new Source("t", 0, 1, Instant.EPOCH, 0);
    private static final SourceRecord RECORD = new SourceRecord(
            new SourceRecord.Position("t", 0, 1), Instant.EPOCH, null, null, new RecordHeaders(), null, 0);
    private static final RecordChange CHANGE =
            new RecordChange("a", "main", new Document("_id", "a"), 1L, SOURCE, Instant.EPOCH, null, RECORD);

    @Test
    void batchesUseNoLinearizableReads() throws Exception {
        // Given
        WatchedCommands finds = new WatchedCommands("find");
        try (MongoClient mongo = finds.client();
                DefaultCamelContext camel = new DefaultCamelContext()) {
            ModelCollections collections = new ModelCollections(mongo, TestServices.uniqueName("batch"));
            BatchIngest steps =
                    new BatchIngest(MODELS, collections, null, null, null, Tracing.OFF, Duration.ofDays(7), 1000);
            Decision write =
                    new Decision("a", null, new InsertOneModel<>(new Document("_id", "a")), 0, List.of(), null, false);

            // When one batch was all stale, one was written, and one was written and then lost all its races
            steps.commit(decided(camel, List.of(List.of())));
            steps.commit(decided(camel, List.of(List.of(write))));
            steps.commit(decided(camel, List.of(List.of(write), List.of())));

            // Then
            assertThat(finds.seen())
                    .extracting(WatchedCommands::readConcern)
                    .containsExactly("majority", "majority", "majority");
        }
    }

    @Test
    void batchReadsMajorityDataIncludingTheWriteThatWon() throws Exception {
        // Given a document, and a batch that has read it and has a newer record
        WatchedCommands watched = new WatchedCommands("find", "update");
        String database = TestServices.uniqueName("batch");
        try (MongoClient mongo = watched.client();
                DefaultCamelContext camel = new DefaultCamelContext()) {
            MongoCollection<Document> things = mongo.getDatabase(database).getCollection("things");
            things.insertOne(stored(1, 0));
            camel.addComponent("mongodb", new ChangeStreamComponent());
            camel.getRegistry().bind("mongo", mongo);
            camel.start();
            BatchIngest steps = new BatchIngest(
                    MODELS,
                    new ModelCollections(mongo, database),
                    null,
                    null,
                    new StuckRecords(mongo.getDatabase(database)),
                    Tracing.OFF,
                    Duration.ofDays(7),
                    1000);
            Exchange exchange = exchange(camel, new Batch(THING, "main", IngestTarget.LIVE, 1, Tracing.OFF));
            Batch.of(exchange).add(CHANGE);
            steps.decide(exchange);

            // When another writer stores an even newer record first
            things.replaceOne(new Document("_id", "a"), stored(2, 7));
            watched.clear();
            write(camel, database, exchange);
            steps.check(exchange);
            steps.decide(exchange);
            steps.commit(exchange);

            // Then the batch is stale, by a majority read after that write; the collection pointer is read the same way
            List<BsonDocument> commands = watched.seen();
            assertThat(Batch.of(exchange).outcome()).isEqualTo(new IngestOutcome(0, 0, 1, 0, Set.of()));
            assertThat(commands).extracting(BsonDocument::getFirstKey).containsExactly("update", "find", "find");
            assertThat(commands.subList(1, 3)).allSatisfy(find -> {
                BsonDocument concern = find.getDocument("readConcern");
                assertThat(concern.getString("level").getValue()).isEqualTo("majority");
                assertThat(concern).containsKey("afterClusterTime");
            });
            assertThat(commands.get(2).getString("find").getValue()).isEqualTo(ModelCollections.POINTERS);
            assertThat(commands.get(0)
                            .getDocument("writeConcern")
                            .getString("w")
                            .getValue())
                    .isEqualTo("majority");
            assertThat(commands)
                    .extracting(command -> command.get("lsid"))
                    .containsOnly(commands.get(0).get("lsid"));

            // And the session is closed with the exchange
            ClientSession session = exchange.getProperty(ModelCollections.SESSION, ClientSession.class);
            exchange.getExchangeExtension()
                    .handoverCompletions()
                    .forEach(completion -> completion.onComplete(exchange));
            assertThatThrownBy(session::getServerSession).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void writeThatIsRolledBackMakesNoRecordStale() throws Exception {
        // Given a newer document a that no majority has
        try (EmbeddedMongo server = EmbeddedMongo.start("127.0.0.1", 0);
                MongoClient mongo = MongoClients.create(server.uri());
                DefaultCamelContext camel = new DefaultCamelContext()) {
            MongoCollection<Document> things = mongo.getDatabase("batch").getCollection("things");
            things.insertOne(new Document("_id", "c"));
            server.holdReplication();
            things.withWriteConcern(WriteConcern.W1).insertOne(stored(1, 9));

            // When a batch with an older record of a and one of b reads it, and writes to the next primary
            camel.addComponent("mongodb", new ChangeStreamComponent());
            camel.getRegistry().bind("mongo", mongo);
            camel.start();
            BatchIngest steps = new BatchIngest(
                    MODELS,
                    new ModelCollections(mongo, "batch"),
                    null,
                    null,
                    new StuckRecords(mongo.getDatabase("batch")),
                    Tracing.OFF,
                    Duration.ofDays(7),
                    1000);
            Exchange exchange = exchange(camel, new Batch(THING, "main", IngestTarget.LIVE, 2, Tracing.OFF));
            Batch.of(exchange).add(CHANGE);
            Batch.of(exchange)
                    .add(new RecordChange(
                            "b", "main", new Document("_id", "b"), 1L, SOURCE, Instant.EPOCH, null, RECORD));
            steps.decide(exchange);
            server.rollBack();
            write(camel, "batch", exchange);
            steps.check(exchange);
            steps.commit(exchange);

            // Then both are stored
            assertThat(Batch.of(exchange).outcome()).isEqualTo(new IngestOutcome(2, 0, 0, 0, Set.of()));
            assertThat(things.distinct("_id", String.class)).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    @Test
    void insertThatLostARaceIsNoDeadLetter() throws Exception {
        // Given a batch that found neither a nor b
        String database = TestServices.uniqueName("batch");
        try (MongoClient mongo = new WatchedCommands().client();
                DefaultCamelContext camel = new DefaultCamelContext()) {
            MongoCollection<Document> things = mongo.getDatabase(database).getCollection("things");
            camel.addComponent("mongodb", new ChangeStreamComponent());
            camel.getRegistry().bind("mongo", mongo);
            camel.start();
            BatchIngest steps = new BatchIngest(
                    MODELS,
                    new ModelCollections(mongo, database),
                    null,
                    null,
                    new StuckRecords(mongo.getDatabase(database)),
                    Tracing.OFF,
                    Duration.ofDays(7),
                    1000);
            Exchange exchange = exchange(camel, new Batch(THING, "main", IngestTarget.LIVE, 2, Tracing.OFF));
            Batch.of(exchange).add(CHANGE);
            Batch.of(exchange)
                    .add(new RecordChange(
                            "b", "main", new Document("_id", "b"), 1L, SOURCE, Instant.EPOCH, null, RECORD));
            steps.decide(exchange);

            // When another writer stores a newer record of a
            things.insertOne(stored(1, 7));
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT, catchThrowable(() -> write(camel, database, exchange)));
            steps.rejectRefused(exchange);
            assertThat(steps.isUndecided(exchange)).isTrue();
            steps.decide(exchange);
            steps.commit(exchange);

            // Then the record of a is stale, and that of b is stored
            assertThat(Batch.of(exchange).outcome()).isEqualTo(new IngestOutcome(1, 0, 1, 0, Set.of()));
            assertThat(things.distinct("_id", String.class)).containsExactlyInAnyOrder("a", "b");
        }
    }

    private static Document stored(long revision, long offset) {
        Source source = new Source("t", 0, offset, Instant.EPOCH, 0);
        return new Document("_id", "a")
                .append(
                        "_h",
                        new Document("rev", revision)
                                .append("v", new Document("main", offset))
                                .append("src", source.toDocument()));
    }

    /** Writes as the template's step does. */
    private static void write(DefaultCamelContext camel, String database, Exchange exchange) throws Exception {
        exchange.getMessage().setHeader(MongoDbConstants.BULK_ORDERED, false);
        try (Producer producer = camel.getEndpoint("mongodb:mongo?database=" + database
                        + "&collection=things&dynamicity=true&operation=bulkWrite&writeConcern=MAJORITY")
                .createProducer()) {
            producer.start();
            producer.process(exchange);
        }
    }

    private static Exchange exchange(DefaultCamelContext camel, Batch batch) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getExchangeExtension().setFromRouteId("things-ingest");
        exchange.setProperty(Batch.PROPERTY, batch);
        // As a replay of dead letters, which has no offsets to commit
        exchange.setProperty(IngestTarget.PROPERTY, IngestTarget.LIVE);
        return exchange;
    }

    private static Exchange decided(DefaultCamelContext camel, List<List<Decision>> rounds) {
        Batch batch = new Batch(THING, ReadModel.MAIN_PART, IngestTarget.LIVE, 1, Tracing.OFF);
        rounds.forEach(round -> {
            batch.decide("things", round);
            round.forEach(decision -> {
                batch.add(CHANGE);
                batch.settle(decision);
            });
        });
        return exchange(camel, batch);
    }
}
