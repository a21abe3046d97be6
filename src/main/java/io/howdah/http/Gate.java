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
 * Lets in as many connections as there are places. One too many waits, unread: who opens one connection after the other is slowed so,
 * and costs the event loops nothing. After a while it is let in if it may be then, or closed.
 */
final class Gate extends ChannelInboundHandlerAdapter {

    /** For how long one is kept waiting, about. Not the same for each, or all would come again at the same moment. */
    private static final Duration MIN_WAIT = Duration.ofMillis(500);

    private static final Duration MAX_WAIT = Duration.ofMillis(1_500);

    /** So many wait at most, and of one network half of them; more are closed at once. */
    private static final int MAX_HELD = 10_000;

    private final Edge edge;

    /** Those that wait, with the network that each comes from. Of the thread that accepts, alone. */
    private final Map<Channel, String> held = new HashMap<>();

    /** How many wait of each network. */
    private final Map<String, Integer> heldOf = new HashMap<>();

    Gate(Edge edge) {
        this.edge = edge;
    }

    /** Takes a connection from the port; its channel belongs to no event loop yet. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel connection = (Channel) message;
        Optional<Reason> tooMany = letIn(context, connection);
        if (tooMany.isPresent() && !hold(context, connection)) {
            close(connection, tooMany.get());
        }
    }

    /** The port is closed. */
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

    /** Return why it must not come in now, if so. */
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
                // What Netty closes before it has an event loop tells nobody.
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
