package io.howdah.bench.push;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.ws.WebSocketFrameImpl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The bare loop: a Vert.x server of one event loop that writes the same bytes to each of its sockets. Each line on standard input
 * is a number; a frame that ends with it goes to all. Usage: BareServer before behind
 */
public final class BareServer {

    private BareServer() {}

    public static void main(String[] args) throws IOException {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Set<ServerWebSocket> sockets = new LinkedHashSet<>();
        HttpServer server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .webSocketHandler(socket -> {
                    sockets.add(socket);
                    socket.closeHandler(gone -> sockets.remove(socket));
                })
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        Context loop = vertx.getOrCreateContext();
        System.out.println("port " + server.actualPort());
        BufferedReader numbers = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String number = numbers.readLine(); number != null; number = numbers.readLine()) {
            byte[] frame = (args[0] + number + args[1]).getBytes(StandardCharsets.UTF_8);
            loop.runOnContext(now -> write(sockets, frame));
        }
        System.exit(0);
    }

    /** Vert.x's public methods for texts encode the text for each socket again; this way the bytes are shared. */
    private static void write(Set<ServerWebSocket> sockets, byte[] frame) {
        for (ServerWebSocket socket : sockets) {
            socket.writeFrame(new WebSocketFrameImpl(WebSocketFrameType.TEXT, frame, true));
        }
    }
}
