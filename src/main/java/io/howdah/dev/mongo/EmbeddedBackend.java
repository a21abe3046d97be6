package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerException;
import de.bwaldvogel.mongo.exception.NamespaceExistsException;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import de.bwaldvogel.mongo.oplog.Oplog;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.Channel;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes commands as the primary of a replica set with one member. */
final class EmbeddedBackend extends AbstractMongoBackend {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBackend.class);

    /** Commands that change the catalogue. They run alone: a concurrent write could reach a collection that was just dropped. */
    private static final Set<String> EXCLUSIVE =
            Set.of("create", "createindexes", "drop", "dropdatabase", "dropindexes", "renamecollection");

    /** After this time without a write, the server appends an entry, as a real server does. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final BoundedOplog changes;
    private final Replication replication;
    private final Cursors cursors = new Cursors();
    private final TtlSweeper sweeper = new TtlSweeper();
    private final RetriedWrites retriedWrites = new RetriedWrites();
    private final ReadWriteLock catalogue = new ReentrantReadWriteLock();
    private final ChangeStreams changeStreams;

    EmbeddedBackend(int oplogEntries, Clock clock) {
        super(clock);
        this.changes = new BoundedOplog(oplogEntries, clock);
        this.replication = new Replication(changes);
        this.changeStreams = new ChangeStreams(changes, cursors, this::resolveDatabase, catalogue.readLock());
        enableOplog();
        version(new Version());
    }

    /** Returns the reply to a message; exceptions become error replies. */
    @Override
    public Document handleMessage(MongoMessage message) {
        Document reply;
        try {
            reply = super.handleMessage(message);
        } catch (MongoServerException e) {
            reply = ServerErrors.reply(e);
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue(
                            "command", message.getDocument().keySet().iterator().next())
                    .log("Embedded MongoDB: command failed");
            reply = ServerErrors.reply(e);
        }
        return withClusterTime(message.getDocument(), reply);
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        Refusals.check(query);
        String name = command.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "hello", "ismaster" -> Hello.reply(channel, query, changes, getClock());
            case "getmore" -> cursors.more(query, () -> !channel.isActive());
            case "killcursors" -> killCursors(query);
            default ->
                replication.run(
                        query,
                        () -> !channel.isActive(),
                        () -> retriedWrites.once(query, () -> runLocked(channel, database, name, command, query)));
        };
    }

    private Document killCursors(Document query) {
        Document reply = cursors.kill(Fields.required(query, "cursors", List.class));
        changes.wake();
        return reply;
    }

    private Document runLocked(Channel channel, String database, String name, String command, Document query) {
        Lock lock = EXCLUSIVE.contains(name) ? catalogue.writeLock() : catalogue.readLock();
        lock.lock();
        try {
            if (replication.isHeld() && lock == catalogue.writeLock() && !name.equals("create")) {
                throw ServerErrors.notImplemented("changes of collections and indexes while replication is held");
            }
            return run(channel, database, name, command, query);
        } finally {
            lock.unlock();
        }
    }

    private Document run(Channel channel, String database, String name, String command, Document query) {
        if (name.equals("aggregate")) {
            Pipeline pipeline = Pipeline.of(query);
            Document options = pipeline.changeStream();
            if (options != null) {
                return changeStreams.open(database, query, options, pipeline.withoutFirst());
            }
        }
        if (name.equals("renamecollection")) {
            return rename(Fields.string(query, command), Fields.string(query, "to"), query.get("dropTarget"));
        }
        return super.handleCommand(channel, database, command, query);
    }

    private Document rename(String from, String to, @Nullable Object dropTarget) {
        MongoDatabase source = resolveDatabase(Utils.getDatabaseNameFromFullName(from));
        MongoDatabase target = resolveDatabase(Utils.getDatabaseNameFromFullName(to));
        String sourceName = Utils.getCollectionNameFromFullName(from);
        String targetName = Utils.getCollectionNameFromFullName(to);
        var collection = source.resolveCollection(sourceName, false);
        if (collection == null) {
            throw ServerErrors.namespaceNotFound("Source collection " + from + " does not exist");
        }
        if (from.equals(to)) {
            throw ServerErrors.illegalOperation("Can't rename a collection to itself");
        }
        if (target.resolveCollection(targetName, false) != null) {
            if (!Utils.isTrue(dropTarget)) {
                throw new NamespaceExistsException("target namespace exists");
            }
            target.dropCollection(targetName, NoopOplog.get());
        }
        Change rename = Change.rename(collection, target.getDatabaseName(), targetName);
        target.moveCollection(source, collection, targetName);
        changes.append(rename);
        return ServerErrors.okay();
    }

    @Override
    public void dropDatabase(String databaseName) {
        BsonTimestamp before = changes.last();
        super.dropDatabase(databaseName);
        if (!before.equals(changes.last())) {
            changes.append(Change.dropDatabase(databaseName));
        }
    }

    void holdReplication() {
        exclusively(replication::hold);
    }

    void releaseReplication() {
        exclusively(replication::release);
    }

    /**
     * Rolls back the writes that no majority has; commands that wait for a majority fail.
     *
     * @param disconnect closes the connections
     */
    void rollBack(Runnable disconnect) {
        exclusively(() -> {
            disconnect.run();
            cursors.closeAll();
            retriedWrites.forgetAll();
            replication.rollBack();
        });
    }

    private void exclusively(Runnable change) {
        catalogue.writeLock().lock();
        try {
            change.run();
        } finally {
            catalogue.writeLock().unlock();
        }
    }

    /** Removes expired documents and idle cursors. */
    void sweep() {
        catalogue.readLock().lock();
        try {
            sweeper.sweep(getClock().instant());
        } finally {
            catalogue.readLock().unlock();
        }
        cursors.closeIdle();
        changes.appendIfIdle(IDLE);
    }

    /** Wakes every waiting {@code getMore}, so that those of closed connections end. */
    void wakeWaiting() {
        changes.wake();
    }

    /** Closes all cursors, as a restart of the server does. */
    void closeCursors() {
        cursors.closeAll();
        changes.wake();
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String databaseName) {
        return new EmbeddedDatabase(databaseName, getCursorRegistry(), replication, sweeper, cursors);
    }

    @Override
    protected Oplog createOplog() {
        return changes;
    }

    private Document withClusterTime(Document command, Document reply) {
        BsonTimestamp last = changes.last();
        BsonTimestamp seen = ReadConcern.of(command).isMajority() ? changes.committed() : last;
        Document signature = new Document("hash", new BinData(new byte[20])).append("keyId", 0L);
        // Copies the reply: one that is kept for retries must not change.
        return new Document(reply)
                .append("operationTime", seen)
                .append("$clusterTime", new Document("clusterTime", last).append("signature", signature));
    }

    /** MongoDB 4.4 to drivers, with the wire version of 4.2, the oldest that they support. */
    private static final class Version implements MongoVersion {

        @Override
        public List<Integer> getVersionArray() {
            return List.of(4, 4, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return Hello.WIRE_VERSION;
        }
    }
}
