package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.howdah.push.camel.RunningHub;
import io.howdah.push.camel.TestSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a channel does when a position before an event, or before a quiet stretch, is not where its replay buffer ends. */
class ContinuityIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private RunningHub hub;
    private TestSocket client;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.options().start();
        client = hub.open("as=alice");
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        hub.close();
    }

    @Test
    void eventBehindAGapIsAResyncForThoseWhoAreConnected() throws Exception {
        hub.servers().camel().getRouteController().stopRoute("rides-notify");
        String end = hub.feed().end();

        // When
        publish(end + "05", end + "06");

        // Then they are told, the replay buffer is empty, and what follows is an event again
        awaitResyncs(1);
        assertThat(hub.feed().reachesBackTo(end)).isFalse();
        assertThat(hub.feed().start()).isEqualTo(end + "06");
        publish(end + "06", end + "07");
        await().atMost(PATIENCE).until(() -> told("created") == 1);
        awaitResyncs(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void quietStretchBehindAGapIsAResyncForThoseWhoAreConnected(boolean isKnown) throws Exception {
        hub.servers().camel().getRouteController().stopRoute("rides-notify");
        String end = hub.feed().end();

        // When
        hub.feeds().passed("rides", isKnown ? end + "05" : null, end + "06");

        // Then
        awaitResyncs(1);
        assertThat(hub.feed().start()).isEqualTo(end + "06");
    }

    @Test
    void whatIsGivenAgainIsNoGap() throws Exception {
        hub.servers().camel().getRouteController().stopRoute("rides-notify");
        String end = hub.feed().end();
        publish(end, end + "01");
        publish(end + "01", end + "02");

        // When a delivery fails after the channel has the event, or a route goes on from before it
        publish(end + "01", end + "02");
        publish(end, end + "01");
        publish(null, end + "02");
        hub.feeds().passed("rides", null, end + "02");
        hub.feeds().passed("rides", end, end + "03");
        publish(end + "02", end + "04");

        // Then
        await().atMost(PATIENCE).until(() -> told("created") == 3);
        assertThat(told("resync")).isZero();
        assertThat(hub.feed().reachesBackTo(end)).isTrue();
    }

    @Test
    void changesThatConcernNobodyAreNoGap() throws Exception {
        IntStream.range(0, 30).forEach(i -> {
            hub.put("a" + i, 1, "alice", "NEAR", "");
            // As the TTL index removes a tombstone: no event.
            hub.rides().deleteOne(new Document("_id", "a" + i));
        });

        await().atMost(PATIENCE).until(() -> told("created") == 30);
        assertThat(told("resync")).isZero();
    }

    private void publish(@Nullable String previous, String position) {
        Document stored =
                new Document("_id", position).append("riderId", "alice").append("status", "NEAR");
        hub.feed()
                .publish(ChannelEvent.of(
                        new StoredChange(
                                hub.feed().model(), position, position, stored, null, Set.of(), false, "1", null, null),
                        JsonNodeFactory.instance.objectNode(),
                        previous));
    }

    private void awaitResyncs(int number) {
        await().atMost(PATIENCE).until(() -> told("resync") == number);
    }

    private long told(String type) {
        List<String> received = client.received();
        return received.stream()
                .filter(frame -> frame.contains("." + type + "\""))
                .count();
    }
}
