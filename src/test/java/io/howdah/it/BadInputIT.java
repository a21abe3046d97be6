package io.howdah.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTopics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever stands in a topic, the consumer goes on, and nothing good is lost. */
class BadInputIT {

    private static final String NO_KEY = "(none)";
    private static final int FIVE_MEGABYTES = 5 * 1024 * 1024;

    private static RunningApplication howdah;

    @BeforeAll
    static void start() throws Exception {
        howdah = RunningApplication.demo(Map.of());
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @Test
    void badRecordsGoToTheDeadLetterTopicAndTheRestIsStored() throws Exception {
        // Given
        Map<String, byte[]> bad = new LinkedHashMap<>();
        bad.put("broken-json", "{\"rideId\":".getBytes(UTF_8));
        bad.put("no-json", new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        bad.put("an-array", "[1,2]".getBytes(UTF_8));
        bad.put("a-number", "42".getBytes(UTF_8));
        bad.put("json-null", "null".getBytes(UTF_8));
        bad.put("empty", new byte[0]);
        bad.put("missing-id", ride("x", 1).replace("\"rideId\":\"x\",", "").getBytes(UTF_8));
        bad.put(
                "wrong-type",
                ride("x", 1).replace("\"seq\":1", "\"seq\":\"one\"").getBytes(UTF_8));
        bad.put("wrong-enum", ride("x", 1).replace("NEAR", "NOWHERE").getBytes(UTF_8));
        bad.put(
                "too-large",
                ride("x", 1).replace("Nadia", "N".repeat(FIVE_MEGABYTES)).getBytes(UTF_8));

        // When good records stand between the bad ones
        List<String> good = new ArrayList<>();
        for (Map.Entry<String, byte[]> record : bad.entrySet()) {
            howdah.send("rides.topic", record.getKey().getBytes(UTF_8), record.getValue());
            String id = "good-after-" + record.getKey();
            howdah.send("rides.topic", id, ride(id, 1));
            good.add(id);
        }
        howdah.send("rides.topic", null, (byte[]) null);

        // Then
        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(howdah.collection("rides")
                                .distinct("_id", new Document("_id", Pattern.compile("^good-")), String.class))
                        .containsExactlyInAnyOrderElementsOf(good));
        Set<String> keys = new HashSet<>(bad.keySet());
        keys.add(NO_KEY);
        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(deadLetters(keys)).hasSize(keys.size()));
        for (ConsumerRecord<byte[], byte[]> letter : deadLetters(keys)) {
            assertThat(header(letter, "howdah.topic")).isEqualTo(howdah.topic("rides.topic"));
            assertThat(header(letter, "howdah.offset")).matches("[0-9]+");
            assertThat(header(letter, "howdah.error.message")).isNotBlank();
            assertThat(header(letter, "howdah.route")).isEqualTo("rides-ingest");
            String name = key(letter);
            assertThat(header(letter, "howdah.attempt")).isEqualTo("1");
            assertThat(Instant.parse(header(letter, "howdah.failed-at"))).isBefore(Instant.now());
            if (name.equals(NO_KEY)) {
                assertThat(letter.value()).isNull();
            } else if (name.equals("too-large")) {
                assertThat(letter.value()).hasSize(1_000_000);
                assertThat(letter.value()).isEqualTo(Arrays.copyOf(bad.get(name), letter.value().length));
                assertThat(header(letter, "howdah.value.cut")).isEqualTo(bad.get(name).length + " bytes");
            } else {
                assertThat(letter.value()).isEqualTo(bad.get(name));
            }
        }
    }

    @Test
    void oneDeadLetterSaysWhichFieldIsWrong() throws Exception {
        // When
        howdah.send("rides.topic", "r", ride("r", 1).replace("NEAR", "NOWHERE"));
        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(deadLetters(Set.of("r"))).hasSize(1));

        // Then it names model and field, and not the value
        assertThat(header(deadLetters(Set.of("r")).get(0), "howdah.error.message"))
                .contains("Ride", "status")
                .doesNotContain("NOWHERE");
    }

    @Test
    void headersOfARecordSteerNothing() throws Exception {
        // When
        Map<String, String> headers = Map.of(
                "HowdahDelete", "true",
                "howdahdelete", "true",
                "CamelMongoDbCollection", "elsewhere",
                "CamelMongoDbOperation", "remove",
                "kafka.TOPIC", "elsewhere",
                "kafka.OFFSET", "-1",
                "kafka.OVERRIDE_TOPIC", "elsewhere",
                "HowdahModel", "Prescription");
        howdah.send("rides.topic", "steering", ride("steering", 1), headers);
        howdah.send("rides.topic", "steering-bad", "no json", headers);

        // Then
        Document id = new Document("_id", "steering");
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> howdah.collection("rides").find(id).first() != null);
        assertThat(howdah.collection("rides").find(id).first().get("_h", Document.class))
                .doesNotContainKey("del");
        assertThat(howdah.collection("elsewhere").countDocuments()).isZero();
        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(
                        () -> assertThat(deadLetters(Set.of("steering-bad"))).hasSize(1));
        assertThat(header(deadLetters(Set.of("steering-bad")).get(0), "howdah.topic"))
                .isEqualTo(howdah.topic("rides.topic"));
    }

    @Test
    void deletionWithoutADocumentIsNoDeadLetter() throws Exception {
        // When
        howdah.send("rides.topic", "never-seen", (String) null);

        // Then
        await().until(() -> howdah.collection("rides")
                        .find(new Document("_id", "never-seen"))
                        .first()
                != null);
        assertThat(deadLetters(Set.of("never-seen"))).isEmpty();
    }

    private static List<ConsumerRecord<byte[], byte[]>> deadLetters(Set<String> keys) {
        return TestTopics.readAll(howdah.topic("rides.topic") + ".dlq").stream()
                .filter(letter -> keys.contains(key(letter)))
                .toList();
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? NO_KEY : new String(record.key(), UTF_8);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }

    private static String ride(String id, int sequence) {
        return """
                {"rideId":"%s","seq":%d,"rider":{"id":"alice"},"driver":{"id":"driver-7","name":"Nadia"},"state":"NEAR",\
                "eta":20,"time":"2026-01-01T00:00:00.000Z"}""".formatted(id, sequence);
    }
}
