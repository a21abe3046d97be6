package io.howdah.graphql.http;

import io.howdah.graphql.ErrorCode;
import io.howdah.graphql.live.LiveOperations.Malformed;
import io.howdah.graphql.live.LiveOperations.Outcome;
import io.howdah.graphql.live.LiveOperations.Refused;
import io.howdah.graphql.live.LiveOperations.Result;
import io.howdah.graphql.live.LiveOperations.Started;
import io.howdah.push.CloseCode;
import io.howdah.push.RefusedException;
import io.howdah.push.channel.ResubscriptionRefusedException;
import io.howdah.push.channel.Transport;
import io.howdah.query.Disconnect;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Operation of a socket. For a subscription, the transport of its events. */
final class SocketOperation implements Transport {

    private final GraphQlSocket socket;
    private final String id;
    private final byte[] next;
    private final Disconnect disconnect = Disconnect.create();
    private Runnable onDrain = () -> {};
    private Runnable onClose = () -> {};
    private boolean ended;
    private @Nullable CloseCode closeCode;

    SocketOperation(GraphQlSocket socket, String id) {
        this.socket = socket;
        this.id = id;
        this.next = socket.head(id, "next", true);
    }

    String id() {
        return id;
    }

    /** Returns the signal that the client completed the operation or disconnected. */
    Disconnect disconnect() {
        return disconnect;
    }

    /** Sends the operation's outcome to the client. */
    void send(Outcome outcome) {
        if (isClosed()) {
            return;
        }
        if (outcome instanceof Started started) {
            subscribe(started);
        } else if (outcome instanceof Result result) {
            socket.send(next, result.json().bytes());
            end();
            socket.send(socket.head(id, "complete", false));
        } else if (outcome instanceof Refused refused) {
            error(refused.errors().bytes());
        } else if (outcome instanceof Malformed malformed) {
            error(socket.operations().refused(ErrorCode.BAD_REQUEST, malformed.message()));
        }
    }

    private void subscribe(Started started) {
        try {
            socket.operations()
                    .subscribe(
                            socket.operations().admit(started, address()),
                            this,
                            socket.socket().context(),
                            () -> {});
        } catch (RefusedException e) {
            error(socket.operations().refused(ErrorCode.RATE_LIMITED, String.valueOf(e.getMessage())));
        }
    }

    /** Ends the operation with errors. */
    void error(byte[] errors) {
        end();
        socket.send(socket.head(id, "error", true), errors);
    }

    /** Ends the operation. Idempotent. */
    void end() {
        if (!ended) {
            ended = true;
            socket.remove(this);
            disconnect.signal();
            Runnable closed = onClose;
            // Runs later, because the caller may be iterating over the operations.
            socket.socket().context().runOnContext(later -> closed.run());
        }
    }

    /** Notifies the operation that the socket can accept more data. */
    void socketDrained() {
        onDrain.run();
    }

    @Override
    public void write(byte[] payload, @Nullable String position) {
        if (!isClosed()) {
            socket.socket().writeText(next, payload, GraphQlSocket.END);
        }
    }

    @Override
    public Object connectionKey() {
        return socket.socket();
    }

    @Override
    public String address() {
        return socket.socket().address();
    }

    @Override
    public boolean isFull() {
        return socket.socket().isFull();
    }

    @Override
    public void onDrain(Runnable resume) {
        onDrain = resume;
    }

    @Override
    public void onClose(Runnable closed) {
        onClose = closed;
    }

    @Override
    public void close(CloseCode reason) {
        closeCode = reason;
        if (reason == CloseCode.FAILED || reason == CloseCode.CHANGED) {
            // Other operations of the socket have not failed.
            error(socket.operations().interrupted());
        } else {
            socket.socket().close(reason == CloseCode.TOO_SLOW ? 1013 : reason.code(), reason.reason());
        }
    }

    @Override
    public void refuse(ResubscriptionRefusedException refusal) {
        closeCode = CloseCode.CHANGED;
        error(refusal.errors());
    }

    @Override
    public void goAway(int retryMs) {
        closeCode = CloseCode.GOING_AWAY;
        socket.socket().close(CloseCode.GOING_AWAY.code(), CloseCode.GOING_AWAY.reason(retryMs));
    }

    @Override
    public Optional<CloseCode> ended() {
        return Optional.ofNullable(closeCode);
    }

    @Override
    public boolean isClosed() {
        return ended || socket.socket().isClosed();
    }
}
