package io.howdah.push.channel;

import io.howdah.push.ClientSocket;
import io.howdah.push.CloseCode;
import io.vertx.core.Context;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A connection of a client that has said who it is.
 *
 * @param connectionKey what its subscriptions name as theirs
 * @param transport {@code websocket} or {@code sse}
 * @param path the path that it was opened at, without parameters
 * @param address the address that the client comes from
 * @param context that of its event loop, on which the rest is run
 * @param waitingBytes tells how many bytes wait for the client below its subscriptions
 * @param end ends it, unless it has ended
 */
public record OpenConnection(
        Object connectionKey,
        String transport,
        String path,
        String address,
        Context context,
        LongSupplier waitingBytes,
        Consumer<CloseCode> end) {

    /** Returns that of a subscription, or of a stream of events. */
    public static OpenConnection of(Transport transport, String path, Context context) {
        return new OpenConnection(
                transport.connectionKey(),
                transport instanceof ClientSocket ? "websocket" : "sse",
                path,
                transport.address(),
                context,
                transport::waitingBytes,
                code -> {
                    if (!transport.isClosed()) {
                        transport.close(code);
                    }
                });
    }

    /** Returns that of a socket of another protocol, which may have several subscriptions. */
    public static OpenConnection of(ClientSocket socket, String path, Consumer<CloseCode> end) {
        return new OpenConnection(
                socket, "websocket", path, socket.address(), socket.context(), socket::waitingBytes, end);
    }
}
