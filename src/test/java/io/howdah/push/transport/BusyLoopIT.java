package io.howdah.push.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.howdah.model.FieldFilter;
import io.howdah.push.camel.RunningChannels;
import io.howdah.push.channel.Channel;
import io.howdah.push.channel.ChannelEvent;
import io.howdah.push.channel.RecordingTransport;
import io.howdah.push.channel.StoredChange;
import io.howdah.push.channel.SubscriptionRequest;
import io.howdah.security.Principal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** An event loop that falls behind. */
class BusyLoopIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Principal ALICE = Principal.of("alice");

    @Test
    void publisherWaitsForAnEventLoopThatFallsBehind() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        try (RunningChannels running = RunningChannels.options().start()) {
            // Given a loop with a subscriber, and no other publisher
            Context loop = running.servers().servers().vertx().getOrCreateContext();
            RecordingTransport client = subscribe(running, loop);
            await().atMost(TIMEOUT).until(() -> running.channel().joined() == 1);
            running.servers().camel().getRouteController().stopRoute("rides-notify");
            loop.runOnContext(now -> awaitUninterrupted(busy));

            // When
            List<Future<Void>> published = new ArrayList<>();
            for (int i = 0; i <= Channel.MAX_IN_FLIGHT; i++) {
                published.add(running.channel().publish(event(running, i)));
            }

            // Then
            Future<Void> last = published.remove(published.size() - 1);
            assertThat(published).allMatch(Future::succeeded);
            assertThat(last.isComplete()).isFalse();

            // When
            busy.countDown();

            // Then
            await().atMost(TIMEOUT).until(last::succeeded);
            await().atMost(TIMEOUT).until(() -> client.events.size() == Channel.MAX_IN_FLIGHT + 2);
        } finally {
            busy.countDown();
        }
    }

    private static RecordingTransport subscribe(RunningChannels running, Context loop) {
        RecordingTransport client = new RecordingTransport();
        SubscriptionRequest request = new SubscriptionRequest(
                Optional.empty(), false, FieldFilter.parse(running.channel().model(), ALICE, Map.of()));
        loop.runOnContext(now -> running.channels()
                .subscribe(
                        running.channel(),
                        ALICE,
                        request,
                        model -> request,
                        client,
                        loop,
                        running.channels().connect(ALICE, "127.0.0.1")::giveBack));
        return client;
    }

    private static ChannelEvent event(RunningChannels running, int number) {
        String end = running.channel().end();
        String position = end + String.format("%02d", number);
        Document stored = new Document("_id", "a").append("riderId", "alice").append("status", "NEAR");
        return ChannelEvent.of(
                new StoredChange(
                        running.channel().model(), position, "a", stored, null, Set.of(), false, "1", null, null),
                JsonNodeFactory.instance.objectNode(),
                end);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
