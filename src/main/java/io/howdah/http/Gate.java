package io.howdah.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Lets in as many connections as there are places. One too many waits, unread: who opens one connection after the other is slowed so,
 * and costs the event loops nothing. After a while it is let in if it may be then, or closed.
 */
final class Gate extends ChannelInboundHandlerAdapter {

    /** For how long one is kept waiting, about. Not the same for each, or all would come again at the same moment. */
    private static final int HELD_MS = 1_000;

    /** So many wait at most; more are closed at once. */
    private static final int MOST_HELD = 5_000;

    private final Edge edge;

    /** Of the thread that accepts, alone. */
    private final Set<Channel> held = new HashSet<>();

    Gate(Edge edge) {
        this.edge = edge;
    }

    /** Takes a connection from the port; its channel belongs to no event loop yet. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel connection = (Channel) message;
        if (letIn(context, connection)) {
            return;
        }
        if (held.size() == MOST_HELD) {
            close(connection);
            return;
        }
        held.add(connection);
        int wait = ThreadLocalRandom.current().nextInt(HELD_MS / 2, 3 * HELD_MS / 2);
        var unused = context.executor().schedule(() -> lookAgain(context, connection), wait, TimeUnit.MILLISECONDS);
    }

    /** The port is closed. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        held.forEach(Gate::close);
        held.clear();
        context.fireChannelInactive();
    }

    private void lookAgain(ChannelHandlerContext context, Channel connection) {
        if (held.remove(connection) && !letIn(context, connection)) {
            close(connection);
        }
    }

    private boolean letIn(ChannelHandlerContext context, Channel connection) {
        String address = ClientAddress.of((InetSocketAddress) connection.remoteAddress());
        return edge.connections()
                .enter(address)
                .map(reason -> {
                    edge.watch().count(reason);
                    return false;
                })
                .orElseGet(() -> {
                    connection
                            .closeFuture()
                            .addListener(gone -> edge.connections().leave(address));
                    context.fireChannelRead(connection);
                    return true;
                });
    }

    private static void close(Channel connection) {
        connection.unsafe().closeForcibly();
    }
}
