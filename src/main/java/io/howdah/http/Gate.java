package io.howdah.http;

import io.howdah.http.EdgeRefusals.Reason;
import io.howdah.timing.Jitter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Admits connections while the limiter has permits. An excess connection waits unread, which slows down a client that
 * opens many and costs the event loops nothing. After the wait it is admitted if possible, otherwise closed.
 */
final class Gate extends ChannelInboundHandlerAdapter {

    /** Minimum wait of an excess connection. The wait is randomized, so that clients do not all return at the same time. */
    private static final Duration MIN_WAIT = Duration.ofMillis(500);

    private static final Duration MAX_WAIT = Duration.ofMillis(1_500);

    /** Maximum number of waiting connections; one network can have half of them. Others are closed at once. */
    private static final int MAX_HELD = 10_000;

    private final Edge edge;

    /** Waiting connections with their networks. Confined to the accepting thread. */
    private final Map<Channel, String> held = new HashMap<>();

    /** Number of waiting connections by network. */
    private final Map<String, Integer> heldOf = new HashMap<>();

    Gate(Edge edge) {
        this.edge = edge;
    }

    /** Handles an accepted connection, which has no event loop yet. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel connection = (Channel) message;
        Optional<Reason> tooMany = letIn(context, connection);
        if (tooMany.isPresent() && !hold(context, connection)) {
            close(connection, tooMany.get());
        }
    }

    /** Handles the close of the port. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        held.keySet().forEach(connection -> connection.unsafe().closeForcibly());
        held.clear();
        context.fireChannelInactive();
    }

    private boolean hold(ChannelHandlerContext context, Channel connection) {
        String network = ClientAddress.network(address(connection));
        if (held.size() == MAX_HELD || heldOf.getOrDefault(network, 0) == MAX_HELD / 2) {
            return false;
        }
        held.put(connection, network);
        heldOf.merge(network, 1, Integer::sum);
        long wait = Jitter.between(MIN_WAIT, MAX_WAIT).toMillis();
        var unused = context.executor().schedule(() -> lookAgain(context, connection), wait, TimeUnit.MILLISECONDS);
        return true;
    }

    private void lookAgain(ChannelHandlerContext context, Channel connection) {
        String network = held.remove(connection);
        if (network == null) {
            return;
        }
        heldOf.computeIfPresent(network, (known, number) -> number == 1 ? null : number - 1);
        letIn(context, connection).ifPresent(reason -> close(connection, reason));
    }

    /** Admits the connection, or returns the reason for a refusal. */
    private Optional<Reason> letIn(ChannelHandlerContext context, Channel connection) {
        String address = address(connection);
        Optional<Reason> tooMany = edge.connections().enter(address);
        if (tooMany.isEmpty()) {
            AtomicBoolean left = new AtomicBoolean();
            Runnable leave = () -> {
                if (left.compareAndSet(false, true)) {
                    edge.connections().leave(address);
                }
            };
            connection.closeFuture().addListener(gone -> leave.run());
            context.fireChannelRead(connection);
            if (!connection.isOpen()) {
                // Netty sends no event for a connection that it closes before it has an event loop.
                leave.run();
            }
        }
        return tooMany;
    }

    private void close(Channel connection, Reason reason) {
        edge.watch().count(reason);
        connection.unsafe().closeForcibly();
    }

    private static String address(Channel connection) {
        return ClientAddress.of((InetSocketAddress) connection.remoteAddress());
    }
}
