package io.howdah.http;

import io.howdah.http.EdgeRefusals.Reason;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The connections of one event loop: looks now and then which clients are late. One timer for all, since most are in time. */
final class SlowClients {

    private final Edge edge;
    private final Map<HttpConnection, ClientConnection> open = new HashMap<>();

    private SlowClients(Edge edge) {
        this.edge = edge;
    }

    /** Looks after a server's connections; to be called on the event loop that the server is made on, before it listens. */
    static void watch(Vertx vertx, HttpServer server, Edge edge, Handler<HttpServerRequest> handler) {
        SlowClients lines = new SlowClients(edge);
        server.connectionHandler(lines::enter)
                .invalidRequestHandler(lines::refuse)
                .requestHandler(request -> lines.serve(request, handler));
        vertx.setPeriodic(edge.patience().lookMs(), tick -> lines.look());
    }

    private void enter(HttpConnection connection) {
        open.put(connection, new ClientConnection(connection, System.nanoTime()));
        edge.inflate(connection);
        connection.closeHandler(gone -> open.remove(connection));
    }

    /**
     * Serves a request as soon as its client has read enough of the answers before it: else they would all wait in memory, as
     * many as a client asks for. Vert.x reads nothing more of the connection meanwhile, and a client that reads nothing is idle.
     */
    private void serve(HttpServerRequest request, Handler<HttpServerRequest> handler) {
        HttpServerResponse response = request.response();
        if (!response.writeQueueFull()) {
            begin(request);
            if (MalformedRequest.isMalformed(request)) {
                refuse(request);
                var unused = request.connection().close();
            } else {
                handler.handle(request);
            }
            return;
        }
        request.pause();
        response.drainHandler(written -> {
            response.drainHandler(null);
            request.resume();
            serve(request, handler);
        });
    }

    private void begin(HttpServerRequest request) {
        ClientConnection line = open.get(request.connection());
        if (line != null) {
            line.begin(request, System.nanoTime());
        }
    }

    private void look() {
        long now = System.nanoTime();
        List<ClientConnection> late = new ArrayList<>();
        for (ClientConnection line : open.values()) {
            switch (line.look(edge.patience(), now)) {
                case NOTHING -> {}
                case NEXT -> late.add(line);
                case HEAD -> {
                    edge.watch().count(Reason.HEAD_TIMEOUT);
                    late.add(line);
                }
                case BODY -> {
                    edge.watch().count(Reason.BODY_TIMEOUT);
                    late.add(line);
                }
            }
        }
        // Apart, because what is closed leaves the map at once.
        late.forEach(this::hangUp);
    }

    private void hangUp(ClientConnection line) {
        HttpServerRequest request = line.request();
        if (request != null && !request.response().headWritten()) {
            request.response().putHeader(HttpHeaders.CONNECTION, "close");
            SecurityHeaders.put(request.response(), request.isSSL());
            Problem.send(request.response(), 408, "The request's body did not come in time.");
        }
        var unused = line.connection().close();
    }

    private void refuse(HttpServerRequest request) {
        if (request.decoderResult().cause() instanceof PrematureChannelClosureException) {
            // It has gone in the middle of its head, or was hung up on: nobody to answer.
            return;
        }
        edge.watch().count(Reason.MALFORMED);
        SecurityHeaders.put(request.response(), request.isSSL());
        MalformedRequest.answer(request);
    }
}
