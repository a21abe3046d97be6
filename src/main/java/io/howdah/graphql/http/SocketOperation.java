package io.howdah.graphql.http;

import io.howdah.graphql.ErrorCode;
import io.howdah.graphql.live.LiveOperations.Begun;
import io.howdah.graphql.live.LiveOperations.Malformed;
import io.howdah.graphql.live.LiveOperations.Outcome;
import io.howdah.graphql.live.LiveOperations.Refused;
import io.howdah.graphql.live.LiveOperations.Result;
import io.howdah.push.CloseCode;
import io.howdah.push.RefusedException;
import io.howdah.push.channel.ResubscriptionRefusedException;
import io.howdah.push.channel.Transport;
import io.howdah.query.Disconnect;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One of the operations of a socket; of a subscription the way to its client. */
final class SocketOperation implements Transport {

    private final GraphQlSocket socket;
    private final String id;
    private final byte[] next;
    private final Disconnect departure = Disconnect.create();
    private Runnable onDrain = () -> {};
    private Runnable onClose = () -> {};
    private boolean ended;
    private @Nullable CloseCode code;

    SocketOperation(GraphQlSocket socket, String id) {
        this.socket = socket;
        this.id = id;
        this.next = socket.head(id, "next", true);
    }

    String id() {
        return id;
    }

    /** Happens when its client does not want it any more. */
    Disconnect departure() {
        return departure;
    }

    /** Tells its client what became of it. */
    void take(Outcome outcome) {
        if (isClosed()) {
            return;
        }
        if (outcome instanceof Begun begun) {
            tell(begun);
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

    private void tell(Begun begun) {
        try {
            socket.operations()
                    .tell(
                            socket.operations().admit(begun, address()),
                            this,
                            socket.socket().context(),
                            () -> {});
        } catch (RefusedException e) {
            error(socket.operations().refused(ErrorCode.RATE_LIMITED, String.valueOf(e.getMessage())));
        }
    }

    /** Ends it with these errors. */
    void error(byte[] errors) {
        end();
        socket.send(socket.head(id, "error", true), errors);
    }

    /** Ends it; harmless when repeated. */
    void end() {
        if (!ended) {
            ended = true;
            socket.forget(this);
            departure.signal();
            Runnable gone = onClose;
            // Not at once: it may be ended while the set it is in is being walked.
            socket.socket().context().runOnContext(later -> gone.run());
        }
    }

    /** The socket takes more. */
    void drained() {
        onDrain.run();
    }

    @Override
    public void write(byte[] frame, @Nullable String place) {
        if (!isClosed()) {
            socket.socket().writeText(next, frame, GraphQlSocket.END);
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
    public void close(CloseCode why) {
        code = why;
        if (why == CloseCode.FAILED || why == CloseCode.CHANGED) {
            // The others of the socket have not failed.
            error(socket.operations().interrupted());
        } else {
            socket.socket().close(why == CloseCode.TOO_SLOW ? 1013 : why.code(), why.reason());
        }
    }

    @Override
    public void refuse(ResubscriptionRefusedException why) {
        code = CloseCode.CHANGED;
        error(why.errors());
    }

    @Override
    public void goAway(int retryMs) {
        code = CloseCode.GOING_AWAY;
        socket.socket().close(CloseCode.GOING_AWAY.code(), CloseCode.GOING_AWAY.reason(retryMs));
    }

    @Override
    public Optional<CloseCode> ended() {
        return Optional.ofNullable(code);
    }

    @Override
    public boolean isClosed() {
        return ended || socket.socket().isClosed();
    }
}
