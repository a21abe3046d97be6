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
 * Whether MongoDB has a server that reads and writes are sent to, and whether that one answers. The driver finds out by itself that a
 * server is gone; of one that hangs and closes no connection it takes up to 20 s, so this class pings the primary as well.
 */
public final class MongoPresence implements ClusterListener, AutoCloseable {

    private static final Duration PING_INTERVAL = Duration.ofSeconds(1);
    private static final Document PING = new Document("ping", 1);

    private final FailureState trouble = new FailureState();
    private final Pause pause = new Pause();
    /** Since when a ping has no answer, nor those before it. */
    private volatile @Nullable Instant asked;
    /** Since when it is away, until a ping is answered: whoever finds out later says the same. */
    private @Nullable Instant since;

    /** Pings the primary from now on. */
    void ping(MongoClient client) {
        Thread thread = new Thread(() -> pingOften(client), "howdah-mongo-ping");
        thread.setDaemon(true);
        thread.start();
    }

    private void pingOften(MongoClient client) {
        try {
            while (!pause.await(PING_INTERVAL)) {
                if (asked == null) {
                    asked = Instant.now();
                }
                if (isAnswered(client)) {
                    isThere();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void isThere() {
        asked = null;
        since = null;
    }

    private boolean isAnswered(MongoClient client) {
        try {
            client.getDatabase("admin").runCommand(PING);
            return true;
        } catch (MongoCommandException e) {
            return true;
        } catch (MongoException | IllegalStateException e) {
            // The client may be closed meanwhile.
            return false;
        }
    }

    @Override
    public void clusterDescriptionChanged(ClusterDescriptionChangedEvent event) {
        if (event.getNewDescription().hasWritableServer()) {
            trouble.recovered();
            return;
        }
        String reasons = event.getNewDescription().getServerDescriptions().stream()
                .map(ServerDescription::getException)
                .filter(Objects::nonNull)
                .map(Throwable::getMessage)
                .distinct()
                .collect(Collectors.joining(", "));
        trouble.failed(reasons.isEmpty() ? "there is no primary" : reasons);
    }

    /** Return since when and why it is away, or "". */
    synchronized String trouble() {
        return trouble.present()
                .or(() -> FailureState.noResponse(asked))
                .map(this::text)
                .orElse("");
    }

    private String text(FailureState.Present present) {
        Instant first = since == null ? present.since() : since;
        since = first;
        return new FailureState.Present(present.reason(), first).text();
    }

    @Override
    public void close() {
        pause.end();
    }
}
