package io.howdah.graphql;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.ConnectionClosedEvent;
import com.mongodb.event.ConnectionPoolListener;
import graphql.schema.GraphQLSchema;
import io.howdah.chaos.faults.TcpProxy;
import io.howdah.chaos.faults.WireProtocol;
import io.howdah.config.GraphQlSettings;
import io.howdah.graphql.execution.GraphQlEngine;
import io.howdah.graphql.execution.PersistedQueries;
import io.howdah.graphql.schema.RouteCalls;
import io.howdah.graphql.schema.SchemaAssembly;
import io.howdah.model.ReadModels;
import io.howdah.observe.Tracing;
import io.howdah.query.OperationRunner;
import io.howdah.query.PageCursors;
import io.howdah.query.ProcessorTimes;
import io.howdah.security.CursorKeys;
import io.howdah.store.ModelCollections;
import io.howdah.testing.TestServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.impl.DefaultCamelContext;
import org.bson.BsonDocument;

/** Database of a test on the test run's MongoDB. */
public final class TestMongo implements AutoCloseable {

    private final List<BsonDocument> commands = new CopyOnWriteArrayList<>();
    private final OperationRunner runner =
            new OperationRunner(TestLimits.operations(4, 100, Duration.ofSeconds(30)), new ProcessorTimes(100));
    private final AtomicInteger broken = new AtomicInteger();
    private final TcpProxy proxy;
    private final MongoClient client;
    private final MongoDatabase database;
    private final PageCursors cursors;

    public TestMongo() {
        this(false);
    }

    /** Returns a database behind a proxy, which delays responses or cuts connections on demand. */
    public static TestMongo behindAProxy() {
        return new TestMongo(true);
    }

    private TestMongo(boolean proxied) {
        ConnectionString direct = new ConnectionString(TestServices.mongoUri());
        proxy = proxied ? proxy(direct) : null;
        client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(
                        proxied
                                ? new ConnectionString("mongodb://127.0.0.1:" + proxy.port()
                                        + "/?directConnection=true&serverSelectionTimeoutMS=300")
                                : direct)
                .applyToConnectionPoolSettings(pool -> pool.addConnectionPoolListener(new Broken()))
                .addCommandListener(new Commands())
                .build());
        database =
                client.getDatabase("howdah_test_" + UUID.randomUUID().toString().substring(0, 8));
        cursors = new PageCursors(new CursorKeys(database, Optional.empty()));
        // Clears the read of the cursor key.
        commands.clear();
    }

    /** Returns an engine on this database. */
    public GraphQlEngine engine(ReadModels models) {
        return engine(models, runner, PersistedQueries.withoutList());
    }

    /** Returns an engine on this database with a test's own limits. */
    public GraphQlEngine engine(ReadModels models, GraphQlSettings limits) {
        return engine(models, runner, PersistedQueries.withoutList(), limits);
    }

    public GraphQlEngine engine(ReadModels models, OperationRunner operations, PersistedQueries persisted) {
        return engine(models, operations, persisted, TestLimits.DEFAULTS);
    }

    private GraphQlEngine engine(
            ReadModels models, OperationRunner operations, PersistedQueries persisted, GraphQlSettings limits) {
        return engine(models, operations, persisted, limits, calls());
    }

    /** Returns an engine on this database with routes for hand-written fields. */
    public GraphQlEngine engine(ReadModels models, RouteCalls calls) {
        return engine(models, runner, PersistedQueries.withoutList(), TestLimits.DEFAULTS, calls);
    }

    private GraphQlEngine engine(
            ReadModels models,
            OperationRunner operations,
            PersistedQueries persisted,
            GraphQlSettings limits,
            RouteCalls calls) {
        return new GraphQlEngine(
                models,
                new ModelCollections(client, database.getName()),
                cursors,
                operations,
                persisted,
                limits,
                calls,
                Tracing.OFF);
    }

    private static RouteCalls calls() {
        return new RouteCalls(new DefaultCamelContext(false), TestLimits.operations(4, 100, Duration.ofSeconds(30)));
    }

    /** Returns the schema of the models. */
    public GraphQLSchema schema(ReadModels models) {
        return SchemaAssembly.assemble(
                models.frontends().get(0), models, new ModelCollections(client, database.getName()), cursors, calls());
    }

    /** Returns the commands since the last call. */
    public List<BsonDocument> commands() {
        List<BsonDocument> copy = List.copyOf(commands);
        commands.clear();
        return copy;
    }

    /** Returns the number of find commands since the last call of {@link #commands()}. */
    public int finds() {
        return (int) commands.stream()
                .filter(command -> command.getFirstKey().equals("find"))
                .count();
    }

    private static TcpProxy proxy(ConnectionString to) {
        ServerAddress server = new ServerAddress(to.getHosts().get(0));
        try {
            return TcpProxy.start(
                    WireProtocol.MONGO, "127.0.0.1", 0, new InetSocketAddress(server.getHost(), server.getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Delays responses to find commands until the latch opens. */
    public void hold(CountDownLatch until) {
        proxy.tap((direction, command) -> {
            if (direction == TcpProxy.Direction.TO_CLIENT && command.startsWith("find ")) {
                try {
                    until.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return TcpProxy.Verdict.PASS;
        });
    }

    /** Makes the database unreachable. */
    public void refuseConnections() {
        proxy.refuse();
    }

    /** Returns the number of connections that were closed. */
    public int broken() {
        return broken.get();
    }

    private final class Broken implements ConnectionPoolListener {
        @Override
        public void connectionClosed(ConnectionClosedEvent event) {
            broken.incrementAndGet();
        }
    }

    private final class Commands implements CommandListener {
        @Override
        public void commandStarted(CommandStartedEvent command) {
            commands.add(command.getCommand().clone());
        }
    }

    public MongoDatabase database() {
        return database;
    }

    @Override
    public void close() {
        runner.close();
        if (proxy == null) {
            database.drop();
        }
        client.close();
    }
}
