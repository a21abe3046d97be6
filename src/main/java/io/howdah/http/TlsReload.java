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

/** Reloads a port's certificate when its files change. Open connections stay. */
final class TlsReload {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);

    /** Interval at which a port checks its files. */
    static final Duration EVERY = Duration.ofSeconds(2);

    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    private final TlsFiles files;
    private final long handshakeMs;
    private final ServedKey served;

    private final FileWatch<Found> watch;
    private boolean broken;
    private @Nullable Long timer;

    /** The content of the files, or the error. */
    private record Found(TlsFiles.@Nullable Content content, String error) {}

    /**
     * Reads the files.
     *
     * @param handshake the timeout of a client's handshake
     * @throws SettingException if the files are not usable
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

    /** Enables TLS in the options of a port. */
    HttpServerOptions secure(HttpServerOptions options) {
        return options.setSsl(true)
                .setKeyCertOptions(KeyCertOptions.wrap(served))
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setSslHandshakeTimeout(handshakeMs)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    /** Starts to check the files at this interval. */
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

    /** Returns whether the files' present content is not usable. */
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
                    .addKeyValue("reason", found.error())
                    .log("The new TLS certificate cannot be used, Howdah keeps the old one");
        } else if (!content.equals(served.current())) {
            served.change(content);
            LOG.atInfo().addKeyValue("until", content.expiresAt()).log("A new TLS certificate is served");
        }
    }
}
