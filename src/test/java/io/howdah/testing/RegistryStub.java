package io.howdah.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A schema registry's REST interface, which answers, fails or hangs on demand. */
public final class RegistryStub implements AutoCloseable {

    /** How the registry is. */
    public enum Mood {
        WELL,
        STATUS_500,
        STATUS_401,
        STATUS_403,
        STATUS_429,
        /** As a proxy answers, or a wrong path: without the registry's own error code. */
        STATUS_404,
        /** A page of a proxy with status 200. */
        PAGE,
        /** Takes the request and never answers. */
        SILENT,
        /** Sends the headers and the half of the body. */
        HALF,
        /** Closes the connection without an answer. */
        CUT
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> credentials = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Mood mood = Mood.WELL;

    /** Starts a registry without schemas on a free port. */
    public RegistryStub() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(executor);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Returns its address. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Makes an Avro schema known. */
    public void add(int id, String schema) {
        add(id, Map.of("schema", schema));
    }

    /** Makes the answer for an id known. */
    public void add(int id, Map<String, ?> answer) {
        put("/schemas/ids/" + id, answer);
    }

    /** Makes a version of a subject known, for references. */
    public void add(String subject, int version, Map<String, ?> answer) {
        put("/subjects/" + subject + "/versions/" + version, answer);
    }

    private void put(String path, Map<String, ?> answer) {
        try {
            answers.put(path, JSON.writeValueAsString(answer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The paths that were asked for, in their order. */
    public List<String> asked() {
        return asked;
    }

    /** The headers Authorization that came with them, "" for none. */
    public List<String> credentials() {
        return credentials;
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
        String path = exchange.getRequestURI().getPath();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        asked.add(path);
        credentials.add(authorization == null ? "" : authorization);
        String known = answers.get(path);
        switch (mood) {
            case WELL ->
                send(
                        exchange,
                        known == null ? 404 : 200,
                        known == null ? "{\"error_code\":40403,\"message\":\"Schema not found\"}" : known);
            case PAGE -> send(exchange, 200, "<html>Sign in</html>");
            case SILENT -> hang();
            case HALF -> {
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write("{\"schema\":".getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
                hang();
            }
            case CUT -> exchange.close();
            default ->
                send(exchange, Integer.parseInt(mood.name().substring("STATUS_".length())), "{\"message\":\"no\"}");
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void hang() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
