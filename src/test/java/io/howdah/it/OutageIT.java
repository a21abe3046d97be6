package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.chaos.faults.StoppableMongo;
import io.howdah.config.Settings;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTopics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** MongoDB goes away and comes back under a running application: nothing is lost, nothing is a dead letter. */
class OutageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private StoppableMongo mongo;
    private RunningApplication howdah;

    @BeforeEach
    void start() throws Exception {
        mongo = StoppableMongo.start();
        howdah = RunningApplication.demo(
                Map.of(Settings.MONGO_URI, mongo.uri(), "howdah.mongo.selection-timeout", "2s"));
    }

    @AfterEach
    void stop() throws Exception {
        howdah.close();
        mongo.close();
    }

    @Test
    void eventsOfAnOutageAreStoredAndToldAfterIt() throws Exception {
        try (NotificationClient client = howdah.subscribe("rides")) {
            // Given
            howdah.send("rides.topic", "before", ride("before"));
            await().untilAsserted(() -> assertThat(client.frames("before")).hasSize(1));

            // When MongoDB is away for as long as a batch needs to fail
            AtomicInteger failedBatches = countFailures("rides-ingest");
            mongo.suspend();
            for (int i = 0; i < 20; i++) {
                howdah.send("rides.topic", "during-" + i, ride("during-" + i));
            }
            await().atMost(PATIENCE).until(() -> failedBatches.get() > 0);
            await().atMost(PATIENCE).until(() -> status("/observe/health/ready") == 503);
            assertThat(body("/observe/health/ready")).contains("MongoDB has been unavailable since ");
            assertThat(status("/observe/health/live")).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> waiting() == 1);
            await().atMost(PATIENCE).until(() -> howdah.metric("howdah_stream_stalled{route=\"rides-notify\"}") == 1);
            mongo.resume();

            // Then every subscriber that stayed receives all of it
            for (int i = 0; i < 20; i++) {
                String id = "during-" + i;
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(client.frames(id)).hasSize(1));
            }
            await().atMost(PATIENCE).until(() -> status("/observe/health/ready") == 200);
            await().atMost(PATIENCE).until(() -> waiting() == 0);
            await().atMost(PATIENCE).until(() -> howdah.metric("howdah_stream_stalled{route=\"rides-notify\"}") == 0);
            assertThat(TestTopics.readAll(howdah.topic("rides.topic") + ".dlq")).isEmpty();
        }
    }

    private double waiting() throws Exception {
        return howdah.metric("howdah_ingest_waiting{model=\"Ride\",routeId=\"rides-ingest\"}");
    }

    private String body(String path) throws Exception {
        return howdah.get(howdah.managementPort(), path).body();
    }

    private int status(String path) throws Exception {
        return howdah.get(howdah.managementPort(), path).statusCode();
    }

    private AtomicInteger countFailures(String routeId) {
        AtomicInteger failures = new AtomicInteger();
        howdah.camelContext().getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.ExchangeFailedEvent failed
                        && routeId.equals(failed.getExchange().getFromRouteId())) {
                    failures.incrementAndGet();
                }
            }
        });
        return failures;
    }

    private static String ride(String id) {
        return """
                {"rideId":"%s","seq":1,"rider":{"id":"alice"},"state":"NEAR","time":"2026-01-01T00:00:00Z"}""".formatted(id);
    }
}
