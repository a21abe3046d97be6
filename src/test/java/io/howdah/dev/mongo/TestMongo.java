package io.howdah.dev.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/** The server under test: the embedded one, or with {@code -Dhowdah.test.mongo-uri=…} a real replica set. */
final class TestMongo implements AutoCloseable {

    private static final long DEADLINE_SECONDS = 20;

    private final EmbeddedMongo embedded;
    private final String uri;
    private final MongoClient client;

    private TestMongo(EmbeddedMongo embedded, String uri) {
        this.embedded = embedded;
        this.uri = uri;
        this.client = connect(uri);
    }

    static TestMongo open() throws IOException {
        String uri = System.getProperty("howdah.test.mongo-uri");
        if (uri != null) {
            return new TestMongo(null, uri);
        }
        EmbeddedMongo embedded = EmbeddedMongo.start("127.0.0.1", 0);
        return new TestMongo(embedded, embedded.uri());
    }

    static MongoClient connect(String uri) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri))
                .writeConcern(WriteConcern.MAJORITY)
                .build());
    }

    String uri() {
        return uri;
    }

    MongoClient client() {
        return client;
    }

    /** Returns a database with a random name, for one test. */
    MongoDatabase newDatabase() {
        return client.getDatabase(
                "howdah_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12));
    }

    @Override
    public void close() {
        client.close();
        if (embedded != null) {
            embedded.close();
        }
    }

    /** Opens a stream that shows all later writes. */
    static MongoChangeStreamCursor<ChangeStreamDocument<Document>> open(ChangeStreamIterable<Document> stream) {
        return stream.maxAwaitTime(100, TimeUnit.MILLISECONDS).cursor();
    }

    /** Returns the next {@code count} events; fewer if the stream ends or after 20 seconds. */
    static List<ChangeStreamDocument<Document>> take(
            MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor, int count) {
        List<ChangeStreamDocument<Document>> events = new ArrayList<>();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (events.size() < count && System.nanoTime() < deadline) {
            ChangeStreamDocument<Document> event = cursor.tryNext();
            if (event != null) {
                events.add(event);
            } else if (cursor.getServerCursor() == null) {
                break;
            }
        }
        return events;
    }

    static List<ChangeStreamDocument<Document>> take(ChangeStreamIterable<Document> stream, int count) {
        try (var cursor = open(stream)) {
            return take(cursor, count);
        }
    }
}
