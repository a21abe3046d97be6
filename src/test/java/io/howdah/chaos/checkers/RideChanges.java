package io.howdah.chaos.checkers;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import io.howdah.chaos.loads.Subscriber;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.Document;

/** Every stored state of each ride, with its rider: the events that subscribers without a filter must receive. */
final class RideChanges implements AutoCloseable {

    private final Map<String, List<Version>> byRider = new ConcurrentHashMap<>();
    private final Changes changes;

    private record Version(String key, long version) {}

    /** Follows from now on. */
    RideChanges(MongoCollection<Document> rides) {
        changes = new Changes(rides, this::note);
    }

    private void note(ChangeStreamDocument<Document> change) {
        Document ride = change.getFullDocument();
        if (ride != null && !ride.get("_h", Document.class).getBoolean("del", false)) {
            byRider.computeIfAbsent(ride.getString("riderId"), rider -> new CopyOnWriteArrayList<>())
                    .add(new Version(ride.getString("_id"), ride.getLong("sequence")));
        }
    }

    /** How many there were. */
    int count() {
        return byRider.values().stream().mapToInt(List::size).sum();
    }

    /** Returns the changes that an unfiltered subscriber never received, although it resumed at its cursor each time. */
    List<String> missedBy(Subscriber subscriber) {
        return byRider.getOrDefault(subscriber.rider(), List.of()).stream()
                .filter(each -> !subscriber.hasReceived(each.key(), each.version()))
                .map(each -> subscriber + " missed " + each)
                .toList();
    }

    /** Why not all are known, if so. */
    List<String> failures() {
        return changes.failures();
    }

    @Override
    public void close() throws InterruptedException {
        changes.close();
    }
}
