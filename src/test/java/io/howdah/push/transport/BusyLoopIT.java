package io.howdah.push.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.howdah.model.FieldFilter;
import io.howdah.push.camel.RunningHub;
import io.howdah.push.channel.Channel;
import io.howdah.push.channel.ChannelEvent;
import io.howdah.push.channel.KeepingTransport;
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

/** An event loop that has more to do than events leave it time for. */
class BusyLoopIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Principal ALICE = Principal.of("alice");

    @Test
    void eventsWaitForAnEventLoopThatDoesNotComeAfter() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        try (RunningHub hub = RunningHub.options().start()) {
            // Given a loop with a subscriber, and nobody else who publishes
            Context loop = hub.servers().servers().vertx().getOrCreateContext();
            KeepingTransport client = subscribe(hub, loop);
            await().atMost(PATIENCE).until(() -> hub.feed().joined() == 1);
            hub.servers().camel().getRouteController().stopRoute("rides-notify");
            loop.runOnContext(now -> awaitUninterrupted(busy));

            // When
            List<Future<Void>> published = new ArrayList<>();
            for (int i = 0; i <= Channel.MAX_IN_FLIGHT; i++) {
                published.add(hub.feed().publish(event(hub, i)));
            }

            // Then
            Future<Void> last = published.remove(published.size() - 1);
            assertThat(published).allMatch(Future::succeeded);
            assertThat(last.isComplete()).isFalse();

            // When
            busy.countDown();

            // Then
            await().atMost(PATIENCE).until(last::succeeded);
            await().atMost(PATIENCE).until(() -> client.frames.size() == Channel.MAX_IN_FLIGHT + 2);
        } finally {
            busy.countDown();
        }
    }

    private static KeepingTransport subscribe(RunningHub hub, Context loop) {
        KeepingTransport client = new KeepingTransport();
        SubscriptionRequest request = new SubscriptionRequest(
                Optional.empty(), false, FieldFilter.parse(hub.feed().model(), ALICE, Map.of()));
        loop.runOnContext(now -> hub.feeds()
                .subscribe(
                        hub.feed(),
                        ALICE,
                        request,
                        model -> request,
                        client,
                        loop,
                        hub.feeds().connect(ALICE, "127.0.0.1")::giveBack));
        return client;
    }

    private static ChannelEvent event(RunningHub hub, int number) {
        String end = hub.feed().end();
        String position = end + String.format("%02d", number);
        Document stored = new Document("_id", "a").append("riderId", "alice").append("status", "NEAR");
        return ChannelEvent.of(
                new StoredChange(hub.feed().model(), position, "a", stored, null, Set.of(), false, "1", null, null),
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
