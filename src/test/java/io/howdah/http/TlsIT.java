package io.howdah.http;

import static io.howdah.http.RunningServers.edge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.howdah.config.HttpSettings;
import io.howdah.config.TlsFiles;
import io.howdah.security.CertificateBinding;
import io.howdah.testing.TestCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {

    private static final Duration OFTEN = Duration.ofMillis(50);

    @TempDir
    private Path folder;

    @Test
    void bothPortsSpeakTlsAndNothingElse() throws Exception {
        // Given
        TestCertificate certificate = TestCertificate.in(folder);
        HttpSettings settings = settings(certificate, "HOWDAH_MANAGEMENT_TLS", "true");
        try (RunningServers app = RunningServers.start(settings, (main, servers) -> {})) {
            app.servers().router().get("/ok").handler(context -> context.end("ok"));
            app.servers()
                    .router()
                    .get("/socket")
                    .handler(context ->
                            context.request().toWebSocket().onSuccess(socket -> socket.writeTextMessage("hi")));
            int port = app.servers().port();

            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                // When
                HttpResponse<String> answer = get(client(certificate, protocol), "https://127.0.0.1:" + port + "/ok");

                // Then
                assertThat(answer.statusCode()).as(protocol).isEqualTo(200);
                assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo(protocol);
                assertThat(answer.headers().firstValue("strict-transport-security"))
                        .contains("max-age=31536000");
            }

            // When
            HttpClient client = client(certificate, "TLSv1.3");
            HttpResponse<String> managed =
                    get(client, "https://127.0.0.1:" + app.servers().managementPort() + "/observe/health/live");

            // Then
            assertThat(managed.statusCode()).isEqualTo(200);
            assertThat(managed.headers().firstValue("x-content-type-options")).contains("nosniff");
            assertThat(firstMessage(client, "wss://127.0.0.1:" + port + "/socket"))
                    .isEqualTo("hi");
            assertThat(origin(client, port, "https").statusCode()).isEqualTo(200);
            assertThat(origin(client, port, "http").statusCode()).isEqualTo(403);
            try (RawHttp clear = RawHttp.open(port)) {
                clear.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(clear.readAll()).doesNotContain("ok");
            }
            try (RawHttp clear = RawHttp.open(app.servers().managementPort())) {
                clear.send("GET /observe/health/live HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(clear.readAll()).doesNotContain("UP");
            }
        }
    }

    @Test
    void clientShowsItsCertificateIfItHasOne() throws Exception {
        // Given
        TestCertificate certificate = TestCertificate.in(folder.resolve("server"));
        TestCertificate clients = TestCertificate.in(folder.resolve("client"));
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(certificate(clients).getEncoded());
        String thumbprint = Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        HttpSettings settings = settings(certificate, "HOWDAH_MANAGEMENT_TLS", "true");
        try (RunningServers app = RunningServers.start(settings, (main, servers) -> servers.askForCertificates())) {
            app.servers()
                    .router()
                    .get("/who")
                    .handler(context -> context.end(
                            CertificateBinding.thumbprint(context.request()).orElse("nobody")));
            String url = "https://127.0.0.1:" + app.servers().port() + "/who";

            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                // When, Then
                HttpClient with = client(certificate, protocol, clients);
                assertThat(get(with, url).body()).as(protocol).isEqualTo(thumbprint);
                assertThat(get(client(certificate, protocol), url).body())
                        .as(protocol)
                        .isEqualTo("nobody");
            }
        }
    }

    @Test
    void nothingIsReadOfAConnectionThatHasNoPlace() throws Exception {
        // Given
        TestCertificate certificate = TestCertificate.in(folder);
        HttpSettings settings = settings(certificate, "HOWDAH_HTTP_MAX_CONNECTIONS", "1");
        try (RunningServers app = RunningServers.start(settings, (main, servers) -> {})) {
            AtomicInteger served = new AtomicInteger();
            app.servers().router().get("/ok").handler(context -> {
                served.incrementAndGet();
                context.end("ok");
            });
            HttpClient first = client(certificate, "TLSv1.3");
            int port = app.servers().port();
            assertThat(get(first, "https://127.0.0.1:" + port + "/ok").statusCode())
                    .isEqualTo(200);

            // When
            SSLContext context = first.sslContext();
            try (SSLSocket second = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
                // Then there is not even a handshake
                assertThatIOException().isThrownBy(second::startHandshake);
                assertThat(served).hasValue(1);
            }
        }
    }

    @Test
    void servesANewCertificateWhenTheLinkIsChangedAndKeepsTheOldOneWhenItIsBroken() throws Exception {
        // Given: as Kubernetes mounts a secret
        TestCertificate first = TestCertificate.in(folder.resolve("first"));
        TestCertificate second = TestCertificate.in(folder.resolve("second"));
        Path current = folder.resolve("current");
        link(current, mounted(first));
        Vertx vertx = Vertx.vertx();
        try {
            TlsReload reload = new TlsReload(
                    new TlsFiles(current.resolve("tls.crt"), current.resolve("tls.key"), "certificate", "key"),
                    Duration.ofSeconds(10));
            int port = server(vertx, reload).actualPort();
            reload.follow(vertx, OFTEN);
            String url = "https://127.0.0.1:" + port + "/";
            assertThat(shown(first, url)).isEqualTo(certificate(first));

            // When
            link(current, mounted(second));

            // Then
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(shown(second, url)).isEqualTo(certificate(second)));
            assertThatThrownBy(() -> shown(first, url)).isInstanceOf(SSLException.class);

            // When: a key that is another certificate's
            Path broken = Files.createDirectory(folder.resolve("broken"));
            Files.copy(first.pem(), broken.resolve("tls.crt"));
            Files.copy(second.keyPem(), broken.resolve("tls.key"));
            link(current, broken);
            await().until(reload::isBroken);

            // Then
            assertThat(shown(second, url)).isEqualTo(certificate(second));

            // When
            link(current, mounted(first));

            // Then
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(shown(first, url)).isEqualTo(certificate(first)));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private static HttpServer server(Vertx vertx, TlsReload reload) throws Exception {
        return vertx.createHttpServer(reload.secure(new HttpServerOptions()))
                .requestHandler(request -> request.response().end("ok"))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static Path mounted(TestCertificate certificate) throws Exception {
        Path pem = certificate.pem();
        Files.copy(pem, pem.resolveSibling("tls.crt"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(certificate.keyPem(), pem.resolveSibling("tls.key"), StandardCopyOption.REPLACE_EXISTING);
        return pem.getParent();
    }

    private static void link(Path link, Path target) throws Exception {
        Path next = link.resolveSibling("next");
        Files.createSymbolicLink(next, target);
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The certificate that a server shows to a client that trusts this one. */
    private static Certificate shown(TestCertificate trusted, String url) throws Exception {
        return get(client(trusted, "TLSv1.3"), url).sslSession().orElseThrow().getPeerCertificates()[0];
    }

    private static Certificate certificate(TestCertificate certificate) throws Exception {
        KeyStore store = certificate.keyStore();
        return store.getCertificate(store.aliases().nextElement());
    }

    private static HttpSettings settings(TestCertificate certificate, String variable, String value) throws Exception {
        return new HttpSettings(
                "127.0.0.1",
                0,
                0,
                2,
                false,
                64 * 1024,
                1024 * 1024,
                edge(Map.of(
                        "HOWDAH_HTTP_TLS_CERTIFICATE",
                        certificate.pem().toString(),
                        "HOWDAH_HTTP_TLS_KEY",
                        certificate.keyPem().toString(),
                        variable,
                        value)));
    }

    private static HttpClient client(TestCertificate trusted, String protocol) throws Exception {
        return client(trusted, protocol, new KeyManager[0]);
    }

    private static HttpClient client(TestCertificate trusted, String protocol, TestCertificate own) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own.keyStore(), TestCertificate.PASSWORD.toCharArray());
        return client(trusted, protocol, keys.getKeyManagers());
    }

    private static HttpClient client(TestCertificate trusted, String protocol, KeyManager[] keys) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted.keyStore());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {protocol});
        return HttpClient.newBuilder()
                .sslContext(context)
                .sslParameters(parameters)
                .build();
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> origin(HttpClient client, int port, String scheme) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/ok"))
                        .header("Origin", scheme + "://127.0.0.1:" + port)
                        .build(),
                BodyHandlers.ofString());
    }

    private static String firstMessage(HttpClient client, String url) throws Exception {
        CompletableFuture<String> first = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(url), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        first.complete(text.toString());
                        return null;
                    }
                })
                .get(10, TimeUnit.SECONDS);
        try {
            return first.get(10, TimeUnit.SECONDS);
        } finally {
            socket.abort();
        }
    }
}
