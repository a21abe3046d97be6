package io.howdah.chaos.checkers;

import static com.mongodb.client.model.Filters.in;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.chaos.checkers.Oracle.Expected;
import io.howdah.chaos.checkers.Oracle.Place;
import io.howdah.chaos.loads.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.bson.Document;

/** Compares what MongoDB, its change stream and the dead-letter topics hold with what the oracle expects. */
final class FinalStateCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MAX = 20;

    private final Items items;
    private final Oracle oracle;
    private final List<String> wrong = new ArrayList<>();

    FinalStateCheck(Items items, Oracle oracle) {
        this.items = items;
        this.oracle = oracle;
    }

    /** Checks everything. {@code deadLetters} are the positions of earlier rounds; this check adds its round's. */
    void check(Set<Place> deadLetters) {
        Map<String, Document> stored = new HashMap<>();
        items.collection()
                .find(in("_id", oracle.keys()))
                .forEach(document -> stored.put(document.getString("_id"), document));
        oracle.keys().forEach(key -> checkEnd(key, stored.get(key)));
        checkDeadLetters(deadLetters);
        await("the change stream at its end")
                .atMost(PATIENCE)
                .untilAsserted(() -> stored.forEach(
                        (key, document) -> assertThat(items.watcher().revision(key))
                                .as("revision of %s", key)
                                .isEqualTo(header(document).getLong("rev"))));
        wrong.addAll(items.watcher().violations());
        items.watcher().takeStates().forEach(this::checkStep);
        assertThat(wrong.stream().limit(MAX)).isEmpty();
    }

    private void checkEnd(String key, Document stored) {
        if (stored == null) {
            wrong.add(key + " is missing");
            return;
        }
        for (Part part : Part.values()) {
            compare("at the end", part, oracle.state(part, key), stored);
        }
    }

    /** An intermediate state: each part must match the record that it came from. */
    private void checkStep(Document state) {
        for (Part part : Part.values()) {
            Place source = source(part, state);
            Expected expected = source == null ? null : oracle.step(source);
            if (source != null && expected == null) {
                wrong.add(part + " came from a record that must leave no trace: " + state);
            } else {
                compare("on the way", part, expected, state);
            }
        }
    }

    private void compare(String when, Part part, Expected expected, Document stored) {
        Document header = header(stored);
        boolean deleted = part.marks(header).getBoolean("del", false);
        boolean same = expected == null
                ? !header.get("v", new Document()).containsKey(part.field()) && (part != Part.MAIN || deleted)
                : deleted == expected.deleted()
                        && Objects.equals(header.get("v", new Document()).get(part.field()), expected.version())
                        && (expected.place() == null || expected.place().equals(source(part, stored)))
                        && hasContent(part, expected, stored);
        if (!same) {
            wrong.add(when + ", " + part + " should be " + expected + " and not " + stored);
        }
    }

    private static boolean hasContent(Part part, Expected expected, Document stored) {
        boolean unknown = part == Part.MAIN && expected.content() == null;
        return unknown || Objects.equals(part.stored(stored), expected.content());
    }

    private static Place source(Part part, Document stored) {
        Document source = part.marks(header(stored)).get("src", Document.class);
        return source == null ? null : new Place(part, source.getInteger("partition"), source.getLong("offset"));
    }

    private void checkDeadLetters(Set<Place> earlier) {
        Map<Place, ConsumerRecord<byte[], byte[]>> missing = new HashMap<>(oracle.bad());
        for (ConsumerRecord<byte[], byte[]> letter : items.log().deadLetters()) {
            Place place = new Place(
                    Part.of(header(letter, "howdah.topic")),
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

    private static boolean isCopy(ConsumerRecord<byte[], byte[]> letter, ConsumerRecord<byte[], byte[]> record) {
        return header(letter, "howdah.topic").equals(record.topic())
                && letter.topic().equals(record.topic() + ".dlq")
                && Arrays.equals(letter.key(), record.key())
                && Arrays.equals(letter.value(), record.value());
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        assertThat(header)
                .as(
                        "header %s of dead letter %s-%s@%s with %s",
                        name, letter.topic(), letter.partition(), letter.offset(), letter.headers())
                .isNotNull();
        return new String(header.value(), UTF_8);
    }

    private static Document header(Document stored) {
        return stored.get("_h", new Document());
    }
}
