package io.howdah.http;

import io.howdah.config.SettingException;
import io.howdah.config.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import java.time.Duration;
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
    private final ServedKey served;

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
        this.served = new ServedKey(files.read());
    }

    /** Makes a port that has these options speak TLS. */
    HttpServerOptions secure(HttpServerOptions options) {
        return options.setSsl(true)
                .setKeyCertOptions(KeyCertOptions.wrap(served))
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setSslHandshakeTimeout(handshakeMs)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    /** Looks so often from now on. */
    synchronized void follow(Vertx vertx, Duration every) {
        timer = vertx.setPeriodic(every.toMillis(), tick -> {
            var unused = vertx.executeBlocking(() -> {
                look();
                return true;
            });
        });
    }

    synchronized void stop(Vertx vertx) {
        if (timer != null) {
            vertx.cancelTimer(timer);
            timer = null;
        }
    }

    /** Return whether the files hold something that cannot be used, and was told of. */
    synchronized boolean isBroken() {
        return !told.isEmpty();
    }

    private synchronized void look() {
        try {
            TlsFiles.Content found = files.read();
            fault = "";
            told = "";
            if (!found.equals(served.current())) {
                served.change(found);
                LOG.atInfo().addKeyValue("until", found.until()).log("A new TLS certificate is served");
            }
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
        }
    }
}
