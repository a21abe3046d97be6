package io.howdah.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A restaurants service that answers, fails or hangs on demand. It knows every id but {@code nowhere}. */
public final class RestaurantsStub implements AutoCloseable {

    /** How the service is. */
    public enum Mood {
        WELL,
        GRAPHQL_ERRORS,
        STATUS_500,
        SILENT
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Mood mood = Mood.WELL;

    /** Starts the service on a free port. */
    public RestaurantsStub() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        server.setExecutor(executor);
        server.createContext("/graphql", this::answer);
        server.start();
    }

    /** Returns its address. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/graphql";
    }

    /** How often it was asked. */
    public int asked() {
        return asked.get();
    }

    /** Changes how it answers from now on. */
    public void be(Mood next) {
        mood = next;
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        executor.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        Mood now = mood;
        if (now == Mood.SILENT) {
            hang();
        }
        String id = JSON.readTree(exchange.getRequestBody()).at("/variables/id").asText();
        byte[] body = (now == Mood.GRAPHQL_ERRORS ? "{\"errors\":[{\"message\":\"no\"}]}" : restaurant(id))
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(now == Mood.STATUS_500 ? 500 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String restaurant(String id) {
        JsonNode restaurant = id.equals("nowhere")
                ? JSON.nullNode()
                : JSON.createObjectNode().put("name", "Trattoria of " + id).put("street", "1 Golden Lane");
        return JSON.createObjectNode()
                .set("data", JSON.createObjectNode().set("restaurant", restaurant))
                .toString();
    }

    private void hang() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
