package io.howdah.http;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Guard of a port, shared by all its event loops.
 *
 * @param connections the connection limiter
 * @param timeouts the timeouts of clients
 * @param watch counts refusals
 * @param largestBody the maximum size of a decompressed body, in bytes
 */
record Edge(ConnectionLimiter connections, ClientTimeouts timeouts, EdgeRefusals watch, int largestBody) {

    /** Enables compressed requests on a connection. */
    void inflate(HttpConnection connection) {
        channel(connection).pipeline().addBefore("handler", "inflater", new BoundedInflater(largestBody));
    }

    private static Channel channel(HttpConnection connection) {
        return ((ConnectionBase) connection).channelHandlerContext().channel();
    }
}
