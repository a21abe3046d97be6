package io.howdah.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.howdah.ingest.Guard.Decision;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.observe.Tracing;
import io.howdah.testing.TestServices;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests stuck records with two processes. */
class StuckRecordsIT {

    private static final String ROUTE = "things-ingest";
    private static final int UNKNOWN = 987_654;
    private static final ReadModel THING = ReadModels.load(List.of(new SdlSource(
                    "things.graphqls",
                    "type Thing @readModel(collection: \"things\", key: \"id\") @public { id: ID! }")))
            .get("Thing");

    private final MongoClient mongo = MongoClients.create(TestServices.mongoUri());
    private final MongoDatabase system = mongo.getDatabase(TestServices.uniqueName("stuck"));
    private final StuckRecords one = new StuckRecords(system);
    private final StuckRecords other = new StuckRecords(system);

    @AfterEach
    void close() {
        system.drop();
        mongo.close();
    }

    @Test
    void recordIsStuckOnlyIfOthersAreWritten() {
        // When it is retried, and nothing else is written
        for (int i = 0; i < 10; i++) {
            assertThat(fails(one, 7)).isFalse();
        }

        // Then the server may be busy, and the record cannot be skipped
        assertThat(one.of("Thing")).isEmpty();
        assertThat(one.skip("Thing", "t-0@7")).isFalse();
        assertThat(one.describe(ROUTE)).isEmpty();

        // When
        one.addWritten("Parcel", 3);
        assertThat(fails(one, 7)).isFalse();
        assertThat(one.of("Thing")).isEmpty();
        one.addWritten("Thing", 1);
        assertThat(fails(one, 7)).isFalse();

        // Then
        assertThat(one.of("Thing")).singleElement().satisfies(stuck -> {
            assertThat(stuck.record()).isEqualTo("t-0@7");
            assertThat(stuck.code()).isEqualTo(UNKNOWN);
        });
        assertThat(one.describe(ROUTE)).contains("key k", "t-0@7", "howdah ingest skip Thing t-0@7");
        assertThat(one.describe("parcels-ingest")).isEmpty();
    }

    @Test
    void recordIsSkippedOnceThroughAnotherProcess() {
        // Given
        stuck(one, 7);

        // When
        assertThat(other.skip("Parcel", "t-0@7")).isFalse();
        assertThat(other.skip("Thing", "t-0@8")).isFalse();
        assertThat(fails(one, 7)).isFalse();
        assertThat(other.skip("Thing", "t-0@7")).isTrue();

        // Then it is skipped until its batch is committed
        assertThat(fails(one, 7)).isTrue();
        assertThat(fails(one, 7)).isTrue();
        one.passed(ROUTE, batch(6));
        assertThat(fails(one, 7)).isTrue();
        one.passed(ROUTE, batch(9));
        assertThat(other.of("Thing")).isEmpty();
        assertThat(one.describe(ROUTE)).isEmpty();
        assertThat(other.skip("Thing", "t-0@7")).isFalse();
        assertThat(fails(one, 7)).isFalse();
    }

    @Test
    void processThatTakesOverThePartitionSkipsIt() {
        // Given
        stuck(one, 7);
        assertThat(one.skip("Thing", "t-0@7")).isTrue();

        // When
        boolean skipped = stuck(other, 7);

        // Then
        assertThat(skipped).isTrue();
    }

    @Test
    void newerRecordOfTheKeyIsNotSkipped() {
        // Given
        stuck(one, 7);
        assertThat(one.skip("Thing", "t-0@7")).isTrue();

        // Then
        assertThat(fails(one, 8)).isFalse();
        assertThat(one.of("Thing")).extracting(StuckRecords.Stuck::record).contains("t-0@8");
    }

    /** Fails a record three times, with other writes in between. */
    private static boolean stuck(StuckRecords records, long offset) {
        fails(records, offset);
        records.addWritten("Thing", 1);
        fails(records, offset);
        return fails(records, offset);
    }

    private static boolean fails(StuckRecords records, long offset) {
        Batch batch = batch(offset);
        return records.isSkipped(ROUTE, batch, decision(offset), UNKNOWN, records.written(batch));
    }

    private static Batch batch(long offset) {
        Batch batch = new Batch(THING, ReadModel.MAIN_PART, IngestTarget.LIVE, 1, Tracing.OFF);
        Message record = new DefaultMessage(new DefaultCamelContext());
        record.setHeader(KafkaConstants.TOPIC, "t");
        record.setHeader(KafkaConstants.PARTITION, 0);
        record.setHeader(KafkaConstants.OFFSET, offset);
        batch.track(record);
        return batch;
    }

    private static Decision decision(long offset) {
        SourceRecord record = new SourceRecord(
                new SourceRecord.Position("t", 0, offset), Instant.EPOCH, null, null, new RecordHeaders(), null, 0);
        Source source = new Source("id", 0, offset, Instant.EPOCH, 0);
        return new Decision(
                "k",
                new RecordChange("k", "main", new Document(), offset, source, Instant.EPOCH, null, record),
                null,
                0,
                List.of(),
                null,
                false);
    }
}
