package io.howdah.cli.develop;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.CommandLineRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code howdah explain} for the demo and for a folder. */
class ExplainCommandTest {

    private static final Pattern NODE = Pattern.compile("  n\\d+[\\[(/]+\"[^\"]+\"[\\])/]+");
    private static final Pattern EDGE = Pattern.compile("  n\\d+ -->(\\|\"[^\"]+\"\\|)? n\\d+");

    @TempDir
    private Path folder;

    @Test
    void chainOfADomainIsPrintedWithSourceLocations() {
        CommandLineRun run = CommandLineRun.of("explain", "rides");
        assertThat(run.exitCode()).isZero();
        assertThat(lines(run))
                .containsSubsequence(
                        "topic rides.events",
                        "ingest route rides-ingest (routes/domains/rides.camel.yaml:4:14)",
                        "format json",
                        "consumer group howdah.rides.events.Ride",
                        "dead letters rides.events.dlq",
                        "transform rides-transform: Turns a ride event into the stored ride"
                                + " (routes/domains/rides.camel.yaml:26:9)",
                        "step ride setBody (jq) (routes/domains/rides.camel.yaml:31)",
                        "read model Ride (graphql/rides.graphqls:1:1)",
                        "collection rides",
                        "key id",
                        "version sequence",
                        "owner riderId = claim sub (graphql/rides.graphqls:5:3)",
                        "index riderId, _id",
                        "notify route rides-notify (routes/domains/rides.camel.yaml:14:14)",
                        "payload rides-payload: Reduces a ride to the fields that a rider's notification needs"
                                + " (routes/domains/rides.camel.yaml:39:9)",
                        "channel /notifications/rides, conflated",
                        "/graphql",
                        "by key Query.ride(id)",
                        "live Subscription.rideChanged(where, since, snapshot)",
                        "leads to Driver by Ride.driver (graphql/rides.graphqls:15:3)",
                        "/mobile/graphql",
                        "type RideCard (graphql/mobile/cards.graphqls:1:1)",
                        "list GET /api/rides",
                        "live GET /api/rides/changes",
                        "rides.topic rides.events (application-demo.properties)");
    }

    @Test
    void calledRoutesAndServicesAreFollowed() {
        assertThat(lines(CommandLineRun.of("explain", "deliveries")))
                .containsSubsequence(
                        "calls deliveries-restaurant: Looks up the restaurant of an event, in the cache or the restaurants service"
                                + " (routes/domains/deliveries.camel.yaml:41:9)",
                        "step restaurants-service to graphql:http://localhost:8081/graphql"
                                + " (routes/domains/deliveries.camel.yaml:104)",
                        "calls graphql:http://localhost:8081/graphql",
                        "deliveries.restaurants-timeout-ms 1000 (application-demo.properties)");
    }

    @Test
    void javaRoutesAreExplained() {
        assertThat(lines(CommandLineRun.of("explain", "prescriptions")))
                .contains("format cloudevents")
                .contains("ingest route prescriptions-ingest (io.howdah.demo.PrescriptionsRoutes)")
                .anyMatch(line -> line.startsWith(
                        "step prescription bean PrescriptionEvent.toPrescription" + " (PrescriptionsRoutes.java:"));
    }

    @Test
    void relationsToADomainAreNamed() {
        assertThat(lines(CommandLineRun.of("explain", "drivers")))
                .contains("relation Ride.driver, where its driverId is the id (graphql/rides.graphqls:15:3)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ride", "ride", "rides", "RIDES"})
    void domainHasManyNames(String name) {
        assertThat(lines(CommandLineRun.of("explain", name))).startsWith("domain rides");
    }

    @Test
    void errorForAnUnknownDomainNamesTheNearest() {
        CommandLineRun run = CommandLineRun.of("explain", "ridez");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .containsExactly(
                        "howdah: ridez is not a domain; the nearest is ride; the domains are deliveries, drivers,"
                                + " prescriptions, rides");
    }

    @Test
    void folderIsExplainedWithoutItsSecrets() throws Exception {
        ApplicationFolder application = folder("/secret-42/");
        Files.createDirectories(folder.resolve("golden/things"));
        Files.writeString(folder.resolve("golden/things/one.input.json"), "{}");

        // When
        CommandLineRun run =
                CommandLineRun.of("explain", "stuff", application.path().toString());

        // Then
        assertThat(run.exitCode()).as(run.err().toString()).isZero();
        assertThat(lines(run))
                .contains(
                        "topic things.events",
                        "readers every client (@public)",
                        "calls kafka:(hidden)",
                        "step (no id) choice (" + folder + "/routes/stuff.camel.yaml:22)",
                        "case " + folder + "/golden/things/one.input.json",
                        "partner.token (hidden) (" + folder + "/application.properties)");
        assertThat(String.join("\n", run.out())).doesNotContain("secret-42");
    }

    @Test
    void settingsIncludeTheProfile() throws Exception {
        // Given
        ApplicationFolder application = folder("/a/");
        Path prod = Files.createDirectories(folder.resolve("environments")).resolve("prod.properties");
        Files.writeString(prod, "howdah.kafka.group=prod\nhowdah.mongo.database=prod\n");

        // When
        CommandLineRun run = CommandLineRun.of(
                "explain",
                "stuff",
                "--profile",
                "prod",
                "--set",
                "howdah.mongo.database=flag",
                application.path().toString());

        // Then
        assertThat(run.exitCode()).as(run.err().toString()).isZero();
        assertThat(lines(run)).contains("howdah.kafka.group prod (" + prod + ")", "howdah.mongo.database flag (--set)");
    }

    @Test
    void flowchartIsMermaid() throws Exception {
        for (List<String> arguments : List.of(
                List.of("explain", "--mermaid", "rides"),
                List.of("explain", "--mermaid", "deliveries"),
                List.of("explain", "--mermaid", "prescriptions"),
                List.of(
                        "explain",
                        "--mermaid",
                        "stuff",
                        folder("a\"b#<c>").path().toString()))) {
            CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
            assertThat(run.exitCode()).as(run.err().toString()).isZero();
            assertThat(run.out().get(0)).isEqualTo("flowchart LR");
            assertThat(run.out().subList(1, run.out().size()))
                    .allMatch(line ->
                            NODE.matcher(line).matches() || EDGE.matcher(line).matches())
                    .anyMatch(line -> EDGE.matcher(line).matches());
        }
        assertThat(CommandLineRun.of("explain", "--mermaid", "rides").out())
                .contains("  n2[/\"rides.events\"/]", "  n2 --> n3", "  n3 --> n1");
    }

    /** Writes a domain with a transform that has branches and calls an endpoint with a secret in its URI. */
    private ApplicationFolder folder(String secret) throws Exception {
        ApplicationFolder application =
                ApplicationFolder.offline(folder).set("partner.token", secret).set("howdah.auth.mode", "none");
        Files.delete(folder.resolve(ApplicationFolder.ROUTES_FILE));
        return application.write("routes/stuff.camel.yaml", """
                - templatedRoute:
                    routeTemplateRef: ingest
                    routeId: things-ingest
                    parameters:
                      - name: topic
                        value: things.events
                      - name: model
                        value: Thing
                      - name: transform
                        value: direct:things-transform
                - route:
                    id: things-transform
                    description: Branches
                    errorHandler:
                      noErrorHandler: {}
                    from:
                      uri: direct:things-transform
                      steps:
                        - to:
                            id: tell
                            uri: kafka:{{partner.token}}
                        - choice:
                            when:
                              - expression:
                                  simple:
                                    expression: ${body} == null
                                steps:
                                  - to:
                                      id: again
                                      uri: direct:things-transform
                            otherwise:
                              steps:
                                - log:
                                    id: otherwise-log
                                    message: no
                """);
    }

    /** Returns the lines without indentation and with single spaces. */
    private static List<String> lines(CommandLineRun run) {
        return run.out().stream()
                .map(line -> line.strip().replaceAll(" +", " "))
                .toList();
    }
}
