package io.howdah.chaos.loads;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.howdah.chaos.faults.Instance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;

/** The domain of the notification checker: rides with riders, who receive events about their rides. */
public final class Rides {

    public static final List<String> STATES = List.of("ACCEPTED", "ON_THE_WAY", "NEAR");

    private static final String SCHEMA = """
            type Ride @readModel(collection: "rides", key: "id", version: "sequence") {
              id: ID!
              sequence: Long!
              riderId: ID! @owner(claim: "sub")
              status: RideStatus! @filterable
            }

            enum RideStatus {
              ACCEPTED
              ON_THE_WAY
              NEAR
            }
            """;
    private static final String ROUTES = """
            - templatedRoute:
                routeTemplateRef: ingest
                routeId: rides-ingest
                parameters:
                  - name: topic
                    value: "{{rides.topic}}"
                  - name: model
                    value: Ride
            - templatedRoute:
                routeTemplateRef: notify
                routeId: rides-notify
                parameters:
                  - name: model
                    value: Ride
                  - name: channel
                    value: rides
            """;

    private final String topic;
    private final MongoCollection<Document> collection;

    /**
     * Of an prefix.
     *
     * @param prefix begins the name of the topic
     */
    public Rides(String prefix, MongoDatabase database) {
        this.topic = prefix + ".rides";
        this.collection = database.getCollection("rides");
    }

    /** Writes it into an application's folder. */
    public static void addTo(Path app) throws IOException {
        addTo(app, "");
    }

    /** Writes it; {@code description} is what the SDL begins with, a line or nothing. */
    public static void addTo(Path app, String description) throws IOException {
        Instance.write(app.resolve("graphql/rides.graphqls"), description + SCHEMA);
        Instance.write(app.resolve("routes/rides.camel.yaml"), ROUTES);
    }

    /** Its part of an application's settings. */
    public String settings() {
        return "rides.topic=" + topic + "\n";
    }

    public String topic() {
        return topic;
    }

    /** Its topic, and that of its dead letters. */
    public List<String> topics() {
        return List.of(topic, topic + ".dlq");
    }

    public MongoCollection<Document> collection() {
        return collection;
    }

    /** A record's value. */
    public static String event(String key, long version, String rider, String state) {
        return """
                {"id":"%s","sequence":%d,"riderId":"%s","status":"%s"}""".formatted(key, version, rider, state);
    }

    /** The version of a ride that is stored, deleted or not, or 0. */
    public long stored(String key) {
        Document found = collection.find(new Document("_id", key)).first();
        return found == null ? 0 : version(found);
    }

    /** The version of a stored ride, deleted or not. */
    public static long version(Document stored) {
        return stored.get("_h", Document.class).get("v", Document.class).getLong("main");
    }

    /** What a subscriber may see and asked for, with its versions. */
    public Map<String, Long> rightful(Subscriber subscriber) {
        Document query = new Document("riderId", subscriber.rider()).append("_h.del", new Document("$ne", true));
        if (!subscriber.state().isEmpty()) {
            query.append("status", subscriber.state());
        }
        Map<String, Long> view = new TreeMap<>();
        collection.find(query).forEach(ride -> view.put(ride.getString("_id"), ride.getLong("sequence")));
        return view;
    }
}
