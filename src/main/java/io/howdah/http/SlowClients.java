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

/** Closes slow connections of one event loop. One timer checks all connections, because most are in time. */
final class SlowClients {

    private final Edge edge;
    private final Map<HttpConnection, ClientConnection> open = new HashMap<>();

    private SlowClients(Edge edge) {
        this.edge = edge;
    }

    /** Watches a server's connections. Call it on the event loop that creates the server, before it listens. */
    static void watch(Vertx vertx, HttpServer server, Edge edge, Handler<HttpServerRequest> handler) {
        SlowClients lines = new SlowClients(edge);
        server.connectionHandler(lines::enter)
                .invalidRequestHandler(lines::refuse)
                .requestHandler(request -> lines.serve(request, handler));
        vertx.setPeriodic(edge.timeouts().lookMs(), tick -> lines.look());
    }

    private void enter(HttpConnection connection) {
        open.put(connection, new ClientConnection(connection, System.nanoTime()));
        edge.inflate(connection);
        connection.closeHandler(gone -> open.remove(connection));
    }

    /**
     * Serves a request once its client has read enough of the previous responses, which would otherwise fill the memory.
     * Meanwhile Vert.x reads nothing from the connection, and a client that does not read is idle.
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
            switch (line.look(edge.timeouts(), now)) {
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
        // In a second step, because closing removes a connection from the map at once.
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
            // The client disconnected within its head, or was disconnected: there is no client to answer.
            return;
        }
        edge.watch().count(Reason.MALFORMED);
        SecurityHeaders.put(request.response(), request.isSSL());
        MalformedRequest.answer(request);
    }
}
