package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.push.camel.RawClient;
import io.howdah.push.camel.RunningChannels;
import io.howdah.push.camel.TestSocket;
import io.howdah.push.channel.OpenConnections.Filter;
import io.howdah.push.channel.OpenConnections.Page;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Operators list open connections and close them. */
class OpenConnectionsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int BY_OPERATOR = 4411;
    private static final Filter ALL = new Filter("", "", "", "", "");

    private static RunningChannels running;

    @BeforeAll
    static void start() throws Exception {
        running = RunningChannels.options()
                .settings(RunningChannels.settings(100, 50, 64 * 1024 * 1024, 1024 * 1024))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    @Test
    void clientThatReadsNothingHasAQueueAndALag() throws Exception {
        // Given
        String note = "x".repeat(16 * 1024);
        try (RawClient slow = new RawClient(running.port(), RunningChannels.PATH + "?as=slow&status=NEAR");
                RawClient events = RawClient.events(running.port(), RunningChannels.PATH + "?as=slow");
                TestSocket healthy = running.open("as=healthy")) {
            await().atMost(TIMEOUT).until(() -> list(subject("slow")).found() == 2);

            // When more is sent than the kernel and Vert.x hold, over some seconds
            running.putAll("s-", 800, "slow", note);
            running.awaitFollowed();

            // Then
            await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
                running.put("healthy", System.nanoTime(), "healthy", "NEAR", "");
                for (Map<String, Object> connection : list(subject("slow")).connections()) {
                    assertThat((long) connection.get("queuedBytes")).isGreaterThan(1024 * 1024);
                    assertThat(lag(connection)).isPositive();
                }
            });
            Map<String, Object> connection =
                    list(subject("healthy")).connections().get(0);
            assertThat(connection)
                    .containsEntry("subject", "healthy")
                    .containsEntry("network", "127.0.0.1")
                    .containsEntry("transport", "websocket")
                    .containsEntry("path", RunningChannels.PATH)
                    .containsEntry("queuedBytes", 0L)
                    .containsKeys("id", "since", "ageSeconds");
            assertThat(lag(connection)).isLessThan(60);
            assertThat(connection.get("shares"))
                    .isEqualTo(Map.of(
                            "connections", Map.of("used", 1, "max", 50),
                            "subscriptions", Map.of("used", 1, "max", 1_000_000)));
            assertThat(list(subject("slow")).connections())
                    .extracting(each -> each.get("transport"))
                    .containsExactlyInAnyOrder("websocket", "sse");
            assertThat(list(ALL).connections().toString()).doesNotContain("NEAR", "xxxx", "as=");
        }
        await().atMost(TIMEOUT).until(() -> list(ALL).found() == 0);
    }

    @Test
    void everyConnectionIsOnOnePage() throws Exception {
        List<TestSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 7; i++) {
                sockets.add(running.open("as=paged"));
            }
            List<Object> ids = new ArrayList<>();
            String after = "";
            int pages = 0;
            do {
                Page page = list(subject("paged"), after, 3);
                assertThat(page.found()).isEqualTo(7);
                page.connections().forEach(each -> ids.add(each.get("id")));
                after = page.next();
                pages++;
            } while (!after.isEmpty());

            assertThat(pages).isEqualTo(3);
            assertThat(ids).hasSize(7).doesNotHaveDuplicates();
        } finally {
            for (TestSocket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void onlyMatchingConnectionsAreClosed() throws Exception {
        try (TestSocket one = running.open("as=eve");
                TestSocket two = running.open("as=eve");
                RawClient events = RawClient.events(running.port(), RunningChannels.PATH + "?as=eve");
                TestSocket other = running.open("as=mallory")) {
            await().atMost(TIMEOUT).until(() -> list(subject("eve")).found() == 3);
            String id =
                    String.valueOf(list(subject("mallory")).connections().get(0).get("id"));
            for (Filter none : List.of(
                    new Filter("", "eve", "", "prices", ""),
                    new Filter("", "eve", "192.0.2.1", "", ""),
                    new Filter("", "eve", "", "", "Rides"),
                    new Filter(id, "eve", "", "", ""))) {
                assertThat(running.channels().connections().close(none))
                        .as("%s", none)
                        .isZero();
            }

            int closed = running.channels().connections().close(new Filter("", "eve", "127.0.0.1", "rides", ""));

            assertThat(closed).isEqualTo(3);
            assertThat(one.closed().get(20, TimeUnit.SECONDS)).isEqualTo((short) BY_OPERATOR);
            assertThat(two.closed().get(20, TimeUnit.SECONDS)).isEqualTo((short) BY_OPERATOR);
            assertThat(events.readUntil("\"code\":4411".getBytes(StandardCharsets.UTF_8)))
                    .isPositive();
            assertThat(other.closed()).isNotDone();
            assertThat(running.channels().connections().close(new Filter(id, "", "", "", "")))
                    .isEqualTo(1);
            assertThat(other.closed().get(20, TimeUnit.SECONDS)).isEqualTo((short) BY_OPERATOR);
            await().atMost(TIMEOUT).until(() -> list(ALL).found() == 0);
        }
    }

    private static Filter subject(String subject) {
        return new Filter("", subject, "", "", "");
    }

    private static long lag(Map<String, Object> connection) {
        List<?> subscriptions = (List<?>) connection.get("subscriptions");
        return IntStream.range(0, subscriptions.size())
                .mapToLong(i -> ((Number) ((Map<?, ?>) subscriptions.get(i)).get("cursorLagSeconds")).longValue())
                .sum();
    }

    private static Page list(Filter filter) throws Exception {
        return list(filter, "", 100);
    }

    private static Page list(Filter filter, String after, int limit) throws Exception {
        return running.channels().connections().list(filter, after, limit).get(20, TimeUnit.SECONDS);
    }
}
