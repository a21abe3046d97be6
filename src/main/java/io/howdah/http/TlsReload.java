package io.howdah.http;

import io.howdah.config.SettingException;
import io.howdah.config.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SSLOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port's certificate, which is read again now and then: its content, not the time of the file, so that it does not matter how
 * somebody puts a new one there (Kubernetes changes a symbolic link). What is open stays as it is.
 */
final class TlsReload {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);

    /** How often a port looks whether its files have changed. */
    static final Duration EVERY = Duration.ofSeconds(5);

    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    private final TlsFiles files;
    private final long handshakeMs;
    private TlsFiles.Content served;

    /** What is wrong with the files, as it was seen at the last look; told if it is still so at the next one. */
    private String fault = "";

    private String told = "";
    private @Nullable Long timer;

    /**
     * Reads the files.
     *
     * @param handshake how long a client may take for its handshake
     * @throws SettingException if they cannot be used
     */
    TlsReload(TlsFiles files, Duration handshake) {
        this.files = files;
        this.handshakeMs = handshake.toMillis();
        this.served = files.read();
    }

    /** Makes a port that has these options speak TLS. */
    synchronized HttpServerOptions secure(HttpServerOptions options) {
        return options.setSsl(true)
                .setKeyCertOptions(pem(served))
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setSslHandshakeTimeout(handshakeMs)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    /** Looks so often from now on, and gives the servers what is new. */
    synchronized void follow(Vertx vertx, Duration every, List<HttpServer> servers) {
        timer = vertx.setPeriodic(
                every.toMillis(),
                tick -> vertx.<Optional<TlsFiles.Content>>executeBlocking(this::look)
                        .onSuccess(found -> found.ifPresent(content -> serve(content, servers))));
    }

    synchronized void stop(Vertx vertx) {
        if (timer != null) {
            vertx.cancelTimer(timer);
            timer = null;
        }
    }

    private synchronized Optional<TlsFiles.Content> look() {
        try {
            TlsFiles.Content found = files.read();
            fault = "";
            told = "";
            return found.equals(served) ? Optional.empty() : Optional.of(found);
        } catch (SettingException e) {
            String message = String.valueOf(e.getMessage());
            // One file may be there before the other.
            if (message.equals(fault) && !message.equals(told)) {
                told = message;
                LOG.atError()
                        .addKeyValue("reason", message)
                        .log("The new TLS certificate cannot be used, the old one stays");
            }
            fault = message;
            return Optional.empty();
        }
    }

    private synchronized void serve(TlsFiles.Content content, List<HttpServer> servers) {
        served = content;
        SSLOptions options = new HttpServerOptions()
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setSslHandshakeTimeout(handshakeMs)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .getSslOptions()
                .setKeyCertOptions(pem(content));
        for (HttpServer server : servers) {
            server.updateSSLOptions(options)
                    .onFailure(
                            failure -> LOG.atError().setCause(failure).log("The new TLS certificate cannot be used"));
        }
        LOG.atInfo().addKeyValue("until", content.until()).log("A new TLS certificate is served");
    }

    private static PemKeyCertOptions pem(TlsFiles.Content content) {
        return new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(content.certificate()))
                .addKeyValue(Buffer.buffer(content.key()));
    }
}
