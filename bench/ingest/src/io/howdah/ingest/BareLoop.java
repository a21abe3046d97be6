package io.howdah.ingest;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.mongodb.WriteConcern;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.WriteModel;
import io.howdah.config.KafkaSettings;
import io.howdah.ingest.SourceRecord.Place;
import io.howdah.ingest.kafka.KafkaClients;
import io.howdah.ingest.kafka.Topics;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.bson.Document;

/**
 * What a team would write by hand with the same guard and nothing around it: poll, parse, guard, one bulk write, commit. It knows no
 * dead letters, no transform and no retry. In this package because the guard is.
 *
 * <p>Arguments: brokers, MongoDB URI, database, topic, consumer group, consumers, batch size, SDL file.
 */
public final class BareLoop {

    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};
    private static final Duration LINGER = Duration.ofMillis(20);

    private final ObjectMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private final ReadModel model;
    private final MongoCollection<Document> collection;
    private final Guard guard = new Guard(Duration.ofDays(7));
    private final String topicId;

    private BareLoop(ReadModel model, MongoCollection<Document> collection, String topicId) {
        this.model = model;
        this.collection = collection;
        this.topicId = topicId;
    }

    public static void main(String[] args) throws IOException {
        Path sdl = Path.of(args[7]);
        ReadModel model = ReadModels.load(List.of(new SdlSource(sdl.toString(), Files.readString(sdl))))
                .all()
                .get(0);
        MongoClient mongo = MongoClients.create(args[1]);
        MongoCollection<Document> collection =
                mongo.getDatabase(args[2]).getCollection(model.collection()).withWriteConcern(WriteConcern.MAJORITY);
        BareLoop loop = new BareLoop(model, collection, topicId(args[0], args[3]));
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                args[0],
                ConsumerConfig.GROUP_ID_CONFIG,
                args[4],
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                Integer.valueOf(args[6]));
        for (int consumer = 0; consumer < Integer.parseInt(args[5]); consumer++) {
            new Thread(() -> loop.run(settings, args[3]), "consumer-" + consumer).start();
        }
    }

    private static String topicId(String brokers, String topic) {
        try (Topics topics = new Topics(new KafkaClients(new KafkaSettings(brokers, "bench", Map.of())))) {
            return topics.ask(topic).id();
        }
    }

    private void run(Map<String, Object> settings, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (true) {
                Map<Object, List<RecordChange>> changes = new LinkedHashMap<>();
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(LINGER)) {
                    RecordChange change = change(record);
                    changes.computeIfAbsent(change.id(), id -> new ArrayList<>(1))
                            .add(change);
                }
                if (!changes.isEmpty()) {
                    store(changes);
                    consumer.commitSync();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private RecordChange change(ConsumerRecord<byte[], byte[]> record) throws IOException {
        Document document = model.toDocument(json.readValue(record.value(), FIELDS));
        Place place = new Place(record.topic(), record.partition(), record.offset());
        Instant time = Instant.ofEpochMilli(record.timestamp());
        return new RecordChange(
                Objects.requireNonNull(document.get("_id")),
                ReadModel.MAIN_PART,
                document,
                Objects.requireNonNull(
                        document.get(model.version(ReadModel.MAIN_PART).orElseThrow())),
                new Source(topicId, record.partition(), record.offset(), time, 0),
                time,
                null,
                new SourceRecord(place, time, record.key(), record.value(), record.headers(), null, 0));
    }

    private void store(Map<Object, List<RecordChange>> changes) {
        List<WriteModel<Document>> writes = new ArrayList<>();
        for (Guard.Verdict verdict : guard.decide(model, collection, changes, false)) {
            if (verdict.write() != null) {
                writes.add(verdict.write());
            }
        }
        if (writes.isEmpty()) {
            return;
        }
        BulkWriteResult result = collection.bulkWrite(writes, new BulkWriteOptions().ordered(false));
        if (result.getInsertedCount() + result.getMatchedCount() != writes.size()) {
            throw new IllegalStateException("another writer was faster");
        }
    }
}
