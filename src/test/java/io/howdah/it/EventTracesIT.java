package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.model.Filters;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.CapturedLog;
import io.howdah.testing.CollectorStub;
import io.howdah.testing.CollectorStub.ReceivedSpan;
import io.howdah.testing.Http;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTokens;
import io.howdah.testing.Things;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One event's trace, from the header of its record to its frame, where nothing is recorded by chance. */
class EventTracesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOPIC = "things.topic";
    private static final String PARENT = "00f067aa0ba902b7";

    @TempDir
    private static Path root;

    private static CollectorStub collector;
    private static RunningApplication howdah;

    @BeforeAll
    static void start() throws Exception {
        collector = CollectorStub.start();
        ApplicationFolder.in(root)
                .set(TOPIC, "none")
                .write(ApplicationFolder.ROUTES_FILE, Things.routes("{id: .id, sequence: .sequence}"));
        howdah = RunningApplication.folder(
                root,
                Map.of(
                        "howdah.trace.endpoint", collector.url(),
                        "howdah.trace.sample-ratio", "0",
                        "howdah.trace.service-name", "things-bff"),
                List.of(TOPIC));
    }

    @AfterAll
    static void stop() {
        howdah.close();
        collector.close();
    }

    @Test
    void traceGoesFromTheHeaderByTheDocumentToTheFrame() throws Exception {
        // When
        String trace = newTrace();
        String frame = frame("a", Map.of("traceparent", traceparent(trace, "01")));

        // Then each span has the one before as its parent
        await().atMost(PATIENCE).until(() -> span(trace, "send things").isPresent());
        ReceivedSpan process = span(trace, "process " + howdah.topic(TOPIC)).orElseThrow();
        ReceivedSpan send = span(trace, "send things").orElseThrow();
        assertThat(process.parentId()).isEqualTo(PARENT);
        assertThat(stored("a")).isEqualTo("00-" + trace + "-" + process.spanId() + "-01");
        assertThat(send.parentId()).isEqualTo(process.spanId());
        assertThat(frame).isEqualTo("00-" + trace + "-" + send.spanId() + "-01");
        assertThat(collector.trace(trace)).containsExactlyInAnyOrder(process, send);

        // And they say what they are, without what is in the record
        assertThat(process.kind()).isEqualTo("CONSUMER");
        assertThat(process.attributes())
                .containsEntry("messaging.system", "kafka")
                .containsEntry("messaging.operation.type", "process")
                .containsEntry("messaging.destination.name", howdah.topic(TOPIC))
                .containsKeys("messaging.destination.partition.id", "messaging.kafka.offset")
                .containsEntry("howdah.model", "Thing")
                .containsEntry("howdah.outcome", "applied")
                .doesNotContainValue("a");
        assertThat(send.kind()).isEqualTo("PRODUCER");
        assertThat(send.attributes()).containsEntry("messaging.destination.name", "things");
        assertThat(send.service()).containsEntry("service.name", "things-bff").containsKey("service.instance.id");
    }

    @Test
    void batchHasATraceOfItsOwnWithTheCommandsToMongo() throws Exception {
        // When
        String trace = newTrace();
        frame("batch", Map.of("traceparent", traceparent(trace, "01")));

        // Then
        await().atMost(PATIENCE).until(() -> batchOf(trace).isPresent());
        ReceivedSpan batch = batchOf(trace).orElseThrow();
        assertThat(batch.parentId()).isEmpty();
        assertThat(batch.links())
                .containsExactly(span(trace, "process " + howdah.topic(TOPIC))
                        .orElseThrow()
                        .spanId());
        assertThat(batch.attributes()).containsEntry("messaging.batch.message_count", "1");
        assertThat(collector.trace(batch.traceId()))
                .filteredOn(span -> span.parentId().equals(batch.spanId()))
                .extracting(ReceivedSpan::name)
                .containsExactlyInAnyOrder("find things", "bulkWrite things");
        assertThat(span(batch.traceId(), "bulkWrite things").orElseThrow())
                .satisfies(insert -> assertThat(insert.kind()).isEqualTo("CLIENT"))
                .satisfies(insert -> assertThat(insert.attributes())
                        .containsEntry("db.system.name", "mongodb")
                        .containsEntry("db.collection.name", "things")
                        .containsEntry("db.operation.name", "bulkWrite")
                        .containsKey("db.namespace")
                        .hasSize(4));
    }

    @Test
    void extensionOfACloudEventIsTakenToo() throws Exception {
        String trace = newTrace();

        frame("event", Map.of("ce_traceparent", traceparent(trace, "01")));

        await().atMost(PATIENCE).until(() -> span(trace, "send things").isPresent());
    }

    @Test
    void whatItsSenderDoesNotRecordPassesThrough() throws Exception {
        String trace = newTrace();

        assertThat(frame("quiet", Map.of("traceparent", traceparent(trace, "00"))))
                .isEqualTo(traceparent(trace, "00"));
        assertThat(frame("none", Map.of())).isEmpty();
        assertThat(frame("wrong", Map.of("traceparent", "00-x"))).isEmpty();
        requireNothingOf(trace);
    }

    @Test
    void deadLetterFailsItsSpanAndItsLineTellsTheTrace() throws Exception {
        // Given
        String trace = newTrace();
        CapturedLog log = new CapturedLog();
        log.attach();

        // When
        try {
            howdah.send(
                    TOPIC,
                    "bad",
                    "{\"id\":\"bad\",\"sequence\":\"one\"}",
                    Map.of("traceparent", traceparent(trace, "01")));
            await().atMost(PATIENCE)
                    .until(() -> span(trace, "process " + howdah.topic(TOPIC)).isPresent());
        } finally {
            log.detach();
        }

        // Then
        ReceivedSpan process = span(trace, "process " + howdah.topic(TOPIC)).orElseThrow();
        assertThat(process.failed()).isTrue();
        assertThat(process.attributes())
                .containsEntry("howdah.outcome", "dead-letter")
                .containsEntry("error.type", "io.howdah.model.InvalidDocumentException");
        assertThat(log.lines())
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                "Record goes to the dead-letter topic",
                                "trace_id=" + trace,
                                "span_id=" + process.spanId()));
    }

    @Test
    void clientCannotHaveItsRequestsRecorded() throws Exception {
        // Given a trace id that a ratio of ids would let pass
        String trace = "00000000000000010000000000000001";

        // When
        HttpResponse<String> answer = Http.client()
                .send(
                        TestTokens.request("http://127.0.0.1:" + howdah.port() + "/api/things")
                                .header("traceparent", traceparent(trace, "01"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        // Then the client finds it in the log, and nothing else
        assertThat(answer.headers().firstValue("X-Correlation-Id")).hasValue(trace);
        requireNothingOf(trace);
    }

    @Test
    void numbersOfSpansAreCounted() throws Exception {
        frame("counted", Map.of("traceparent", traceparent(newTrace(), "01")));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(howdah.metric("howdah_trace_spans_total{outcome=\"exported\"}"))
                        .isPositive());
        assertThat(howdah.metric("howdah_trace_spans_total{outcome=\"dropped\"}"))
                .isZero();
    }

    /** Spans come in their order: a later one tells that no earlier one is on its way. */
    private static void requireNothingOf(String trace) throws Exception {
        String later = newTrace();
        frame("later", Map.of("traceparent", traceparent(later, "01")));
        await().atMost(PATIENCE).until(() -> span(later, "send things").isPresent());
        assertThat(collector.trace(trace)).isEmpty();
        assertThat(collector.spans()).noneMatch(span -> span.kind().equals("SERVER"));
    }

    /** What the frame of a record says of its trace. */
    private static String frame(String id, Map<String, String> headers) throws Exception {
        try (NotificationClient client = howdah.subscribe("things")) {
            howdah.send(TOPIC, id, "{\"id\":\"%s\",\"sequence\":%d}".formatted(id, System.nanoTime()), headers);
            await().atMost(PATIENCE).until(() -> !client.frames(id).isEmpty());
            JsonNode frame = client.frames(id).get(0);
            return frame.path("traceparent").asText();
        }
    }

    private static String stored(String id) {
        Document document =
                howdah.collection("things").find(Filters.eq("_id", id)).first();
        return document.get("_h", Document.class).getString("tp");
    }

    private static Optional<ReceivedSpan> span(String trace, String name) {
        return collector.trace(trace).stream()
                .filter(span -> span.name().equals(name))
                .findFirst();
    }

    private static Optional<ReceivedSpan> batchOf(String trace) {
        return span(trace, "process " + howdah.topic(TOPIC))
                .flatMap(process -> collector.spans().stream()
                        .filter(span -> process.links().contains(span.spanId()))
                        .findFirst());
    }

    private static String newTrace() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static String traceparent(String trace, String flags) {
        return "00-" + trace + "-" + PARENT + "-" + flags;
    }
}
