package io.howdah.graphql.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.LiveQuery;
import io.howdah.graphql.live.LiveOperations.Admitted;
import io.howdah.graphql.live.LiveOperations.Started;
import io.howdah.observe.Tracing;
import io.howdah.push.CloseCode;
import io.howdah.push.Permits.Permit;
import io.howdah.push.camel.RunningChannels;
import io.howdah.push.channel.Channels;
import io.howdah.push.channel.RecordingTransport;
import io.howdah.push.channel.Resubscription.Granted;
import io.howdah.query.ProcessorTimes;
import io.howdah.security.Principal;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class LiveOperationsTest {

    /** Channels of an application without notify routes, as after a reload that removed them. */
    private final Channels channels = new Channels(
            new DefaultCamelContext(),
            null,
            null,
            null,
            null,
            null,
            null,
            exchange -> false,
            RunningChannels.settings(10, 10, 1024, 1024),
            null,
            new ProcessorTimes(100));

    private final LiveOperations operations = new LiveOperations(null, null, channels, null, null, Tracing.OFF);

    @Test
    void subscriptionToARemovedChannelReturnsWhatItHolds() {
        // Given
        List<String> log = new ArrayList<>();
        RecordingTransport transport = new RecordingTransport();
        Permit permit = channels.shares().subscriptions().take(Principal.of("alice"), "192.0.2.1");
        assertThat(channels.shares().subscriptions().taken()).isOne();
        Started started = new Started(
                new GraphQlRequest("subscription { rides { id } }", "", Map.of(), Map.of()),
                new LiveQuery(null, null, null),
                "rides",
                UnaryOperator.identity());

        // When
        operations.subscribe(
                new Admitted(started, permit, new Granted(null, null, () -> log.add("left the group"))),
                transport,
                Vertx.currentContext(),
                () -> log.add("ended"));

        // Then
        assertThat(log).containsExactly("left the group", "ended");
        assertThat(channels.shares().subscriptions().taken()).isZero();
        assertThat(transport.ended()).contains(CloseCode.CHANGED);
    }
}
