package io.howdah.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An OpenID provider with metadata, keys and introspection of opaque tokens. On demand it mints tokens, changes its keys, goes
 * away and comes back.
 */
public final class IssuerStub implements AutoCloseable {

    /** The audience of its tokens. */
    public static final String AUDIENCE = "howdah";

    public static final String METADATA_PATH = "/.well-known/openid-configuration";
    public static final String KEYS_PATH = "/keys";
    public static final String INTROSPECTION_PATH = "/introspect";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private final HttpServer server;
    private final String scheme;
    private final String algorithm;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final AtomicInteger made = new AtomicInteger();
    private final List<TestKey> published = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> credentials = new CopyOnWriteArrayList<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, Map<String, ?>> opaque = new ConcurrentHashMap<>();
    private volatile TestKey key;
    private volatile boolean away;

    private IssuerStub(HttpServer server, String scheme, String algorithm) {
        this.server = server;
        this.scheme = scheme;
        this.algorithm = algorithm;
        this.key = newKey();
        published.add(key);
        server.setExecutor(executor);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Starts one that signs by ES256. */
    public static IssuerStub start() {
        return start("ES256");
    }

    /** Starts one that signs by RS256, PS256, ES256 or EdDSA. */
    public static IssuerStub start(String algorithm) {
        try {
            return new IssuerStub(HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0), "http", algorithm);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one that speaks TLS with this certificate. */
    public static IssuerStub start(TestCertificate certificate) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(certificate.keyStore(), TestCertificate.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return new IssuerStub(server, "https", "ES256");
    }

    /** Its name, the claim {@code iss} of its tokens, and the value of howdah.auth.issuer. */
    public String url() {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The key that it signs with now. */
    public TestKey key() {
        return key;
    }

    /** Returns a token of a user with some roles (claim {@code roles}), valid for five minutes. */
    public String token(String subject, String... roles) {
        return token(Map.of("sub", subject, "roles", List.of(roles)));
    }

    /**
     * Returns a token with these claims, in addition to those that its tokens always have: {@code iss}, {@code aud}, {@code iat},
     * {@code exp}, {@code jti}. A value "" removes a claim.
     */
    public String token(Map<String, ?> claims) {
        return key.token(claims(claims));
    }

    /** Returns a logout token with these claims, in addition to the usual ones. A value "" removes a claim. */
    public String logoutToken(Map<String, ?> claims) {
        Map<String, Object> all = new LinkedHashMap<>(
                Map.of("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of())));
        all.putAll(claims);
        return key.token(Map.of("typ", "logout+jwt"), claims(all));
    }

    /** Returns a token that claims to be from this issuer, but is signed with a different key. */
    public String forgedToken(String subject) {
        return TestKey.of(algorithm, key.id()).token(claims(Map.of("sub", subject)));
    }

    /** Returns these claims, in addition to those that its tokens always have. */
    public Map<String, Object> claims(Map<String, ?> claims) {
        Instant now = Instant.now();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("iss", url());
        all.put("aud", AUDIENCE);
        all.put("iat", now.getEpochSecond());
        all.put("exp", now.plus(LIFETIME).getEpochSecond());
        all.put("jti", UUID.randomUUID().toString());
        all.putAll(claims);
        all.values().removeIf(""::equals);
        return all;
    }

    /** Return an opaque token; what is asked of it is answered so. */
    public String opaqueToken(Map<String, ?> claims) {
        String token = "opaque-" + UUID.randomUUID();
        Map<String, Object> all = claims(claims);
        all.putIfAbsent("active", true);
        opaque.put(token, all);
        return token;
    }

    /** Says from now on that an opaque token is none. */
    public void revoke(String token) {
        opaque.remove(token);
    }

    /** Signs with a new key from now on, and publishes it in addition to the old ones. */
    public void rotate() {
        key = newKey();
        published.add(key);
    }

    /** Publishes the present key alone. */
    public void withdrawOldKeys() {
        published.removeIf(other -> other != key);
    }

    /** Closes connections without an answer from now on. */
    public void goAway() {
        away = true;
    }

    /** Answers again after {@link #goAway}. */
    public void comeBack() {
        away = false;
    }

    /** Answers a path with this text instead of the default response. */
    public void answerWith(String path, String text) {
        answers.put(path, text);
    }

    /** The paths that were asked for, in their order, those it did not answer too. */
    public List<String> asked() {
        return asked;
    }

    /** How often a path was asked for. */
    public long asked(String path) {
        return asked.stream().filter(path::equals).count();
    }

    /** The headers Authorization of introspections. */
    public List<String> credentials() {
        return credentials;
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private TestKey newKey() {
        return TestKey.of(algorithm, "key-" + made.incrementAndGet());
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        if (away) {
            exchange.close();
            return;
        }
        String set = answers.get(path);
        if (set != null) {
            send(exchange, 200, set);
            return;
        }
        switch (path) {
            case METADATA_PATH ->
                send(
                        exchange,
                        200,
                        JSON.writeValueAsString(Map.of(
                                "issuer", url(),
                                "jwks_uri", url() + KEYS_PATH,
                                "introspection_endpoint", url() + INTROSPECTION_PATH)));
            case KEYS_PATH ->
                send(
                        exchange,
                        200,
                        JSON.writeValueAsString(Map.of(
                                "keys",
                                published.stream()
                                        .map(one -> one.jwk().toJSONObject())
                                        .toList())));
            case INTROSPECTION_PATH -> introspect(exchange);
            default -> send(exchange, 404, "{}");
        }
    }

    private void introspect(HttpExchange exchange) throws IOException {
        credentials.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String token = form.replaceFirst("^(?:.*&)?token=([^&]*).*$", "$1");
        Map<String, ?> claims = opaque.get(URLDecoder.decode(token, StandardCharsets.UTF_8));
        send(exchange, 200, JSON.writeValueAsString(claims == null ? Map.of("active", false) : claims));
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
