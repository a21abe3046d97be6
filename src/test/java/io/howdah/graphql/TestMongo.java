package io.howdah.graphql;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.BsonDocument;

/** A database of its own for a test: on the MongoDB that {@code -Dhowdah.test.mongo-uri} names, or on one in this process. */
final class TestMongo implements AutoCloseable {

    private record Version(List<Integer> getVersionArray, int getWireVersion) implements MongoVersion {}

    private final List<BsonDocument> finds = new CopyOnWriteArrayList<>();
    private final MongoServer server;
    private final MongoClient client;
    private final MongoDatabase database;

    TestMongo() {
        String uri = System.getProperty("howdah.test.mongo-uri");
        MemoryBackend backend = new MemoryBackend();
        // The library says a wire version that the driver refuses.
        backend.version(new Version(List.of(5, 0, 0), 8));
        server = uri == null ? new MongoServer(backend) : null;
        client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri == null ? server.bindAndGetConnectionString() : uri))
                .addCommandListener(new Finds())
                .build());
        database =
                client.getDatabase("howdah_test_" + UUID.randomUUID().toString().substring(0, 8));
    }

    /** Return the find commands that were sent since the last call. */
    List<BsonDocument> finds() {
        List<BsonDocument> sent = List.copyOf(finds);
        finds.clear();
        return sent;
    }

    private final class Finds implements CommandListener {
        @Override
        public void commandStarted(CommandStartedEvent command) {
            if (command.getCommandName().equals("find")) {
                finds.add(command.getCommand().clone());
            }
        }
    }

    MongoDatabase database() {
        return database;
    }

    @Override
    public void close() {
        database.drop();
        client.close();
        if (server != null) {
            server.shutdownNow();
        }
    }
}
