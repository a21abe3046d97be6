package io.howdah.http;

import io.howdah.config.HttpSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.Router;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.camel.StaticService;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server of the application port, as a service of the CamelContext. It starts before the routes, and fails the start if it
 * cannot listen.
 */
final class ApplicationServer extends ServiceSupport implements StaticService {
    /** Compression level. The fastest level already reduces JSON to a fifth of its size. */
    private static final int COMPRESSION = 1;

    private static final Logger LOG = LoggerFactory.getLogger(ApplicationServer.class);

    private final HttpSettings settings;
    private final Edge edge;
    private final Optional<TlsReload> tls;
    private final boolean certificates;
    private final Vertx vertx;
    private final Router router;
    private final VertxPlatformHttpServerConfiguration configuration;
    private volatile int port;
    private @Nullable Listener listener;

    ApplicationServer(
            HttpSettings settings,
            Edge edge,
            Optional<TlsReload> tls,
            boolean certificates,
            Vertx vertx,
            Router router,
            VertxPlatformHttpServerConfiguration configuration) {
        this.settings = settings;
        this.edge = edge;
        this.tls = tls;
        this.certificates = certificates;
        this.vertx = vertx;
        this.router = router;
        this.configuration = configuration;
    }

    int port() {
        return port;
    }

    @Override
    protected void doStart() throws Exception {
        Listener opened = Listener.open(vertx, options(), settings.eventLoops(), "howdah.http.port", edge, router);
        listener = opened;
        port = opened.port();
        tls.ifPresent(files -> files.follow(vertx, TlsReload.EVERY));
        configuration.setBindPort(port);
        LOG.atInfo()
                .addKeyValue("host", settings.host())
                .addKeyValue("port", port)
                .addKeyValue("eventLoops", settings.eventLoops())
                .log("Listening");
    }

    @Override
    protected void doStop() throws Exception {
        tls.ifPresent(files -> files.stop(vertx));
        if (listener != null) {
            listener.close();
            listener = null;
        }
    }

    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setMaxInitialLineLength(settings.edge().maxHeaderBytes())
                .setMaxHeaderSize(settings.edge().maxHeaderBytes())
                .setCompressionSupported(true)
                .setCompressionLevel(COMPRESSION)
                .setWebSocketSubProtocols(List.copyOf(SubProtocols.ALL))
                .setMaxWebSocketFrameSize(settings.maxAnyMessageBytes())
                .setMaxWebSocketMessageSize(settings.maxAnyMessageBytes())
                // All sockets of a channel share a frame; deflate would create it for each socket again.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                // No browser uses the upgrade to HTTP/2 in clear text, and a WebSocket cannot be opened over it.
                .setHttp2ClearTextEnabled(false);
        tls.ifPresent(files -> files.secure(options));
        if (certificates) {
            options.setClientAuth(ClientAuth.REQUEST).setTrustOptions(TrustOptions.wrap(new AnyClient()));
        }
        return options;
    }

    /**
     * Accepts any client certificate. The handshake proves that the client has its key; Howdah uses only that a
     * certificate-bound token names exactly this certificate (RFC 8705, 6.2).
     */
    private static final class AnyClient extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("this is a server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
