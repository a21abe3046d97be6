package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.CommandLineRun;
import io.howdah.testing.RunningApplication;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code howdah routes --url} tells of a running process. */
class RoutesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

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
    void exchangesAndFailuresAreCounted() throws Exception {
        // Given
        JsonNode before = route("rides-transform");
        assertThat(before.path("state").asText()).isEqualTo("Started");
        assertThat(before.has("lastError")).isFalse();

        // When
        howdah.send(
                "rides.topic",
                "r-1",
                "{\"rideId\":\"r-1\",\"seq\":1,\"rider\":{\"id\":\"alice\"},"
                        + "\"state\":\"REQUESTED\",\"time\":\"2026-03-02T09:30:00Z\"}");
        howdah.send("rides.topic", "r-2", "{\"rider\":\"nobody's\"}");

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode after = route("rides-transform");
            assertThat(after.path("exchanges").asLong()).isEqualTo(2);
            assertThat(after.path("failures").asLong()).isEqualTo(1);
            assertThat(after.path("lastError").asText()).isNotEmpty();
            assertThat(after.path("lastErrorAt").asText()).startsWith("20");
        });
        assertThat(route("rides-ingest").path("exchanges").asLong()).isPositive();
        assertThat(route("rides-ingest").path("failures").asLong()).isZero();
        assertThat(route("rides-ingest").path("inflight").asLong()).isNotNegative();
    }

    @Test
    void stoppedRouteSaysSo() throws Exception {
        howdah.camelContext().getRouteController().stopRoute("deliveries-notify");
        assertThat(route("deliveries-notify").path("state").asText()).isEqualTo("Stopped");
        howdah.camelContext().getRouteController().startRoute("deliveries-notify");
        assertThat(route("deliveries-notify").path("state").asText()).isEqualTo("Started");
    }

    @Test
    void tableHasARowForEachRoute() {
        CommandLineRun run = howdah.ask("routes");
        assertThat(run.exitCode()).as(run.err().toString()).isZero();
        assertThat(run.out().get(0)).matches("ID +KIND +STATE +EXCHANGES +FAILURES +INFLIGHT +LAST ERROR +AT");
        assertThat(run.out().subList(1, run.out().size()))
                .hasSameSizeAs(howdah.camelContext().getRoutes())
                .anyMatch(line -> line.matches("rides-payload +payload +Started .*"));
    }

    private static JsonNode route(String id) throws Exception {
        for (String line : howdah.ask("routes", "--format", "json").out()) {
            JsonNode route = JSON.readTree(line);
            if (route.path("id").asText().equals(id)) {
                return route;
            }
        }
        throw new AssertionError("no route " + id);
    }
}
