package io.howdah.http;

import static io.howdah.http.RunningServers.edge;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.EdgeSettings;
import io.howdah.security.Audit;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of a connection before it has an event loop. */
class GateTest {

    private final EdgeSettings limits =
            edge(Map.of("HOWDAH_HTTP_MAX_CONNECTIONS", "1", "HOWDAH_HTTP_TRUSTED_PROXIES", ""));
    private final ClientAddress addresses = new ClientAddress(List.of());
    private final ConnectionLimiter connections = new ConnectionLimiter(limits, addresses, new SetClock());
    private final EmbeddedChannel port = new EmbeddedChannel(new Gate(new Edge(
            connections, ClientTimeouts.of(limits), new EdgeRefusals(new Audit(), addresses), EdgeRouter.MAX_BODY)));

    @Test
    void whatNettyClosesBeforeItHasAnEventLoopGivesItsPlaceBack() {
        // Given
        port.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object connection) {
                ((Channel) connection).unsafe().closeForcibly();
            }
        });

        // When
        port.writeInbound(new NioSocketChannel());

        // Then
        assertThat(connections.open()).isZero();
    }

    @Test
    void oneThatWaitsIsLetInWhenThereIsAPlace() {
        // Given
        NioSocketChannel waiting = new NioSocketChannel();
        assertThat(connections.enter("192.0.2.1")).isEmpty();
        port.writeInbound(waiting);
        assertThat((Object) port.readInbound()).isNull();

        // When
        connections.leave("192.0.2.1");
        port.advanceTimeBy(2, TimeUnit.SECONDS);
        port.runPendingTasks();

        // Then
        assertThat((Object) port.readInbound()).isSameAs(waiting);
        assertThat(connections.open()).isEqualTo(1);
    }

    @Test
    void oneThatWaitsIsClosedWhenThereIsNone() {
        // Given
        NioSocketChannel waiting = new NioSocketChannel();
        assertThat(connections.enter("192.0.2.1")).isEmpty();
        port.writeInbound(waiting);
        assertThat(waiting.isOpen()).isTrue();

        // When
        port.advanceTimeBy(2, TimeUnit.SECONDS);
        port.runPendingTasks();

        // Then
        assertThat(waiting.isOpen()).isFalse();
        assertThat((Object) port.readInbound()).isNull();
        assertThat(connections.open()).isEqualTo(1);
    }

    @Test
    void aPortThatClosesLetsGoOfThoseThatWait() {
        // Given
        NioSocketChannel waiting = new NioSocketChannel();
        assertThat(connections.enter("192.0.2.1")).isEmpty();
        port.writeInbound(waiting);

        // When
        var unused = port.close();

        // Then
        assertThat(waiting.isOpen()).isFalse();
    }
}
