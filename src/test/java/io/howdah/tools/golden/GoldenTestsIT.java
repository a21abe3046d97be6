package io.howdah.tools.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.cli.develop.DevelopCommands;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.testing.ApplicationFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Golden tests through their Java API. */
class GoldenTestsIT {

    private static GoldenTests demo;

    @BeforeAll
    static void start() {
        demo = new GoldenTests(List.of(), DevelopCommands::goldenDatabase);
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    private static Outcome transform(String domain, String value) {
        return demo.with(
                application -> application.transform(domain, GoldenRecord.of(value.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void transformReturnsTheDocument() {
        // When
        Outcome outcome =
                transform("drivers", "{\"driverId\": \"d-1\", \"name\": \"Kim\", \"plate\": \"X\", \"stars\": 5}");

        // Then
        assertThat(outcome.result().at("/document/_id").asText()).isEqualTo("d-1");
        assertThat(outcome.unanswered()).isEmpty();
    }

    @Test
    void transformReturnsTheReasonOfADeadLetter() {
        assertThat(transform("drivers", "{\"name\": \"Kim\"}")
                        .result()
                        .at("/deadLetter/error")
                        .asText())
                .isEqualTo("Driver.id: is required");
    }

    @Test
    void transformReturnsUnansweredSteps() {
        assertThat(transform(
                                "deliveries",
                                "{\"deliveryId\": \"d\", \"customerId\": \"c\", \"restaurantId\": \"r\", \"step\": \"PLACED\","
                                        + " \"sequence\": 1, \"at\": \"2026-01-01T00:00:00Z\"}")
                        .unanswered())
                .containsExactly("restaurants-service");
    }

    @Test
    void caseThatHangsFailsAndTheOthersAreNotRun(@TempDir Path folder) throws Exception {
        ApplicationFolder app = ApplicationFolder.in(folder)
                .write(ApplicationFolder.ROUTES_FILE, ApplicationFolder.ROUTES + """
                                      - name: transform
                                        value: direct:things-transform
                                - route:
                                    id: things-transform
                                    errorHandler:
                                      noErrorHandler: {}
                                    from:
                                      uri: direct:things-transform
                                      steps:
                                        - delay:
                                            expression:
                                              constant:
                                                expression: "3600000"
                                """)
                .write("golden/things/a.input.json", "{}")
                .write("golden/things/a.expected.json", "{}")
                .write("golden/things/b.input.json", "{}")
                .write("golden/things/b.expected.json", "{}")
                .set("camel.main.shutdown-timeout", 1);
        List<Path> folders = List.of(app.path());

        // When
        List<CaseResult> results;
        try (GoldenTests tests = new GoldenTests(folders, DevelopCommands::goldenDatabase)) {
            results = tests.with(application ->
                    new GoldenRun(new ApplicationSources(folders), false, Duration.ofSeconds(2)).on(application));
        }

        // Then
        assertThat(results).extracting(CaseResult::name).containsExactly("a", "b");
        assertThat(results.get(0).problems())
                .singleElement()
                .asString()
                .endsWith("a.expected.json: the case takes longer than 2 s; a step waits or loops forever");
        assertThat(results.get(1).problems()).containsExactly("not run: case a is still running");
    }

    @Test
    void recordWhoseRouteCallsItselfIsADeadLetter(@TempDir Path folder) throws Exception {
        ApplicationFolder app =
                ApplicationFolder.in(folder).write(ApplicationFolder.ROUTES_FILE, ApplicationFolder.ROUTES + """
                                      - name: transform
                                        value: direct:things-transform
                                - route:
                                    id: things-transform
                                    errorHandler:
                                      noErrorHandler: {}
                                    from:
                                      uri: direct:things-transform
                                      steps:
                                        - to:
                                            # howdah:allow direct-cycle: the test is about cycles
                                            uri: direct:things-transform
                                """);

        // When
        Outcome outcome;
        try (GoldenTests tests = new GoldenTests(List.of(app.path()), DevelopCommands::goldenDatabase)) {
            outcome = tests.with(application -> application.transform(
                    "things", GoldenRecord.of("{\"id\": \"a\"}".getBytes(StandardCharsets.UTF_8))));
        }

        // Then
        assertThat(outcome.result().at("/deadLetter/error").asText())
                .startsWith("direct://things-transform is called from within more than 100 direct: routes");
    }

    @Test
    void unknownDomainIsRefused() {
        assertThatThrownBy(() -> transform("trains", "{}"))
                .isInstanceOf(GoldenException.class)
                .hasMessageStartingWith("trains is not a domain");
    }
}
