package io.howdah.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTopics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** No client and no record steers a route by a header: the known ways in the stock components, and many spellings of them. */
class KnownVulnerabilitiesIT {

    private static final Logger LOG = LoggerFactory.getLogger(KnownVulnerabilitiesIT.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int READ_MS = 10_000;

    /** The text of a URL, which a route may read; no component obeys it in a consumer's exchange that is not sent on. */
    private static final Set<String> TEXT_OF_THE_URL =
            Set.of("camelhttpurl", "camelhttpuri", "camelhttppath", "camelhttpquery", "camelhttprawquery", "item");

    /** The headers that clients may send to a route, repeated so that a change of the edge's list is reviewed. */
    private static final Set<String> ADMITTED = Set.of(
            "accept",
            "accept-language",
            "content-type",
            "content-length",
            "idempotency-key",
            "if-match",
            "if-none-match",
            "last-event-id",
            "traceparent",
            "tracestate");

    private static RunningApplication howdah;
    private static String victim;

    @BeforeAll
    static void start(@TempDir Path root) throws Exception {
        ApplicationFolder folder = ApplicationFolder.in(root)
                .write(ApplicationFolder.SCHEMA_FILE, ApplicationFolder.SCHEMA + """
                        type Event @readModel(collection: "events", key: "id", version: "sequence") @public {
                          id: ID!
                          sequence: Long!
                        }
                        extend type Query {
                          echo(text: String): String @route(uri: "direct:echo-field")
                        }
                        """)
                .write(
                        ApplicationFolder.ROUTES_FILE,
                        ingest("things", "Thing", "json")
                                + ingest("events", "Event", "cloudevents")
                                + capture(
                                        "echo-record",
                                        "direct:echo-record",
                                        "    errorHandler:\n      noErrorHandler: {}\n",
                                        "")
                                + capture("echo-field", "direct:echo-field", "", "hello")
                                + capture("echo-http", "platform-http:/echo/{item}", "", "hello")
                                + capture(
                                        "echo-loop",
                                        "platform-http:/quick/{item}",
                                        "    routePolicy: onEventLoop\n",
                                        "hello")
                                + capture("echo-socket", "vertx-websocket:/sockets/{item}", "", "")
                                        .replace(
                                                "      steps:",
                                                "      parameters:\n        fireWebSocketConnectionEvents: true\n      steps:")
                                + """
                                - route:
                                    id: publish
                                    from:
                                      uri: platform-http:/publish
                                      steps:
                                        - to:
                                            uri: kafka:{{published.topic}}
                                            parameters:
                                              brokers: "{{howdah.kafka.brokers}}"
                                """);
        victim = TestServices.uniqueName("victim");
        try (TestTopics topics = new TestTopics()) {
            topics.create(List.of(victim));
        }
        howdah = RunningApplication.folder(
                folder.path(),
                Map.of("howdah.ingest.dlq-max-ratio", "1"),
                List.of("things.topic", "events.topic", "published.topic"));
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    /** CVE-2026-46726: parameters of a WebSocket's URL become headers, Camel's own too. */
    @Test
    void parametersOfAHandshakeAreNoHeaders() throws Exception {
        // Given
        send("GET /sockets/x?CamelMongoDbOperation=remove&camelhttpuri=http://evil.example&plain=1 HTTP/1.1\r\n"
                + "Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

        // Then
        List<Map<String, String>> captured = awaitCaptured(1);
        assertThat(captured)
                .allSatisfy(headers -> assertThat(lower(headers))
                        .contains("camelhttpquery")
                        .doesNotContain("camelmongodboperation", "camelhttpuri", "plain"));
    }

    /** CVE-2026-49098: a header of a request sends what a route publishes to another topic. */
    @Test
    void headerOfARequestDoesNotChooseTheTopic() throws Exception {
        for (String header : List.of("kafka.OVERRIDE_TOPIC", "KAFKA.override_topic", "CamelKafkaOverrideTopic")) {
            assertThat(send("POST /publish?" + header + "=" + victim + " HTTP/1.1\r\nHost: localhost\r\n"
                            + "Connection: close\r\n" + header + ": " + victim
                            + "\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"))
                    .startsWith("HTTP/1.1 200");
        }

        assertThat(TestTopics.readAll(howdah.topic("published.topic")))
                .hasSize(3)
                .allMatch(record -> record.headers().lastHeader("kafka.OVERRIDE_TOPIC") == null);
        assertThat(TestTopics.readAll(victim)).isEmpty();
    }

    /** Also CVE-2026-85312: a client's {@code Long-Running-Action} replaces the saga that a route takes part in. */
    @Test
    void noHeaderGetsInByHttpByWebSocketOrByGraphQl() throws Exception {
        // Given what a route has of a request that wants nothing
        CapturedHeaders.take();
        Set<String> usual = new TreeSet<>();
        for (String request : List.of(
                "GET /echo/x?a=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /quick/x?a=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
            assertThat(send(request)).startsWith("HTTP/1.1 200");
        }
        HeaderAttacks.handshakes("/sockets", "harmless").forEach(KnownVulnerabilitiesIT::sendQuietly);
        HeaderAttacks.operations("{ echo }", "harmless").forEach(KnownVulnerabilitiesIT::sendQuietly);
        awaitCaptured(1).forEach(headers -> usual.addAll(lower(headers)));

        // When
        List<String> attacks = new ArrayList<>();
        for (String name : HeaderAttacks.names()) {
            attacks.addAll(HeaderAttacks.requests(attacks.size() % 2 == 0 ? "/echo" : "/quick", name));
            attacks.addAll(HeaderAttacks.handshakes("/sockets", name));
            attacks.addAll(HeaderAttacks.operations("{ echo }", name));
        }
        attacks.parallelStream().forEach(KnownVulnerabilitiesIT::sendQuietly);
        List<Map<String, String>> captured = CapturedHeaders.take();
        List<String> through = new ArrayList<>();
        captured.forEach(headers -> headers.forEach((header, value) -> {
            if (isThrough(header, value, usual)) {
                through.add(header + "=" + value);
            }
        }));

        // Then
        LOG.info(
                "Header attacks by HTTP, WebSocket and GraphQL: {}, exchanges {}, through {}",
                attacks.size(),
                captured.size(),
                through.size());
        assertThat(attacks).hasSizeGreaterThan(4_000);
        assertThat(captured).as("routes were reached").hasSizeGreaterThan(attacks.size() / 3);
        assertThat(through).isEmpty();
    }

    @Test
    void noHeaderGetsInByARecord() throws Exception {
        // When
        CapturedHeaders.take();
        int attacks = 0;
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestServices.brokers()), new StringSerializer(), new StringSerializer())) {
            for (String name : HeaderAttacks.names()) {
                for (ProducerRecord<String, String> record : records(name, attacks)) {
                    producer.send(record);
                    attacks++;
                }
            }
        }

        // Then
        int sent = attacks;
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(howdah.collection("things").countDocuments()
                                + howdah.collection("events").countDocuments()
                                + deadLetters("things.topic")
                                + deadLetters("events.topic"))
                        .isEqualTo(sent));
        List<Map<String, String>> captured = CapturedHeaders.take();
        List<String> through = new ArrayList<>();
        captured.forEach(headers -> headers.forEach((header, value) -> {
            if (value.contains(HeaderAttacks.MARKER) && isObeyed(header) && !header.equals("kafka.HEADERS")) {
                through.add(header + "=" + value);
            }
        }));
        LOG.info("Header attacks by records: {}, exchanges {}, through {}", attacks, captured.size(), through.size());
        assertThat(captured).hasSizeGreaterThan(attacks / 3);
        assertThat(through).isEmpty();
    }

    private static List<ProducerRecord<String, String>> records(String name, int number) {
        ProducerRecord<String, String> plain = json("things.topic", "a" + number);
        plain.headers().add(name, HeaderAttacks.MARKER.getBytes(UTF_8));
        ProducerRecord<String, String> repeated = json("things.topic", "b" + number);
        repeated.headers().add(name, "a".getBytes(UTF_8)).add(name, HeaderAttacks.MARKER.getBytes(UTF_8));
        ProducerRecord<String, String> binary = json("events.topic", "c" + number);
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        "1",
                        "ce_source",
                        "/x",
                        "ce_type",
                        "x",
                        "content-type",
                        "application/json")
                .forEach((key, value) -> binary.headers().add(key, value.getBytes(UTF_8)));
        binary.headers().add("ce_" + name, HeaderAttacks.MARKER.getBytes(UTF_8));
        binary.headers().add(name, HeaderAttacks.MARKER.getBytes(UTF_8));
        ProducerRecord<String, String> structured =
                new ProducerRecord<>(howdah.topic("events.topic"), "d" + number, """
                {"specversion":"1.0","id":"1","source":"/x","type":"x","datacontenttype":"application/json","%s":"%s",\
                "data":{"id":"d%d","sequence":1}}""".formatted(
                                name.replace("\t", "\\t"), HeaderAttacks.MARKER, number));
        return List.of(plain, repeated, binary, structured);
    }

    private static ProducerRecord<String, String> json(String topicKey, String id) {
        return new ProducerRecord<>(howdah.topic(topicKey), id, "{\"id\":\"" + id + "\",\"sequence\":1}");
    }

    private static long deadLetters(String topicKey) {
        List<ConsumerRecord<byte[], byte[]>> letters = TestTopics.readAll(howdah.topic(topicKey) + ".dlq");
        return letters.size();
    }

    /** A header that no other request makes, or one with the client's value that clients may not set. */
    private static boolean isThrough(String header, String value, Set<String> usual) {
        String lower = header.toLowerCase(Locale.ROOT);
        if (ADMITTED.contains(lower)) {
            return false;
        }
        return !usual.contains(lower) || (value.contains(HeaderAttacks.MARKER) && !TEXT_OF_THE_URL.contains(lower));
    }

    private static boolean isObeyed(String header) {
        String lower = header.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith("camel")
                || lower.startsWith("kafka.")
                || lower.startsWith("org.apache.camel")
                || lower.startsWith("howdah")
                || lower.equals("long-running-action");
    }

    private static Set<String> lower(Map<String, String> headers) {
        Set<String> names = new TreeSet<>();
        headers.keySet().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        return names;
    }

    private static List<Map<String, String>> awaitCaptured(int least) {
        List<Map<String, String>> captured = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            captured.addAll(CapturedHeaders.take());
            return captured.size() >= least;
        });
        return captured;
    }

    private static void sendQuietly(String request) {
        try {
            send(request);
        } catch (IOException e) {
            // A connection that is cut is a refusal, too.
            LOG.debug("Refused", e);
        }
    }

    /** Sends bytes as they are, and returns the head of the answer; by then the route has seen the request. */
    private static String send(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", howdah.port())) {
            socket.setSoTimeout(READ_MS);
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                head.write(next);
                if (next == '\n' && head.toString(UTF_8).endsWith("\r\n\r\n")) {
                    break;
                }
            }
            return head.toString(UTF_8);
        }
    }

    private static String ingest(String name, String model, String format) {
        return """
                - templatedRoute:
                    routeTemplateRef: ingest
                    routeId: %1$s-ingest
                    parameters:
                      - {name: topic, value: "{{%1$s.topic}}"}
                      - {name: model, value: %2$s}
                      - {name: format, value: %3$s}
                      - {name: transform, value: direct:echo-record}
                """.formatted(name, model, format);
    }

    private static String capture(String id, String uri, String options, String answer) {
        return """
                - route:
                    id: %1$s
                %3$s    from:
                      uri: %2$s
                      steps:
                        - bean:
                            beanType: io.howdah.it.CapturedHeaders
                            method: keep
                """.formatted(id, uri, options)
                + (answer.isEmpty() ? "" : """
                        - setBody:
                            expression:
                              constant:
                                expression: %s
                """.formatted(answer).indent(0));
    }
}
