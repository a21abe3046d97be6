package io.howdah.http;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * What all event loops of a port share of its guard.
 *
 * @param connections how many it has
 * @param patience how long clients may take
 * @param watch counts what is refused
 * @param largestBody the largest body that anybody reads, when it is decompressed; bytes
 */
record Edge(ConnectionLimiter connections, ClientTimeouts patience, EdgeRefusals watch, int largestBody) {

    /** Lets a connection's requests be compressed. */
    void inflate(HttpConnection connection) {
        channel(connection).pipeline().addBefore("handler", "inflater", new BoundedInflater(largestBody));
    }

    private static Channel channel(HttpConnection connection) {
        return ((ConnectionBase) connection).channelHandlerContext().channel();
    }
}
