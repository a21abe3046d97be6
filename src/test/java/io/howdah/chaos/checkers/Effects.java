package io.howdah.chaos.checkers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.UpdateDescription;
import io.howdah.change.StreamPositions;
import io.howdah.chaos.faults.Instance;
import io.howdah.testing.TestTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;

/**
 * What a durable route does with each change of the items: a record in a topic, with the change, the epoch of the lease and the
 * process. Beside, each write to the lease itself is looked at.
 */
final class Effects implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROUTES = """
            - route:
                id: items-effects
                from:
                  uri: mongodb:mongo
                  parameters:
                    consumerType: changeStreams
                    database: "{{howdah.mongo.database}}"
                    collection: "{{readmodel:Item.collection}}"
                    changeStreamTokenRepository: "#changeStreamTokens"
                  steps:
                    - setBody:
                        expression:
                          simple:
                            expression: '{"key":"${header._id}","revision":"${body[_h][rev]}","epoch":${header.HowdahLeaseEpoch},"by":"{{instance}}"}'
                    - to:
                        uri: kafka:{{effects.topic}}
            """;

    /** One of them. */
    private record Effect(String key, long revision, long epoch, String by) {}

    private final String brokers;
    private final String topic;
    private final Changes changes;
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final List<String> holders = new CopyOnWriteArrayList<>();
    private long epoch;
    private String place = "";

    /** Makes the topic, and follows the lease from now on. */
    Effects(String brokers, String prefix, MongoDatabase system) throws Exception {
        this.brokers = brokers;
        this.topic = prefix + ".effects";
        try (TestTopics topics = new TestTopics(brokers)) {
            topics.create(List.of(topic), 1);
        }
        this.changes = new Changes(system.getCollection("places"), this::checkLease);
    }

    /** Writes the route into an application's folder. */
    static void addTo(Path app) throws IOException {
        Instance.write(app.resolve("routes/effects.camel.yaml"), ROUTES);
    }

    /** Its part of an application's settings. */
    String settings() {
        return "effects.topic=" + topic + "\n";
    }

    /** How many processes have taken the lease, one after the other. */
    int terms() {
        return holders.size();
    }

    /** Who does the newest of them, as the clients of Kafka are called, or "" where there is none. */
    String newestBy() {
        List<Effect> done = read();
        return done.isEmpty() ? "" : done.get(done.size() - 1).by();
    }

    /** Each term starts with the next epoch and another holder, and no process moves the position back. */
    private void checkLease(ChangeStreamDocument<Document> change) {
        UpdateDescription update = change.getUpdateDescription();
        Document fields = change.getFullDocument();
        if (fields == null && update != null && update.getUpdatedFields() != null) {
            fields = new Document(update.getUpdatedFields());
        }
        if (fields == null) {
            violations.add("the lease was changed by " + change.getOperationTypeString());
            return;
        }
        if (fields.containsKey("epoch")) {
            long next = number(fields.get("epoch"));
            if (next != epoch + 1) {
                violations.add("epoch " + next + " follows epoch " + epoch);
            }
            epoch = next;
            holders.add("epoch " + next);
        }
        if (fields.containsKey("place")) {
            String saved = StreamPositions.of(BsonDocument.parse(text(fields.get("place"))));
            if (saved.compareTo(place) < 0) {
                violations.add("place " + saved + " follows place " + place + " in epoch " + epoch);
            }
            place = saved;
        }
    }

    private static long number(Object value) {
        return value instanceof BsonValue bson ? bson.asNumber().longValue() : ((Number) value).longValue();
    }

    private static String text(Object value) {
        return value instanceof BsonValue bson ? bson.asString().getValue() : (String) value;
    }

    /**
     * Says what is wrong: each revision of each key has to be there, in order, one process in each epoch, and epochs do not go back. A
     * process that stood still may send the one that it was about to send, which another one has sent as well.
     *
     * @param revisions the last revision of each key
     * @param frozen the processes that stood still, as the clients of Kafka are called
     */
    List<String> wrong(Map<String, Long> revisions, Collection<String> frozen) {
        List<String> wrong = new ArrayList<>(violations);
        wrong.addAll(changes.failures());
        Map<Long, String> byEpoch = new HashMap<>();
        Map<String, Long> done = new HashMap<>();
        Set<String> late = new HashSet<>();
        long newest = 0;
        for (Effect effect : read()) {
            String by = byEpoch.putIfAbsent(effect.epoch(), effect.by());
            if (by != null && !by.equals(effect.by())) {
                wrong.add(effect + " is of the epoch of " + by);
            }
            long before = done.getOrDefault(effect.key(), 0L);
            if (effect.epoch() < newest && (!frozen.contains(effect.by()) || !late.add(effect.by()))) {
                wrong.add(effect + " was done after epoch " + newest + " had begun");
            }
            if (effect.revision() > before + 1) {
                wrong.add(effect + " follows revision " + before);
            }
            newest = Math.max(newest, effect.epoch());
            done.merge(effect.key(), effect.revision(), Math::max);
        }
        revisions.forEach((key, revision) -> {
            if (done.getOrDefault(key, 0L) < revision) {
                wrong.add("revision " + revision + " of " + key + " was not done, " + done.get(key) + " was");
            }
        });
        return wrong;
    }

    private List<Effect> read() {
        List<Effect> effects = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : TestTopics.readAll(brokers, topic)) {
            try {
                JsonNode effect = JSON.readTree(record.value());
                if (effect.get("key").asText().isEmpty()) {
                    violations.add(
                            "resync at " + record.offset() + ": the oplog does not reach back to the route's position");
                    continue;
                }
                effects.add(new Effect(
                        effect.get("key").asText(),
                        effect.get("revision").asLong(),
                        effect.get("epoch").asLong(),
                        effect.get("by").asText()));
            } catch (IOException e) {
                violations.add("no effect at " + record.offset() + ": " + e.getMessage());
            }
        }
        return effects;
    }

    @Override
    public void close() throws InterruptedException {
        changes.close();
    }
}
