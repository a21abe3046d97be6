package io.howdah.graphql;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import graphql.schema.GraphQLSchema;
import io.howdah.config.GraphQlSettings;
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
    private final PageCursors cursors;

    TestMongo() {
        client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(TestServices.mongoUri()))
                .addCommandListener(new Commands())
                .build());
        database =
                client.getDatabase("howdah_test_" + UUID.randomUUID().toString().substring(0, 8));
        cursors = new PageCursors(SealingKey.of(database));
        commands.clear();
    }

    /** Return an engine on this database. */
    GraphQlEngine engine(ReadModels models) {
        return engine(models, runner, PersistedQueries.withoutList());
    }

    /** Return an engine on this database, with limits of the test's own. */
    GraphQlEngine engine(ReadModels models, GraphQlSettings limits) {
        return engine(models, runner, PersistedQueries.withoutList(), limits);
    }

    GraphQlEngine engine(ReadModels models, OperationRunner operations, PersistedQueries persisted) {
        return engine(models, operations, persisted, TestLimits.DEFAULTS);
    }

    private GraphQlEngine engine(
            ReadModels models, OperationRunner operations, PersistedQueries persisted, GraphQlSettings limits) {
        return new GraphQlEngine(models, new ModelCollections(database), cursors, operations, persisted, limits);
    }

    /** Return the schema that is served of the models. */
    GraphQLSchema schema(ReadModels models) {
        return SchemaAssembly.assemble(models.frontends().get(0), models, new ModelCollections(database), cursors);
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
