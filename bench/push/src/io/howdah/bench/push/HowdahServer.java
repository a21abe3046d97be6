package io.howdah.bench.push;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import io.howdah.bench.Child;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.bson.Document;

/**
 * The application as it is shipped, with the folder {@code app}. Its frames begin as documents that are written to MongoDB as the
 * ingest writes them: the change stream, the notify route, the making of the frame and the dispatch are all on its account.
 */
final class HowdahServer extends Server {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String UP = "Howdah is up";

    private final MongoClient mongo;
    private final String database;
    private final int port;
    private final int managementPort;
    private long documents = Frames.FIRST;

    private HowdahServer(Child child, String mongo, String database) throws IOException {
        super(child);
        child.await(UP);
        this.port = portOf(child.await("  GraphQL "));
        this.managementPort = portOf(child.await("  Health "));
        this.mongo = MongoClients.create(mongo);
        this.database = database;
    }

    private static int portOf(String address) {
        return URI.create(address.trim()).getPort();
    }

    /** Starts it on services of another process, by the command {@code dev}, so that clients may say who they are. */
    static HowdahServer start(Options options, Services services, List<String> jvm) throws IOException {
        String database = "push" + System.nanoTime();
        Map<String, String> environment = new HashMap<>(Map.of(
                "HOWDAH_KAFKA_BROKERS",
                services.brokers(),
                "HOWDAH_MONGO_URI",
                services.mongo(),
                "HOWDAH_MONGO_DATABASE",
                database,
                "HOWDAH_MONGO_SYSTEM_DATABASE",
                database + "_system",
                "HOWDAH_HTTP_PORT",
                "0",
                "HOWDAH_MANAGEMENT_PORT",
                "0",
                "HOWDAH_HTTP_EVENT_LOOPS",
                "1",
                "HOWDAH_HTTP_REQUESTS_PER_SECOND",
                "10000000",
                "HOWDAH_PUSH_MAX_CONNECTIONS",
                "20000"));
        // All but a few clients are one subject.
        environment.put("HOWDAH_PUSH_MAX_CONNECTIONS_PER_SUBJECT", "20000");
        environment.put("HOWDAH_PUSH_MAX_SUBSCRIPTIONS_PER_SUBJECT", "20000");
        List<String> command = new ArrayList<>(List.of(Child.java()));
        command.addAll(jvm);
        command.addAll(options.howdahJvm());
        command.addAll(
                List.of("-jar", options.jar().toString(), "dev", options.app().toString()));
        Child child = Child.run(options.log("howdah"), true, environment, pinned(command));
        return new HowdahServer(child, services.mongo(), database);
    }

    @Override
    int port() {
        return port;
    }

    @Override
    boolean saysReady() {
        return true;
    }

    @Override
    IntFunction<String> path() {
        return number -> "/notifications/t";
    }

    @Override
    void publish(long number) {
        insert("ticks", number, new Document("text", "x".repeat(5)));
    }

    /** Writes a new document. */
    void insert(String collection, long number, Document fields) {
        collection(collection).insertOne(document("k" + documents++, number, 1, fields));
    }

    /** Writes the document of a key as it is now, the same for everybody who sees it before and after. */
    void replace(String collection, String key, long number, Document fields) {
        Document document = document(key, number, number, fields);
        document.get("_h", Document.class).append("was", new Document());
        collection(collection).replaceOne(new Document("_id", key), document, new ReplaceOptions().upsert(true));
    }

    private MongoCollection<Document> collection(String name) {
        return mongo.getDatabase(database).getCollection(name);
    }

    private static Document document(String key, long number, long revision, Document fields) {
        Document document = new Document("_id", key).append("id", key);
        document.putAll(fields);
        return document.append("n", number)
                .append(
                        "_h",
                        new Document("rev", revision)
                                .append("v", new Document("main", number))
                                .append("at", new Date()));
    }

    /** A counter of Prometheus, 0 where it is not there yet. */
    double metric(String name) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/observe/metrics"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() throws IOException {
        mongo.close();
        super.close();
    }
}
