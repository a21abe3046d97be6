package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.BufferingProxy;
import io.howdah.testing.EventSourceClient;
import io.howdah.testing.RunningApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Server-sent events by way of a proxy that buffers and cuts: an EventSource, which comes again with the last {@code id}, misses
 * nothing and gets nothing twice. {@code -Dhowdah.test.proxy-cut-seconds=60} lets it cut as seldom as proxies do.
 */
class EventsByProxyIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration CUT = Duration.ofSeconds(Integer.getInteger("howdah.test.proxy-cut-seconds", 2));
    private static final int CUTS = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SUBSCRIPTION =
            "subscription { rideChanged(where: {status: {eq: NEAR}}) { operation key } }";

    private static RunningApplication howdah;

    @BeforeAll
    static void start() throws Exception {
        howdah = RunningApplication.demo(Map.of());
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/notifications/rides?as=alice&status=NEAR",
                "/api/rides/changes?as=alice&status=NEAR",
                "/graphql?as=alice&query="
            })
    void whoComesAgainMissesNothing(String path) throws Exception {
        // Given
        String url = path.endsWith("query=") ? path + URLEncoder.encode(SUBSCRIPTION, StandardCharsets.UTF_8) : path;
        String prefix = "ride-" + Math.abs(path.hashCode()) + "-";
        AtomicInteger sent = new AtomicInteger();
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
        List<String> got = new ArrayList<>();
        String last = null;
        try (BufferingProxy proxy = new BufferingProxy(howdah.port(), CUT)) {
            // When it is cut off again and again while rides come in
            for (int times = 0; times <= CUTS; times++) {
                try (EventSourceClient events = new EventSourceClient(
                        EventSourceClient.request(proxy.port(), url, last).build())) {
                    await().atMost(PATIENCE).until(() -> !events.lines("id: ").isEmpty());
                    if (times == 0) {
                        writer.scheduleWithFixedDelay(
                                () -> send(prefix + sent.incrementAndGet()), 0, 50, TimeUnit.MILLISECONDS);
                    }
                    if (times < CUTS) {
                        await().atMost(CUT.plus(PATIENCE))
                                .until(() -> !events.lines("end: ").isEmpty());
                    } else {
                        writer.shutdown();
                        assertThat(writer.awaitTermination(10, TimeUnit.SECONDS))
                                .isTrue();
                        await().atMost(PATIENCE)
                                .until(() -> got.size() + keys(events).size() >= sent.get());
                    }
                    got.addAll(keys(events));
                    last = lastId(events);
                }
            }
        }

        // Then
        List<String> all = new ArrayList<>();
        for (int i = 1; i <= sent.get(); i++) {
            all.add(prefix + i);
        }
        // There is no order between keys.
        assertThat(got).containsExactlyInAnyOrderElementsOf(all);
    }

    private static void send(String id) {
        try {
            howdah.send("rides.topic", id, """
                    {"rideId":"%s","seq":1,"rider":{"id":"alice"},"state":"NEAR","time":"2026-01-01T00:00:00Z"}""".formatted(id));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of all events that are whole, the keys of the documents that they are about. */
    private static List<String> keys(EventSourceClient events) {
        List<String> keys = new ArrayList<>();
        String data = "";
        for (String line : events.lines("")) {
            if (line.startsWith("data: ")) {
                data = line.substring("data: ".length());
            } else if (line.isEmpty() && !data.isEmpty()) {
                JsonNode event = parse(data);
                JsonNode key = event.has("specversion") ? event.path("subject") : event.at("/data/rideChanged/key");
                if (key.isTextual()) {
                    keys.add(key.asText());
                }
                data = "";
            }
        }
        return keys;
    }

    /** An EventSource keeps the id of the last event that is whole. */
    private static String lastId(EventSourceClient events) {
        String id = "";
        String kept = "";
        for (String line : events.lines("")) {
            id = line.startsWith("id: ") ? line.substring("id: ".length()) : id;
            kept = line.isEmpty() ? id : kept;
        }
        return kept;
    }

    private static JsonNode parse(String data) {
        try {
            return JSON.readTree(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
