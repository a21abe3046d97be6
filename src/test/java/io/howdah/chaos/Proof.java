package io.howdah.chaos;

import static com.mongodb.client.model.Filters.in;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.chaos.Oracle.Expected;
import io.howdah.chaos.Oracle.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;

/** Compares what MongoDB, its change stream and the dead-letter topic hold with what the oracle says. */
final class Proof {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int MOST = 20;

    private final Arena arena;
    private final Oracle oracle;

    Proof(Arena arena, Oracle oracle) {
        this.arena = arena;
        this.oracle = oracle;
    }

    /** Checks everything; {@code deadLetters} are the places of earlier rounds, and get this round's added. */
    void check(Set<Place> deadLetters) {
        List<String> wrong = new ArrayList<>();
        Map<String, Document> stored = new HashMap<>();
        arena.items()
                .find(in("_id", oracle.states().keySet()))
                .forEach(document -> stored.put(document.getString("_id"), document));
        oracle.states().forEach((key, expected) -> compare(key, expected, stored.get(key), wrong));
        checkDeadLetters(deadLetters, wrong);
        await("the change stream at its end")
                .atMost(PATIENCE)
                .untilAsserted(() -> stored.forEach(
                        (key, document) -> assertThat(arena.watcher().revision(key))
                                .as("revision of %s", key)
                                .isEqualTo(header(document).getLong("rev"))));
        wrong.addAll(arena.watcher().violations());
        for (Document state : arena.watcher().takeStates()) {
            compare(state.getString("_id"), oracle.steps().get(source(state)), state, wrong);
        }
        assertThat(wrong.stream().limit(MOST)).isEmpty();
    }

    private static void compare(String key, Expected expected, Document stored, List<String> wrong) {
        if (stored == null) {
            wrong.add(key + " is missing, should be " + expected);
        } else if (expected == null) {
            wrong.add(key + " came from a record that must leave no trace: " + stored);
        } else if (!isSame(expected, stored)) {
            wrong.add(key + " is or was " + stored + ", should be " + expected);
        }
    }

    private static boolean isSame(Expected expected, Document stored) {
        Document header = header(stored);
        Document document = new Document(stored);
        document.remove("_h");
        return document.equals(expected.document())
                && header.getBoolean("del", false) == expected.deleted()
                && (expected.source() == null || expected.source().equals(source(stored)))
                && (!expected.versionIsSure()
                        || Objects.equals(header.get("v", new Document()).get("main"), expected.version()));
    }

    private static Place source(Document stored) {
        Document source = header(stored).get("src", new Document());
        return new Place(source.getInteger("partition"), source.getLong("offset"));
    }

    private void checkDeadLetters(Set<Place> earlier, List<String> wrong) {
        Map<Place, ConsumerRecord<byte[], byte[]>> missing = new HashMap<>(oracle.bad());
        for (ConsumerRecord<byte[], byte[]> letter :
                arena.log().read(arena.log().deadLetters(), Map.of())) {
            Place place = new Place(
                    Integer.parseInt(header(letter, "howdah.partition")),
                    Long.parseLong(header(letter, "howdah.offset")));
            ConsumerRecord<byte[], byte[]> record = oracle.bad().get(place);
            missing.remove(place);
            if (record == null && !earlier.contains(place)) {
                wrong.add(place + " is a dead letter and was a good record: " + header(letter, "howdah.error.message"));
            } else if (record != null && !isCopy(letter, record)) {
                wrong.add(place + " is a dead letter with another topic, key or value");
            }
        }
        missing.keySet().forEach(place -> wrong.add(place + " is a bad record and no dead letter"));
        earlier.addAll(oracle.bad().keySet());
    }

    private boolean isCopy(ConsumerRecord<byte[], byte[]> letter, ConsumerRecord<byte[], byte[]> record) {
        return header(letter, "howdah.topic").equals(arena.log().topic())
                && Arrays.equals(letter.key(), record.key())
                && Arrays.equals(letter.value(), record.value());
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }

    private static Document header(Document stored) {
        return stored.get("_h", new Document());
    }
}
