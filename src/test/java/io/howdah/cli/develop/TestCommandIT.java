package io.howdah.cli.develop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.Howdah;
import io.howdah.testing.CommandLineRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code howdah test}, without external Kafka and MongoDB. */
class TestCommandIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final String SDL = """
            type Parcel @readModel(collection: "parcels", key: "id", version: "sequence") @public {
              id: ID!
              sequence: Long!
              status: Status!
              city: String
              price: Decimal
              scan: Scan @part(version: "at")
            }
            type Scan {
              at: DateTime!
              place: String
            }
            enum Status { ANNOUNCED DELIVERED }
            """;

    private static final String ROUTES = """
            - templatedRoute:
                routeTemplateRef: ingest
                routeId: parcels-ingest
                parameters:
                  - {name: topic, value: "{{parcels.topic}}"}
                  - {name: model, value: Parcel}
                  - {name: transform, value: "direct:parcels-transform"}
            - templatedRoute:
                routeTemplateRef: ingest
                routeId: scans-ingest
                parameters:
                  - {name: topic, value: "scans"}
                  - {name: model, value: Parcel}
                  - {name: part, value: scan}
            - templatedRoute:
                routeTemplateRef: notify
                routeId: parcels-notify
                parameters:
                  - {name: model, value: Parcel}
                  - {name: channel, value: parcels}
                  - {name: payload, value: "direct:parcels-payload"}
            - route:
                id: parcels-transform
                errorHandler: {noErrorHandler: {}}
                from:
                  uri: direct:parcels-transform
                  steps:
                    - filter:
                        id: has-zip
                        expression: {simple: {expression: "${bodyAs(String)} contains 'zip'"}}
                        steps:
                          - to:
                              id: ask-city
                              uri: direct:city
                              variableReceive: city
                    - setBody:
                        id: parcel
                        expression:
                          jq:
                            expression: '{id: .parcel, sequence: .seq, status: .state, price: .price, city: ((variable("city") // "null") | fromjson | .name)}'
            - route:
                id: city
                errorHandler: {noErrorHandler: {}}
                from:
                  uri: direct:city
                  steps:
                    - setHeader:
                        id: cache-key
                        name: CamelCaffeineKey
                        expression: {jq: {expression: .zip, resultType: java.lang.String}}
                    - setHeader:
                        id: cache-get
                        name: CamelCaffeineAction
                        expression: {constant: {expression: GET}}
                    - to: {id: cached, uri: "caffeine-cache:cities"}
                    - filter:
                        id: not-cached
                        expression: {simple: {expression: "${header.CamelCaffeineActionHasResult} == false"}}
                        steps:
                          - setBody:
                              id: question
                              expression: {jq: {expression: "{zip: .zip} | tojson", resultType: java.lang.String}}
                          - unmarshal:
                              id: variables
                              json: {library: Jackson, unmarshalType: org.apache.camel.util.json.JsonObject}
                          - to:
                              id: cities
                              uri: "graphql:http://127.0.0.1:1/cities"
                              parameters: {query: "query City($zip: ID!) { city(zip: $zip) { name } }"}
                          - setBody:
                              id: answer
                              expression: {jq: {expression: ".data.city | tojson", resultType: java.lang.String}}
                          - setHeader:
                              id: cache-put
                              name: CamelCaffeineAction
                              expression: {constant: {expression: PUT}}
                          - to: {id: keep, uri: "caffeine-cache:cities"}
            - route:
                id: parcels-payload
                errorHandler: {noErrorHandler: {}}
                from:
                  uri: direct:parcels-payload
                  steps:
                    - filter:
                        id: secret
                        expression: {simple: {expression: "${body[city]} == 'Secret'"}}
                        steps:
                          - stop: {id: withheld}
                    - setBody:
                        id: parcel-frame
                        expression: {jq: {expression: 'if .city == "Broken" then error("no frame of this") else {id, status, city} end'}}
            # Starts with an endpoint that golden tests do not have.
            - route:
                id: clock
                from:
                  uri: timer:clock
                  steps:
                    - to: {id: tick, uri: "kafka:ticks"}
            """;

    private static final String ONE = "{\"parcel\": \"P-1\", \"seq\": 1, \"state\": \"ANNOUNCED\"}";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeAnApplication() throws IOException {
        write("graphql/parcels.graphqls", SDL);
        write("routes/parcels.camel.yaml", ROUTES);
        write("application.properties", """
                parcels.topic=parcels.events
                # Golden tests connect to neither.
                howdah.kafka.brokers=127.0.0.1:1
                howdah.mongo.uri=mongodb://127.0.0.1:1/
                """);
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Path file(String name) {
        return folder.resolve("golden/parcels/" + name);
    }

    private void golden(String name, String text) throws IOException {
        write("golden/parcels/" + name, text);
    }

    private CommandLineRun run(String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "test";
        arguments[1] = folder.toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        return CommandLineRun.of(arguments);
    }

    private CommandLineRun runRecords(String records, String expected) throws IOException {
        golden("it.records.json", records);
        golden("it.expected.json", expected);
        return run();
    }

    private static void assertPassed(CommandLineRun run) {
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).singleElement().asString().contains("all passed");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void runsTheDemo() {
        // When
        CommandLineRun run = CommandLineRun.of("test");

        // Then
        assertPassed(run);
        assertThat(run.out().get(0)).matches("6 cases, all passed, in \\d+\\.\\d\\d s");
    }

    @Test
    void comparesDocumentAndPayloadOfARecord() throws IOException {
        // Given
        golden("good.input.json", ONE);
        golden("good.expected.json", """
                {
                  "document": {"_id": "P-1", "id": "P-1", "sequence": {"$numberLong": "1"}, "status": "ANNOUNCED"},
                  "frame": {"id": "P-1", "status": "ANNOUNCED", "city": null}
                }
                """);
        golden("wrong.input.json", ONE.replace("\"seq\": 1", "\"seq\": 2, \"price\": 12.50"));
        golden("wrong.expected.json", """
                {
                  "document": {
                    "_id": "P-1",
                    "id": "P-1",
                    "sequence": 3,
                    "status": "ANNOUNCED",
                    "price": {"$numberDecimal": "12.5"},
                    "city": "Oslo"
                  },
                  "frame": {"id": "P-1", "status": "ANNOUNCED"}
                }
                """);

        // When
        CommandLineRun run = run();

        // Then
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEmpty();
        Path wrong = file("wrong.expected.json");
        assertThat(run.out())
                .hasSize(5)
                .contains(
                        wrong + ":5: document.sequence: expected 3, was 2",
                        wrong + ":7: document.price: expected {\"$numberDecimal\":\"12.5\"},"
                                + " was {\"$numberDecimal\":\"12.50\"}",
                        wrong + ":8: document.city: expected \"Oslo\", is missing",
                        wrong + ":10: frame.city: is unexpected, was null");
        assertThat(run.out().get(4)).startsWith("2 cases, 1 failed, in ");
    }

    @Test
    void refusedRecordIsADeadLetter() throws IOException {
        golden("unknown.input.json", ONE.replace("ANNOUNCED", "LOST"));
        golden("unknown.expected.json", """
                {"deadLetter": {"error": "Parcel.status: must be one of the values of Status"}}
                """);
        golden("broken.records.json", "[{\"key\": \"P-1\", \"text\": \"{\"}]");
        golden("broken.expected.json", "{\"document\": {\"_id\": \"P-1\"}}");

        // When
        CommandLineRun run = run();

        // Then
        assertThat(run.out())
                .hasSize(3)
                .anyMatch(line -> line.startsWith(file("broken.expected.json") + ":1: deadLetter"));
        assertThat(run.out().get(2)).startsWith("2 cases, 1 failed");
    }

    @Test
    void sequenceShowsTheEffectOfEachRecord() throws IOException {
        assertPassed(runRecords("""
                [
                  {"key": "P-1", "value": {"parcel": "P-1", "seq": 2, "state": "ANNOUNCED"}},
                  {"key": "P-1", "value": {"parcel": "P-1", "seq": 1, "state": "DELIVERED"}},
                  {"key": "P-1", "value": {"parcel": "P-1", "seq": 3, "state": "LOST"}},
                  {"key": "P-1", "value": {"parcel": "P-1", "seq": 3, "state": "DELIVERED"}}
                ]
                """, """
                {
                  "document": {"_id": "P-1", "id": "P-1", "sequence": 3, "status": "DELIVERED"},
                  "records": [
                    {"frame": {"id": "P-1", "status": "ANNOUNCED", "city": null}},
                    {},
                    {"deadLetter": {"error": "Parcel.status: must be one of the values of Status"}},
                    {"frame": {"id": "P-1", "status": "DELIVERED", "city": null}}
                  ]
                }
                """));
    }

    @Test
    void deletedDocumentIsNull() throws IOException {
        assertPassed(runRecords("""
                [
                  {"key": "P-1", "value": {"parcel": "P-1", "seq": 2, "state": "ANNOUNCED"}},
                  {"key": "P-1", "value": null},
                  {"key": "P-1", "value": {"parcel": "P-1", "seq": 1, "state": "DELIVERED"}}
                ]
                """, """
                {"document": null, "records": [{"frame": {"id": "P-1", "status": "ANNOUNCED", "city": null}}, {}, {}]}
                """));
    }

    @Test
    void severalDocumentsAreAList() throws IOException {
        assertPassed(runRecords("""
                [
                  {"value": {"parcel": "P-2", "seq": 1, "state": "ANNOUNCED"}},
                  {"value": {"parcel": "P-1", "seq": 1, "state": "ANNOUNCED"}}
                ]
                """, """
                {
                  "documents": [
                    {"_id": "P-1", "id": "P-1", "sequence": 1, "status": "ANNOUNCED"},
                    {"_id": "P-2", "id": "P-2", "sequence": 1, "status": "ANNOUNCED"}
                  ],
                  "records": [
                    {"frame": {"id": "P-2", "status": "ANNOUNCED", "city": null}},
                    {"frame": {"id": "P-1", "status": "ANNOUNCED", "city": null}}
                  ]
                }
                """));
    }

    @Test
    void recordsOfAnotherTopicChangeTheirPart() throws IOException {
        assertPassed(runRecords("""
                [
                  {"route": "scans-ingest", "value": {"id": "P-1", "scan": {"at": "2026-01-02T00:00:00Z", "place": "Oslo"}}},
                  {"value": {"parcel": "P-1", "seq": 1, "state": "ANNOUNCED"}},
                  {"route": "scans-ingest", "value": {"id": "P-1", "scan": {"at": "2026-01-01T00:00:00Z", "place": "Rome"}}}
                ]
                """, """
                {
                  "document": {
                    "_id": "P-1",
                    "id": "P-1",
                    "sequence": 1,
                    "status": "ANNOUNCED",
                    "scan": {"at": {"$date": "2026-01-02T00:00:00Z"}, "place": "Oslo"}
                  },
                  "records": [{}, {"frame": {"id": "P-1", "status": "ANNOUNCED", "city": null}}, {}]
                }
                """));
    }

    @Test
    void recordsHaveHeaders() throws IOException {
        String transform = "                  - {name: transform, value: \"direct:parcels-transform\"}\n".substring(10);
        write(
                "routes/parcels.camel.yaml",
                ROUTES.replace(
                        transform, transform + transform.replaceAll("\\{.*}", "{name: format, value: cloudevents}")));
        assertPassed(runRecords("""
                [
                  {
                    "headers": {
                      "ce_specversion": "1.0",
                      "ce_id": "e-1",
                      "ce_source": "/depot",
                      "ce_type": "scanned",
                      "content-type": "application/json"
                    },
                    "value": {"parcel": "P-1", "seq": 1, "state": "ANNOUNCED"}
                  }
                ]
                """, """
                {
                  "document": {"_id": "P-1", "id": "P-1", "sequence": 1, "status": "ANNOUNCED"},
                  "frame": {"id": "P-1", "status": "ANNOUNCED", "city": null}
                }
                """));
    }

    @Test
    void stoppedPayloadTransformIsNull() throws IOException {
        golden("it.answers.json", "{\"cities\": {\"data\": {\"city\": {\"name\": \"Secret\"}}}}");
        assertPassed(runRecords(
                "[{\"value\": {\"parcel\": \"P-1\", \"seq\": 1, \"state\": \"ANNOUNCED\", \"zip\": \"1\"}}]", """
                {
                  "document": {"_id": "P-1", "id": "P-1", "sequence": 1, "status": "ANNOUNCED", "city": "Secret"},
                  "frame": null
                }
                """));
    }

    @Test
    void failedPayloadTransformFailsTheCase() throws IOException {
        // Given
        golden("it.answers.json", "{\"cities\": {\"data\": {\"city\": {\"name\": \"Broken\"}}}}");
        golden("it.input.json", ONE.replace("}", ", \"zip\": \"1\"}"));

        // When
        CommandLineRun run = run("--update");

        // Then
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains(file("it.expected.json")
                        + ": the payload transform of parcels-notify failed: no frame of this");
        assertThat(file("it.expected.json")).doesNotExist();
    }

    @Test
    void stepThatCallsAServiceNeedsAnAnswer() throws IOException {
        // Given
        golden("it.input.json", ONE.replace("}", ", \"zip\": \"0150\"}"));

        // When
        CommandLineRun run = run("--update");

        // Then
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().get(0))
                .startsWith(file("it.answers.json") + ": step cities (" + folder + "/routes/parcels.camel.yaml:")
                .endsWith(
                        ") calls a remote endpoint and has no answer; add {\"cities\": <the service's answer>} to the file");
    }

    @Test
    void answersOfTheCaseOverrideThoseOfTheFolder() throws IOException {
        // Given equal requests, and routes that cache the answer
        golden("answers.json", "{\"cities\": {\"data\": {\"city\": {\"name\": \"Oslo\"}}}}");
        golden("b.answers.json", "{\"cities\": {\"data\": {\"city\": {\"name\": \"Rome\"}}}}");
        for (String name : List.of("a", "b", "c")) {
            golden(name + ".input.json", ONE.replace("}", ", \"zip\": \"1\"}"));
        }

        // When
        run("--update");

        // Then
        assertThat(file("a.expected.json")).content().contains("\"city\": \"Oslo\"");
        assertThat(file("b.expected.json")).content().contains("\"city\": \"Rome\"");
        assertThat(file("c.expected.json")).content().contains("\"city\": \"Oslo\"");
    }

    @Test
    void recordWaitsForAnUnavailableService() throws IOException {
        golden("it.answers.json", "{\"cities\": {\"status\": 503}}");
        assertPassed(runRecords(
                "[{\"value\": {\"parcel\": \"P-1\", \"seq\": 1, \"state\": \"ANNOUNCED\", \"zip\": \"1\"}}]", """
                {"waits": {"error": "HTTP operation failed invoking cities with statusCode: 503"}}
                """));
    }

    @Test
    void stepsOfEachKindGetAnswers() throws IOException {
        // Given
        String steps = """
                - to: {id: sent, uri: "kafka:a"}
                - toD: {id: sent-somewhere, uri: "kafka:${exchangeId}"}
                - wireTap: {id: tapped, uri: "kafka:b"}
                - enrich:
                    id: enriched
                    expression: {constant: {expression: "kafka:c"}}
                    aggregationStrategy: "#class:org.apache.camel.processor.aggregate.UseOriginalAggregationStrategy"
                """;
        String first = "        - filter:\n            id: has-zip";
        assertThat(ROUTES).contains(first);
        write("routes/parcels.camel.yaml", ROUTES.replace(first, steps.indent(8) + first));
        golden("it.input.json", ONE);

        // When
        CommandLineRun unanswered = run("--update");
        golden(
                "it.answers.json",
                "{\"sent\": null, \"sent-somewhere\": null, \"tapped\": {\"status\": 202}, \"enriched\": {\"a\": 1}}");
        CommandLineRun answered = run("--update");

        // Then
        assertThat(unanswered.err()).isEmpty();
        assertThat(unanswered.out().get(0)).contains("step sent ");
        assertThat(answered.out()).contains(file("it.expected.json") + ": written");
        assertThat(file("it.expected.json")).content().contains("\"status\": \"ANNOUNCED\"");

        // When
        golden("it.answers.json", "{\"sent\": null, \"sent-somewhere\": null, \"enriched\": {\"a\": 1}}");

        // Then
        assertThat(run().out().get(0)).contains("step tapped ");
    }

    @Test
    void updateWritesOnlyDifferences() throws IOException {
        // Given
        golden("equal.input.json", ONE);
        String equal = """
                {"frame": {"id": "P-1", "city": null, "status": "ANNOUNCED"},
                 "document": {"_id": "P-1", "id": "P-1", "sequence": {"$numberLong": "1"}, "status": "ANNOUNCED"}}
                """;
        golden("equal.expected.json", equal);
        golden("new.input.json", ONE);
        golden("other.input.json", ONE);
        golden("other.expected.json", "{\"frame\": null}");
        golden("refused.input.json", "{}");

        // When
        CommandLineRun run = run("--update");

        // Then
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .hasSize(4)
                .contains(
                        file("new.expected.json") + ": written",
                        file("other.expected.json") + ": written",
                        file("refused.expected.json") + ": written");
        assertThat(file("equal.expected.json")).hasContent(equal);
        assertThat(Files.readString(file("new.expected.json")))
                .isEqualTo("""
                {
                  "document": {
                    "_id": "P-1",
                    "id": "P-1",
                    "sequence": 1,
                    "status": "ANNOUNCED"
                  },
                  "frame": {
                    "id": "P-1",
                    "status": "ANNOUNCED",
                    "city": null
                  }
                }
                """)
                .isEqualTo(Files.readString(file("other.expected.json")));
        assertPassed(run());
        assertThat(run("--update").out()).hasSize(1);
    }

    @Test
    void writesJunitXml() throws IOException {
        // Given
        golden("good.input.json", ONE);
        golden("wrong.input.json", ONE);
        run("--update");
        golden("wrong.expected.json", "{}");
        Path report = folder.resolve("target/golden.xml");

        // When
        CommandLineRun run = run("--junit", report.toString());

        // Then
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(report).content().contains("tests=\"2\" failures=\"1\"", "<testcase name=\"good\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            it.inputs.json   | {} | it.inputs.json: has neither it.inputs.input.json, a record's value, nor .records.json
            it.expected.json | {} | it: has neither it.input.json, a record's value, nor .records.json
            it.records.json  | {} | it.records.json:1: must be a list of at least one record
            it.input.json    | {"parcel": "P-1", "seq": 1, "state": "ANNOUNCED"} | it.expected.json: does not exist; write it, or run
            """)
    void invalidFilesAreReported(String file, String text, String line) throws IOException {
        // Given
        golden(file, text);

        // When
        CommandLineRun run = run();

        // Then
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().get(0)).startsWith(file(line).toString());
    }

    @Test
    void invalidAnswersAreReported() throws IOException {
        // Given
        golden("it.input.json", ONE);
        golden("it.answers.json", "{\n\"citties\": {}}");

        // Then
        assertThat(run().out().get(0))
                .startsWith(file("it.answers.json") + ":2: no step has the id citties; the steps are ")
                .contains("cities,");
    }

    @Test
    void errorForAnUnknownDomainListsTheDomains() throws IOException {
        // Given
        write("golden/vans/it.input.json", ONE);

        // Then
        assertThat(run().out().get(0))
                .isEqualTo(
                        "vans is not a domain: no ingest route has the id vans-ingest; the ingest routes are parcels-ingest,"
                                + " scans-ingest; name the folder after one of them, without -ingest");
    }

    @Test
    void domainMayHaveTheNameOfItsFile() throws IOException {
        // Given
        write("routes/parcels.camel.yaml", "");
        write("routes/vans.camel.yaml", """
                - templatedRoute:
                    routeTemplateRef: ingest
                    routeId: reading
                    parameters:
                      - {name: topic, value: vans}
                      - {name: model, value: Parcel}
                """);
        Files.delete(folder.resolve("routes/parcels.camel.yaml"));
        write("golden/vans/it.input.json", "{\"id\": \"P-1\", \"sequence\": 1, \"status\": \"ANNOUNCED\"}");

        // When
        CommandLineRun run = run("--update");

        // Then
        assertThat(run.exitCode()).isZero();
        assertThat(folder.resolve("golden/vans/it.expected.json")).content().contains("\"frame\": null");
    }

    @Test
    void folderWithoutCasesIsAnError() {
        // When
        CommandLineRun run = run();

        // Then
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .singleElement()
                .asString()
                .startsWith("howdah: " + folder.resolve("golden") + ": no test cases; write a record's value to ");
    }

    @Test
    void invalidApplicationIsReportedLikeAtStart() throws IOException {
        // Given
        golden("it.input.json", ONE);
        write("routes/parcels.camel.yaml", ROUTES.replace("name: payload,", "name: frrame,"));

        // When
        CommandLineRun run = run();

        // Then
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .singleElement()
                .asString()
                .contains("parcels.camel.yaml:21:16: error ", "template notify has no parameter frrame");
    }

    @Test
    void demoIsNotUpdated() {
        assertThat(CommandLineRun.of("test", "--update").exitCode()).isEqualTo(2);
        assertThat(CommandLineRun.of("test", "--watch").err().get(0)).startsWith("--watch needs a folder");
    }

    @Test
    void watchPrintsWhatChanged() throws Exception {
        // Given
        golden("it.input.json", ONE);
        golden("other.input.json", ONE);
        run("--update");
        StringWriter out = new StringWriter();
        CommandLine line = Howdah.commandLine().setOut(new PrintWriter(out, true));
        Thread watching = new Thread(() -> line.execute("test", folder.toString(), "--watch"));

        // When
        watching.start();

        // Then
        await().atMost(TIMEOUT).until(() -> out.toString().contains("2 cases, all passed"));

        // When the transform, then an expectation, then the routes change
        write("routes/parcels.camel.yaml", ROUTES.replace("status: .state", "status: \"DELIVERED\""));
        await().atMost(TIMEOUT).until(() -> out.toString().contains("2 cases, 2 failed"));
        golden("it.expected.json", Files.readString(file("it.expected.json")).replace("ANNOUNCED", "DELIVERED"));
        await().atMost(TIMEOUT).until(() -> out.toString().contains("2 cases, 1 failed"));
        write("routes/parcels.camel.yaml", "- broken: [");
        await().atMost(TIMEOUT).until(() -> out.toString().contains("howdah: "));
        write("routes/parcels.camel.yaml", ROUTES);
        await().atMost(TIMEOUT).until(() -> out.toString().split("2 cases", -1).length == 5);
        watching.interrupt();
        watching.join(TIMEOUT.toMillis());

        // Then
        assertThat(watching.isAlive()).isFalse();
        String it = file("it.expected.json") + ":";
        String other = file("other.expected.json") + ":";
        assertThat(out.toString()
                        .lines()
                        .map(text -> text.replaceFirst(", in .*|: expected .*", ""))
                        .map(text -> text.replaceFirst("(howdah: .*parcels.camel.yaml:1:).*", "$1")))
                .containsExactly(
                        "2 cases, all passed",
                        it + "6: document.status",
                        it + "10: frame.status",
                        other + "6: document.status",
                        other + "10: frame.status",
                        "2 cases, 2 failed",
                        "parcels/it passes now",
                        "2 cases, 1 failed",
                        "howdah: " + folder.resolve("routes/parcels.camel.yaml") + ":1:",
                        it + "6: document.status",
                        it + "10: frame.status",
                        "parcels/other passes now",
                        "2 cases, 1 failed");
    }
}
