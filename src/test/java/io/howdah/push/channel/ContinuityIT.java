package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.howdah.push.camel.RunningChannels;
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

/** A channel compares the position before an event, or before an idle stretch, with the end of its replay buffer. */
class ContinuityIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private RunningChannels running;
    private TestSocket client;

    @BeforeEach
    void start() throws Exception {
        running = RunningChannels.options().start();
        client = running.open("as=alice");
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        running.close();
    }

    @Test
    void eventAfterAGapIsAResyncForConnectedClients() throws Exception {
        running.servers().camel().getRouteController().stopRoute("rides-notify");
        String end = running.channel().end();

        // When
        publish(end + "05", end + "06");

        // Then clients get a resync, the replay buffer is empty, and the next change is an event again
        awaitResyncs(1);
        assertThat(running.channel().reachesBackTo(end)).isFalse();
        assertThat(running.channel().start()).isEqualTo(end + "06");
        publish(end + "06", end + "07");
        await().atMost(TIMEOUT).until(() -> count("created") == 1);
        awaitResyncs(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void idleStretchAfterAGapIsAResyncForConnectedClients(boolean isKnown) throws Exception {
        running.servers().camel().getRouteController().stopRoute("rides-notify");
        String end = running.channel().end();

        // When
        running.channels().passed("rides", isKnown ? end + "05" : null, end + "06");

        // Then
        awaitResyncs(1);
        assertThat(running.channel().start()).isEqualTo(end + "06");
    }

    @Test
    void subscriptionThatAReloadMovedLeavesItsNewChannelWithItsClient() throws Exception {
        // Given
        Channel former = running.channel();
        running.channels().replaceChangedChannels(Set.of("Ride"), false);
        running.channels().reloaded(true);
        assertThat(running.channel()).isNotSameAs(former);
        await().atMost(TIMEOUT).until(() -> running.channel().joined() == 1);
        assertThat(former.joined()).isZero();

        // When
        client.close();

        // Then
        await().atMost(TIMEOUT).until(() -> running.channel().joined() == 0);
    }

    @Test
    void repeatedChangesAreNoGap() throws Exception {
        running.servers().camel().getRouteController().stopRoute("rides-notify");
        String end = running.channel().end();
        publish(end, end + "01");
        publish(end + "01", end + "02");

        // When a delivery fails after the channel has the event, or a route resumes before it
        publish(end + "01", end + "02");
        publish(end, end + "01");
        publish(null, end + "02");
        running.channels().passed("rides", null, end + "02");
        running.channels().passed("rides", end, end + "03");
        publish(end + "02", end + "04");

        // Then
        await().atMost(TIMEOUT).until(() -> count("created") == 3);
        assertThat(count("resync")).isZero();
        assertThat(running.channel().reachesBackTo(end)).isTrue();
    }

    @Test
    void changesThatConcernNoSubscriberAreNoGap() throws Exception {
        IntStream.range(0, 30).forEach(i -> {
            running.put("a" + i, 1, "alice", "NEAR", "");
            // Like the TTL index removes a tombstone: no event.
            running.rides().deleteOne(new Document("_id", "a" + i));
        });

        await().atMost(TIMEOUT).until(() -> count("created") == 30);
        assertThat(count("resync")).isZero();
    }

    private void publish(@Nullable String previous, String position) {
        Document stored =
                new Document("_id", position).append("riderId", "alice").append("status", "NEAR");
        running.channel()
                .publish(ChannelEvent.of(
                        new StoredChange(
                                running.channel().model(),
                                position,
                                position,
                                stored,
                                null,
                                Set.of(),
                                false,
                                "1",
                                null,
                                null),
                        JsonNodeFactory.instance.objectNode(),
                        previous));
    }

    private void awaitResyncs(int number) {
        await().atMost(TIMEOUT).until(() -> count("resync") == number);
    }

    private long count(String type) {
        List<String> received = client.received();
        return received.stream()
                .filter(frame -> frame.contains("." + type + "\""))
                .count();
    }
}
