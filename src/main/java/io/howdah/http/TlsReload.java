package io.howdah.http;

import io.howdah.config.SettingException;
import io.howdah.config.TlsFiles;
import io.howdah.timing.FileWatch;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port's certificate, which is read again now and then. What is open stays as it is. */
final class TlsReload {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);

    /** How often a port looks whether its files have changed. */
    static final Duration EVERY = Duration.ofSeconds(2);

    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    private final TlsFiles files;
    private final long handshakeMs;
    private final ServedKey served;

    private final FileWatch<Found> watch;
    private boolean broken;
    private @Nullable Long timer;

    /** What the files hold, or what is wrong with them. */
    private record Found(TlsFiles.@Nullable Content content, String fault) {}

    /**
     * Reads the files.
     *
     * @param handshake how long a client may take for its handshake
     * @throws SettingException if they cannot be used
     */
    TlsReload(TlsFiles files, Duration handshake) {
        this.files = files;
        this.handshakeMs = handshake.toMillis();
        TlsFiles.Content first = files.read();
        this.served = new ServedKey(first);
        this.watch = new FileWatch<>(new Found(first, ""), this::read);
    }

    private Found read() {
        try {
            return new Found(files.read(), "");
        } catch (SettingException e) {
            return new Found(null, String.valueOf(e.getMessage()));
        }
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

    /** Returns whether the files hold something that cannot be used. */
    synchronized boolean isBroken() {
        return broken;
    }

    private synchronized void look() {
        watch.look().ifPresent(this::take);
    }

    private void take(Found found) {
        TlsFiles.Content content = found.content();
        broken = content == null;
        if (content == null) {
            LOG.atError()
                    .addKeyValue("reason", found.fault())
                    .log("The new TLS certificate cannot be used, the old one stays");
        } else if (!content.equals(served.current())) {
            served.change(content);
            LOG.atInfo().addKeyValue("until", content.until()).log("A new TLS certificate is served");
        }
    }
}
