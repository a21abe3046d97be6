package io.howdah;

import com.mongodb.connection.ServerDescription;
import com.mongodb.event.ClusterDescriptionChangedEvent;
import com.mongodb.event.ClusterListener;
import io.howdah.health.Trouble;
import java.util.Objects;
import java.util.stream.Collectors;

/** Whether the driver knows a server that reads and writes are sent to; it finds out by itself, every few seconds. */
final class MongoPresence implements ClusterListener {

    private final Trouble trouble = new Trouble();

    @Override
    public void clusterDescriptionChanged(ClusterDescriptionChangedEvent event) {
        if (event.getNewDescription().hasWritableServer()) {
            trouble.isOver();
            return;
        }
        String reasons = event.getNewDescription().getServerDescriptions().stream()
                .map(ServerDescription::getException)
                .filter(Objects::nonNull)
                .map(Throwable::getMessage)
                .distinct()
                .collect(Collectors.joining(", "));
        trouble.is(reasons.isEmpty() ? "there is no primary" : reasons);
    }

    /** Return since when and why it is away, or "". */
    String trouble() {
        return trouble.text();
    }
}
