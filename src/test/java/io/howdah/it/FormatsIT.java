package io.howdah.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.Avro;
import io.howdah.testing.Docs;
import io.howdah.testing.RegistryStub;
import io.howdah.testing.RegistryStub.Mood;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each format from the topic to the stored document and the dead letters: the examples of the page, and what breaks. */
public class FormatsIT {

    private static final String PAGE = "docs/formats.md";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");
    private static final Pattern HEADER = Pattern.compile("-H (\\S+?)=(\\S+)");

    private static final String VAN = """
            {"type":"record","name":"Van","fields":[{"name":"id","type":"string"},{"name":"sequence","type":"long"},
              {"name":"stops","type":"int"}]}""";

    /** In addition to the page's domains, two that read JSON: one by jq, one without a transform. */
    private static final String NUMBERS_SCHEMA = """
            type Exact @readModel(collection: "exacts", key: "id", version: "sequence") @public {
              id: ID!
              sequence: Long!
              amount: Decimal!
              at: DateTime!
              day: Date!
              more: JSON
            }
            type Plain @readModel(collection: "plains", key: "id", version: "sequence") @public {
              id: ID!
              sequence: Long!
              amount: Decimal!
              at: DateTime!
              day: Date!
              more: JSON
            }
            """;

    private static final String NUMBERS_ROUTES = """
            - templatedRoute:
                routeTemplateRef: ingest
                routeId: exacts-ingest
                parameters:
                  - {name: topic, value: "{{exacts.topic}}"}
                  - {name: model, value: Exact}
                  - {name: transform, value: direct:exacts-transform}
            - route:
                id: exacts-transform
                errorHandler: {noErrorHandler: {}}
                from:
                  uri: direct:exacts-transform
                  steps:
                    - setBody:
                        expression:
                          jq:
                            expression: "{id, sequence, amount: .nested.amount, at, day, more}"
            - templatedRoute:
                routeTemplateRef: ingest
                routeId: plains-ingest
                parameters:
                  - {name: topic, value: "{{plains.topic}}"}
                  - {name: model, value: Plain}
                  - {name: format, value: json}
            """;

    private static final List<String> TOPICS =
            List.of("scans.topic", "lockers.topic", "vans.topic", "exacts.topic", "plains.topic");

    private static final RegistryStub registry = new RegistryStub();
    private static RunningApplication howdah;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        for (Docs.Block block : Docs.blocks(PAGE)) {
            if (block.file().startsWith("formats-app/")) {
                write(folder, block.file(), block.text());
            }
        }
        write(folder, "formats-app/schemas/locker.avsc", lockerSchema());
        write(folder, "formats-app/graphql/numbers.graphqls", NUMBERS_SCHEMA);
        write(folder, "formats-app/routes/numbers.camel.yaml", NUMBERS_ROUTES);
        registry.add(1, VAN);
        howdah = RunningApplication.folder(
                folder.resolve("formats-app"),
                Map.of("howdah.schema-registry.url", registry.url(), "howdah.downstream.timeout", "2s"),
                TOPICS);
    }

    @AfterAll
    static void stop() {
        howdah.close();
        registry.close();
    }

    @Test
    void documentedCloudEventsBecomeTheDocumentedAnswer() throws Exception {
        // When
        String commands = Docs.block(PAGE, "sh", "ce_specversion").text();
        for (String command : commands.split("(?m)^END$")) {
            String line = command.lines()
                    .filter(each -> each.matches("S-\\d\\|.*"))
                    .findFirst()
                    .orElse("");
            if (!line.isEmpty()) {
                Map<String, String> headers = new LinkedHashMap<>();
                HEADER.matcher(command).results().forEach(match -> headers.put(match.group(1), match.group(2)));
                howdah.send("scans.topic", line.substring(0, 3), line.substring(4), headers);
            }
        }

        // Then
        Docs.Block query = Docs.block(PAGE, "sh", "structured: scan");
        JsonNode documented = JSON.readTree(
                Docs.block(PAGE, "json", "\"data\":{\"structured\"").text());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(howdah.query(query)).isEqualTo(documented));

        // And the change's time is the event's
        assertThat(stored("scans", "S-2").get("_h", Document.class).getDate("at"))
                .isEqualTo(Date.from(Instant.parse("2026-03-02T09:30:00Z")));
    }

    @Test
    void nullValueDeletesInEachFormat() throws Exception {
        // Given
        howdah.send("scans.topic", "S-3", scan("S-3", 1));
        howdah.send("lockers.topic", bytes("L-3"), locker("L-3"));
        howdah.send("vans.topic", bytes("V-30"), van(1, "V-30", 1));
        await().atMost(PATIENCE)
                .until(() -> stored("scans", "S-3") != null
                        && stored("lockers", "L-3") != null
                        && stored("vans", "V-30") != null);

        // When
        howdah.send("scans.topic", "S-3", (String) null);
        howdah.send("lockers.topic", "L-3", (String) null);
        howdah.send("vans.topic", "V-30", (String) null);

        // Then
        await().atMost(PATIENCE)
                .until(() -> isDeleted("scans", "S-3") && isDeleted("lockers", "L-3") && isDeleted("vans", "V-30"));
    }

    @Test
    void documentedAvroBecomesTheDocumentedAnswer() throws Exception {
        // When
        howdah.send("lockers.topic", bytes("L-7"), printed("locker.avro"));

        // Then
        Docs.Block query = Docs.block(PAGE, "sh", "locker(id:");
        JsonNode documented =
                JSON.readTree(Docs.block(PAGE, "json", "\"data\":{\"locker\"").text());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(howdah.query(query)).isEqualTo(documented));

        // And it is stored as what it is
        assertThat(stored("lockers", "L-7"))
                .containsEntry("sequence", 9007199254740993L)
                .containsEntry("deposit", Decimal128.parse("12.50"))
                .containsEntry("openedAt", Date.from(Instant.parse("2026-03-02T09:30:00Z")));
    }

    @Test
    void documentedAvroOfTheRegistryIsStored() throws Exception {
        // When
        howdah.send("vans.topic", bytes("V-3"), printed("van.avro"));

        // Then
        await().atMost(PATIENCE).until(() -> stored("vans", "V-3") != null);
        assertThat(stored("vans", "V-3")).containsEntry("sequence", 1L).containsEntry("stops", 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exacts", "plains"})
    void numbersAndTimesOfJsonAreStoredExactly(String domain) throws Exception {
        // When
        String amount = "12345678901234567890123456789012.50";
        howdah.send(domain + ".topic", "n", """
                {"id":"n","sequence":9007199254740993,%s,"at":"2026-03-02T10:30:00.123+01:00","day":"2026-03-02",
                "more":{"whole":9223372036854775807,"huge":9223372036854775808,"exact":0.10}}""".formatted(
                domain.equals("exacts") ? "\"nested\":{\"amount\":%s}".formatted(amount) : "\"amount\":" + amount));
        await().atMost(PATIENCE).until(() -> stored(domain, "n") != null);

        // Then
        assertThat(stored(domain, "n"))
                .containsEntry("sequence", 9007199254740993L)
                .containsEntry("amount", Decimal128.parse(amount))
                .containsEntry("at", Date.from(Instant.parse("2026-03-02T09:30:00.123Z")))
                .containsEntry("day", Date.from(Instant.parse("2026-03-02T00:00:00Z")))
                .containsEntry(
                        "more",
                        new Document("whole", Long.MAX_VALUE)
                                .append("huge", Decimal128.parse("9223372036854775808"))
                                .append("exact", Decimal128.parse("0.10")));
    }

    @Test
    void brokenValuesAreDeadLettersThatSayWhyAndTheRestIsStored() throws Exception {
        // Given
        byte[] locker = locker("L-9");
        byte[] cut = Arrays.copyOf(locker, 5);
        // 100 000 000 bytes of a decimal
        byte[] claim = {6, 'L', '-', '9', 2, (byte) 0x80, (byte) 0x84, (byte) 0xaf, 0x5f};
        byte[] unknown = Avro.framed(404, new byte[] {1});

        // When
        howdah.send("scans.topic", "S-8", scan("S-8", 1).replace("\"1.0\"", "\"7.0\""));
        howdah.send("scans.topic", "S-7", scan("S-7", 1).replaceFirst(",\"data\":.*", "}"));
        howdah.send("scans.topic", "S-9", scan("S-9", 1));
        howdah.send("lockers.topic", bytes("cut"), cut);
        howdah.send("lockers.topic", bytes("claim"), claim);
        howdah.send("lockers.topic", bytes("L-9"), locker);
        howdah.send("vans.topic", bytes("magic"), bytes("{\"id\":1}"));
        howdah.send("vans.topic", bytes("unknown"), unknown);
        howdah.send("vans.topic", bytes("V-9"), van(1, "V-9", 1));

        // Then
        await().atMost(PATIENCE)
                .until(() -> stored("scans", "S-9") != null
                        && stored("lockers", "L-9") != null
                        && stored("vans", "V-9") != null);
        String early = "the value has fewer bytes than the Avro schema com.example.Locker"
                + " needs; it was truncated or written with another schema";
        assertThat(reason(deadLetter("scans.topic", "S-7"))).startsWith("Scan.");
        assertDeadLetter("scans.topic", "S-8", "the value is not a CloudEvent: Invalid specversion: 7.0");
        assertThat(assertDeadLetter("lockers.topic", "cut", early).value()).isEqualTo(cut);
        assertDeadLetter("lockers.topic", "claim", early);
        assertDeadLetter(
                "vans.topic",
                "magic",
                "the value starts with byte 123, not 0: it does not use a schema registry's framing");
        assertThat(assertDeadLetter("vans.topic", "unknown", "the schema registry has no schema 404")
                        .value())
                .isEqualTo(unknown);
    }

    @ParameterizedTest
    @EnumSource(
            value = Mood.class,
            names = {"STATUS_500", "STATUS_401", "CUT", "SILENT"})
    void registryThatGoesAndComesBackLosesNothing(Mood mood) throws Exception {
        // Given a schema that was never asked for
        int id = 100 + mood.ordinal();
        String key = "V-" + mood;
        String path = "/schemas/ids/" + id;
        registry.add(id, VAN);
        registry.be(mood);

        // When
        howdah.send("vans.topic", bytes(key), van(id, key, 1));
        await().atMost(PATIENCE)
                .until(() -> registry.asked().stream().filter(path::equals).count() >= 2);
        howdah.send("vans.topic", bytes(key), van(id, key, 2));

        // Then it waits
        assertThat(stored("vans", key)).isNull();
        assertThat(deadLetters("vans.topic", key)).isEmpty();

        // And goes on
        registry.be(Mood.WELL);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(stored("vans", key)).containsEntry("sequence", 2L));
        assertThat(deadLetters("vans.topic", key)).isEmpty();
    }

    private static ConsumerRecord<byte[], byte[]> assertDeadLetter(String topic, String key, String reason) {
        ConsumerRecord<byte[], byte[]> letter = deadLetter(topic, key);
        assertThat(reason(letter)).isEqualTo(reason);
        return letter;
    }

    private static ConsumerRecord<byte[], byte[]> deadLetter(String topic, String key) {
        await().atMost(PATIENCE).until(() -> !deadLetters(topic, key).isEmpty());
        return deadLetters(topic, key).get(0);
    }

    private static String reason(ConsumerRecord<byte[], byte[]> letter) {
        return new String(letter.headers().lastHeader("howdah.error.message").value(), UTF_8);
    }

    private static List<ConsumerRecord<byte[], byte[]>> deadLetters(String topic, String key) {
        return TestTopics.readAll(howdah.topic(topic) + ".dlq").stream()
                .filter(letter -> new String(letter.key(), UTF_8).equals(key))
                .toList();
    }

    private static Document stored(String collection, String id) {
        return howdah.collection(collection).find(new Document("_id", id)).first();
    }

    private static boolean isDeleted(String collection, String id) {
        return stored(collection, id).get("_h", Document.class).getBoolean("del", false);
    }

    private static String scan(String id, int sequence) {
        return """
                {"specversion":"1.0","id":"e","source":"/scanners/7","type":"com.example.scanned","subject":"%s",\
                "time":"2026-03-02T09:30:00Z","data":{"seq":%d,"place":"Depot"}}""".formatted(id, sequence);
    }

    private static byte[] locker(String id) {
        return Avro.binaryOfJson(new Schema.Parser().parse(lockerSchema()), """
                {"id":"%s","sequence":1,"deposit":"\\u0001","openedAt":0,"state":"FREE"}""".formatted(id));
    }

    private static byte[] van(int schemaId, String id, int sequence) {
        return Avro.framed(schemaId, Avro.binaryOfJson(new Schema.Parser().parse(VAN), """
                {"id":"%s","sequence":%d,"stops":3}""".formatted(id, sequence)));
    }

    private static String lockerSchema() {
        return Docs.block(PAGE, "json", "\"name\":\"Locker\"").text();
    }

    /** What the page's printf command writes into a file. */
    private static byte[] printed(String file) {
        String command = Docs.block(PAGE, "sh", "> " + file).text();
        Matcher quoted = Pattern.compile("printf '([^']*)' > " + file).matcher(command);
        assertThat(quoted.find()).isTrue();
        return OCTAL.matcher(quoted.group(1))
                .replaceAll(
                        match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 8))))
                .getBytes(ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static void write(Path folder, String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
