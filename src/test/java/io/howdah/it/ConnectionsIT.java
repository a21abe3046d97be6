package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.runtime.Application;
import io.howdah.testing.CommandLineRun;
import io.howdah.testing.EventSourceClient;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TransportWsClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An operator sees who is connected to two processes of one application, and closes connections. */
class ConnectionsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static RunningApplication howdah;
    private static Application other;

    @BeforeAll
    static void start() throws Exception {
        howdah = RunningApplication.demo(Map.of());
        other = howdah.another();
    }

    @AfterAll
    static void stop() {
        other.close();
        howdah.close();
    }

    @Test
    void connectionsOfAllProcessesAreListedSummedShownAndClosed() throws Exception {
        try (NotificationClient rides = new NotificationClient(howdah.port(), "rides", "as=uma&status=NEAR");
                EventSourceClient changes =
                        new EventSourceClient(EventSourceClient.request(other.port(), "/api/rides/changes?as=uma", null)
                                .build());
                TransportWsClient graphQl = TransportWsClient.open(other.port(), "/graphql");
                NotificationClient bobs = new NotificationClient(other.port(), "deliveries", "as=bob")) {
            // Given three connections of uma's on two processes, one of which has two subscriptions
            graphQl.initialise("uma");
            graphQl.next("connection_ack");
            graphQl.subscribe("1", "subscription Mine { rideChanged { operation key } }");
            graphQl.subscribe("2", "subscription { deliveryChanged { operation key } }");
            graphQl.change("1", "READY");
            graphQl.change("2", "READY");
            assertThat(changes.status()).isEqualTo(200);

            // Then they are listed
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(lines("list", "--subject", "uma"))
                            .extracting(each -> each.path("path").asText() + " "
                                    + each.path("transport").asText() + " " + subscriptions(each))
                            .containsExactlyInAnyOrder(
                                    "/notifications/rides websocket [rides]",
                                    "/api/rides/changes sse [rides]",
                                    "/graphql websocket [rides Mine, deliveries deliveryChanged]"));
            assertThat(lines("list", "--operation", "Mine")).hasSize(1);
            assertThat(lines("list", "--channel", "deliveries", "--network", "127.0.0.1"))
                    .hasSize(2);
            assertThat(lines("list", "--limit", "2")).hasSize(2);
            assertThat(lines("list").toString()).doesNotContain("NEAR", "as=", "Bearer", "eyJ");
            List<String> table = run("list", "--subject", "uma").out();
            assertThat(table.get(0)).startsWith("ID ").contains("SUBJECT", "NETWORK", "LAG", "PROCESS");
            assertThat(table).last().isEqualTo("3 of 3 connections on 2 processes");

            // And summed over the processes
            assertThat(lines("list", "--by", "subject"))
                    .filteredOn(each -> each.path("subject").asText().equals("uma"))
                    .singleElement()
                    .satisfies(each -> {
                        assertThat(each.path("connections").asInt()).isEqualTo(3);
                        assertThat(each.path("subscriptions").asInt()).isEqualTo(4);
                    });
            assertThat(lines("list", "--by", "channel"))
                    .extracting(each -> each.path("channel").asText() + " "
                            + each.path("connections").asInt())
                    .containsExactlyInAnyOrder("rides 3", "deliveries 2");

            // And shown, with the shares of their client on their process
            String id = lines("list", "--operation", "Mine").get(0).path("id").asText();
            JsonNode shown = JSON.readTree(String.join("", run("show", id).out()));
            assertThat(shown.at("/shares/connections/used").asInt()).isEqualTo(2);
            assertThat(shown.at("/shares/subscriptions/used").asInt()).isEqualTo(3);
            assertThat(shown.path("process").asText()).isEqualTo("127.0.0.1:" + other.managementPort());
            assertThat(run("show", "none").err().toString()).contains("has a connection none; it may have ended");

            // When
            assertThat(run("close").exitCode()).isEqualTo(2);
            assertThat(run("close", "--subject", "uma").out()).containsExactly("closed 3 connections with subject uma");

            // Then
            await().atMost(PATIENCE).until(() -> rides.closeCode() == 4411);
            assertThat(graphQl.closed()).isEqualTo("4411 closed by an operator");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(changes.all().toString()).contains("closed by an operator"));
            assertThat(bobs.closeCode()).isZero();
            await().atMost(PATIENCE)
                    .until(() -> lines("list", "--subject", "uma").isEmpty());
        }
    }

    @Test
    void misspeltFilterMatchesNothing() throws Exception {
        for (String query : List.of("?subjekt=uma", "?subject=", "?limit=0", "?limit=1001", "?limit=many")) {
            HttpResponse<String> answer = howdah.get(howdah.managementPort(), "/admin/connections" + query);
            assertThat(answer.statusCode()).as(query).isEqualTo(400);
        }
    }

    private static String subscriptions(JsonNode connection) {
        List<String> all = new ArrayList<>();
        connection
                .path("subscriptions")
                .forEach(each -> all.add((each.path("channel").asText() + " "
                                + each.path("operation").asText())
                        .strip()));
        all.sort((one, two) -> two.compareTo(one));
        return all.toString();
    }

    private static List<JsonNode> lines(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--format", "json"));
        CommandLineRun run = run(all.toArray(String[]::new));
        assertThat(run.exitCode()).as("%s", run.err()).isZero();
        return run.out().stream().map(ConnectionsIT::json).toList();
    }

    private static CommandLineRun run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("connections"));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "--url",
                "http://127.0.0.1:" + howdah.managementPort() + ",http://127.0.0.1:" + other.managementPort()));
        return CommandLineRun.of(command.toArray(String[]::new));
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
