package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.dev.services.DomainServices;
import io.howdah.dev.services.EventTopics;
import io.howdah.testing.Docs;
import io.howdah.testing.JsonShape;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestServices;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The README's query and notification, on the demo with its domain services and their default seed. */
class ReadmeIT {

    /** For the slowest machine; a test that holds never waits for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();

    private static RunningApplication howdah;
    private static DomainServices services;

    @BeforeAll
    static void start() throws Exception {
        howdah = RunningApplication.demo(Map.of());
        EventTopics topics = howdah.eventTopics();
        services = DomainServices.start(TestServices.brokers(), topics, 20, 42);
    }

    @AfterAll
    static void stop() {
        services.close();
        howdah.close();
    }

    @Test
    void queryGivesTheDocumentedAnswer() throws Exception {
        // Given
        Docs.Block request = Docs.block("README.md", "sh", "/graphql");
        JsonNode documented = JSON.readTree(
                Docs.block("README.md", "json", "\"data\":{\"rides\"").text());
        await().atMost(PATIENCE).until(() -> howdah.collection("rides").countDocuments() > 2);

        // When
        JsonNode real = howdah.query(request);

        // Then
        assertThat(real.has("errors")).as("%s", real).isFalse();
        JsonShape.assertSame(documented, real);
        documented.at("/data/rides/nodes").forEach(ride -> {
            assertThat(ride.path("id").asText()).matches("ride-\\d+");
            assertThat(Instant.parse(ride.path("updatedAt").asText())).isNotNull();
        });
    }

    @Test
    void notificationIsAsDocumented() throws Exception {
        // Given
        JsonNode documented = frame("README.md");
        assertThat(frame("docs/protocol.md")).isEqualTo(documented);

        try (NotificationClient client = howdah.subscribe("rides")) {
            // When
            JsonNode real = await().atMost(PATIENCE)
                    .until(
                            () -> client.frames().stream()
                                    .filter(frame -> frame.path("type").equals(documented.path("type")))
                                    .findFirst()
                                    .orElse(null),
                            frame -> frame != null);

            // Then
            JsonShape.assertSame(documented, real);
            for (String field : new String[] {"specversion", "source", "datacontenttype"}) {
                assertThat(real.path(field)).isEqualTo(documented.path(field));
            }
        }
    }

    /** An updated ride, the frame that both pages show. */
    private static JsonNode frame(String page) throws Exception {
        return JSON.readTree(Docs.block(page, "json", "\"specversion\"").text());
    }
}
