package io.howdah.runtime;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.connection.ServerDescription;
import com.mongodb.event.ClusterDescriptionChangedEvent;
import com.mongodb.event.ClusterListener;
import io.howdah.observe.FailureState;
import io.howdah.timing.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Monitors whether MongoDB has a primary that answers. The driver detects a lost server by itself, but needs up to 20 s if the server
 * hangs without closing its connections, so this class also pings the primary. Thread-safe.
 */
public final class MongoPresence implements ClusterListener, AutoCloseable {

    private static final Duration PING_INTERVAL = Duration.ofSeconds(1);
    private static final Document PING = new Document("ping", 1);

    private final FailureState failure = new FailureState();
    private final Pause pause = new Pause();
    /** When the first unanswered ping was sent, null if the last one was answered. */
    private volatile @Nullable Instant unansweredSince;
    /** When MongoDB was first found unavailable, until a ping is answered: later findings report the same time. */
    private @Nullable Instant awaySince;

    /** Pings the primary from now on. */
    void ping(MongoClient client) {
        Thread thread = new Thread(() -> pingOften(client), "howdah-mongo-ping");
        thread.setDaemon(true);
        thread.start();
    }

    private void pingOften(MongoClient client) {
        try {
            while (!pause.await(PING_INTERVAL)) {
                if (unansweredSince == null) {
                    unansweredSince = Instant.now();
                }
                if (isAnswered(client)) {
                    markAvailable();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void markAvailable() {
        unansweredSince = null;
        awaySince = null;
    }

    private boolean isAnswered(MongoClient client) {
        try {
            client.getDatabase("admin").runCommand(PING);
            return true;
        } catch (MongoCommandException e) {
            return true;
        } catch (MongoException | IllegalStateException e) {
            // IllegalStateException: the client was closed meanwhile.
            return false;
        }
    }

    @Override
    public void clusterDescriptionChanged(ClusterDescriptionChangedEvent event) {
        if (event.getNewDescription().hasWritableServer()) {
            failure.recovered();
            return;
        }
        String reasons = event.getNewDescription().getServerDescriptions().stream()
                .map(ServerDescription::getException)
                .filter(Objects::nonNull)
                .map(Throwable::getMessage)
                .distinct()
                .collect(Collectors.joining(", "));
        failure.failed(reasons.isEmpty() ? "there is no primary" : reasons);
    }

    /** Returns since when and why MongoDB is unavailable, or "". */
    synchronized String outage() {
        return failure.present()
                .or(() -> FailureState.noResponse(unansweredSince))
                .map(this::text)
                .orElse("");
    }

    private String text(FailureState.Present present) {
        Instant first = awaySince == null ? present.since() : awaySince;
        awaySince = first;
        return new FailureState.Present(present.reason(), first).text();
    }

    @Override
    public void close() {
        pause.end();
    }
}
