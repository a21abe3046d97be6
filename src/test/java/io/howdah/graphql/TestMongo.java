package io.howdah.graphql;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.howdah.config.OperationSettings;
import io.howdah.model.ReadModels;
import io.howdah.query.PageCursors;
import io.howdah.security.SealingKey;
import io.howdah.store.ModelCollections;
import io.howdah.testing.TestServices;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.BsonDocument;

/** A database of its own for a test, on the test run's MongoDB. */
final class TestMongo implements AutoCloseable {

    private final List<BsonDocument> commands = new CopyOnWriteArrayList<>();
    private final OperationRunner runner =
            new OperationRunner(new OperationSettings(4, 100, Duration.ofSeconds(30), Optional.empty(), false));
    private final MongoClient client;
    private final MongoDatabase database;

    TestMongo() {
        client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(TestServices.mongoUri()))
                .addCommandListener(new Commands())
                .build());
        database =
                client.getDatabase("howdah_test_" + UUID.randomUUID().toString().substring(0, 8));
    }

    /** Return an engine on this database. */
    GraphQlEngine engine(ReadModels models) {
        return engine(models, runner, PersistedQueries.withoutList());
    }

    GraphQlEngine engine(ReadModels models, OperationRunner operations, PersistedQueries persisted) {
        PageCursors cursors = new PageCursors(SealingKey.of(database));
        return new GraphQlEngine(models, new ModelCollections(database), cursors, operations, persisted);
    }

    /** Return the commands that were sent since the last call. */
    List<BsonDocument> commands() {
        List<BsonDocument> sent = List.copyOf(commands);
        commands.clear();
        return sent;
    }

    private final class Commands implements CommandListener {
        @Override
        public void commandStarted(CommandStartedEvent command) {
            commands.add(command.getCommand().clone());
        }
    }

    MongoDatabase database() {
        return database;
    }

    @Override
    public void close() {
        runner.close();
        database.drop();
        client.close();
    }
}
