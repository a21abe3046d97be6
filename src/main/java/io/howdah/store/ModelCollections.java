package io.howdah.store;

import static com.mongodb.client.model.Indexes.ascending;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import io.howdah.model.ReadModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collection that holds a read model's documents at present: the one that the SDL names, until a rebuild switches to
 * another by the model's {@link Pointer}. Every process follows the pointers within {@link #FOLLOWED_WITHIN}.
 */
public final class ModelCollections implements AutoCloseable {

    /** How long a process may read the former collection after a switch. */
    public static final Duration FOLLOWED_WITHIN = Duration.ofSeconds(1);

    /** The collection of the pointers, whose change events say where in the stream a switch took place. */
    public static final String POINTERS = Pointers.COLLECTION;

    /** Exchange property: the {@link #session()} that an exchange's reads and writes share. */
    public static final String SESSION = "HowdahMongoSession";

    private static final Logger LOG = LoggerFactory.getLogger(ModelCollections.class);
    private static final String TOMBSTONE_INDEX = "howdah_tombstone_ttl";
    /** IndexOptionsConflict. */
    private static final int SAME_FIELDS_OTHER_NAME = 85;

    private static final long POLL_MS = 500;

    /** A rebuild renews its fence every few seconds. */
    private static final Duration FENCE_LIFETIME = Duration.ofSeconds(30);

    /** Longer than a switch takes; after it the batch is read again, and the consumer shows that it is alive. */
    private static final Duration MAX_SWITCH = Duration.ofSeconds(20);

    private static final ClientSessionOptions CAUSAL =
            ClientSessionOptions.builder().causallyConsistent(true).build();

    private final MongoClient client;
    private final MongoDatabase database;
    private final Pointers stored;
    private final Map<String, Pointer> known = new ConcurrentHashMap<>();
    private final SilentHolders fences;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable ScheduledExecutorService poller;

    /** Looks into the database of this name, that of the read models. */
    public ModelCollections(MongoClient client, String databaseName) {
        this(client, databaseName, FENCE_LIFETIME);
    }

    ModelCollections(MongoClient client, String databaseName, Duration fenceLifetime) {
        this.client = client;
        this.database = client.getDatabase(databaseName);
        this.stored = new Pointers(database);
        this.fences = new SilentHolders(fenceLifetime);
    }

    /**
     * Reads the pointers, and follows them until the close.
     *
     * @throws MongoException if they cannot be read now; later failures leave what is known
     */
    public void start() {
        stored.all().forEach(this::follow);
        poller = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "howdah-pointers");
            thread.setDaemon(true);
            return thread;
        });
        var unused = poller.scheduleWithFixedDelay(this::poll, POLL_MS, POLL_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        if (poller != null) {
            poller.shutdownNow();
        }
    }

    /** Return the name of the collection that is read at present. */
    public String nameOf(ReadModel model) {
        return nameOf(model.name(), model.collection());
    }

    /** Return the name of the collection that is read at present where the SDL names that one as the model's. */
    String nameOf(String model, String base) {
        Pointer pointer = known.get(model);
        return pointer == null ? base : pointer.rebased(base).collection();
    }

    /** Return the collection that is read at present. */
    public MongoCollection<Document> of(ReadModel model) {
        return named(nameOf(model));
    }

    /** Starts a session in which each read sees at least what the session has read and written before. */
    public ClientSession session() {
        return client.startSession(CAUSAL);
    }

    /** Asks the database for a sign of life, so that the session knows its present time. */
    public void ping(ClientSession session) {
        database.runCommand(session, new Document("ping", 1));
    }

    /** Return a collection of the read models' database. */
    public MongoCollection<Document> named(String name) {
        return database.getCollection(name);
    }

    /**
     * Return the name of the collection that a batch is to write, after a switch that is under way. Before what was
     * written is committed, {@link #confirm} must be asked.
     *
     * @throws SwitchingException if the switch takes too long
     */
    public String writable(ReadModel model) {
        long patience = MAX_SWITCH.toNanos();
        lock.lock();
        try {
            while (isSwitching(model)) {
                if (patience <= 0) {
                    throw new SwitchingException(model.name());
                }
                patience = changed.awaitNanos(patience);
            }
            return nameOf(model);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SwitchingException(model.name());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Asks the server whether a batch may be committed: the collection is the model's, and no switch to another is under
     * way, or else the switch might miss what the batch wrote or found there. Decision 20 has the proof.
     *
     * @param session the one in which the batch read, by majority, and wrote
     * @throws SwitchingException if it may not; it must be done again
     * @throws MongoException if the server does not answer
     */
    public void confirm(ClientSession session, ReadModel model, String collection) {
        Pointer pointer = known(model, stored.find(session, model.name()));
        if (pointer.isSwitching() || !pointer.collection().equals(collection)) {
            throw new SwitchingException(model.name());
        }
    }

    /** Return the pointer as it is stored now, or what stands for it as long as the model was never rebuilt. */
    public Pointer pointer(ReadModel model) {
        return known(model, stored.find(model.name()));
    }

    private Pointer known(ReadModel model, Optional<Pointer> found) {
        found.ifPresent(this::follow);
        return found.map(pointer -> pointer.rebased(model.collection()))
                .orElseGet(() -> Pointer.initial(model.name(), model.collection()));
    }

    /**
     * Return the pointer of the model whose collection the SDL names so, as it is stored now or was at a time that is not
     * before what the session has seen.
     *
     * @param reader the read models' database, by the connection that the session is of
     */
    public Optional<Pointer> pointer(ClientSession session, MongoDatabase reader, String base) {
        Optional<Pointer> found = new Pointers(reader).ofBase(session, base);
        found.ifPresent(this::follow);
        return found;
    }

    /**
     * Writes a changed pointer, on the condition that it still is as it was read.
     *
     * @return what is stored now, or empty if somebody else was faster
     */
    public Optional<Pointer> change(Pointer read, UnaryOperator<Pointer> change) {
        Optional<Pointer> written = stored.change(read, change);
        written.ifPresent(this::follow);
        return written;
    }

    /** Takes notice of a pointer that came by in the change stream, and returns it. */
    public Pointer follow(Document pointer) {
        Pointer next = Pointer.of(pointer);
        follow(next);
        return next;
    }

    /**
     * Makes the indexes that stored documents need, and the collection with them; they are named, and never dropped. One of the
     * same fields that somebody else has made by another name serves as well.
     *
     * @param fields the paths of each index, which ascend
     * @throws MongoException if the server refuses one
     */
    public void createIndexes(String collection, List<List<String>> fields) {
        named(collection)
                .createIndex(
                        ascending("_h.exp"),
                        new IndexOptions()
                                .name(TOMBSTONE_INDEX)
                                .expireAfter(0L, TimeUnit.SECONDS)
                                .sparse(true));
        fields.forEach(paths -> createIndex(named(collection), paths));
    }

    private static void createIndex(MongoCollection<Document> collection, List<String> paths) {
        String name = "howdah_" + String.join(".", paths);
        try {
            collection.createIndex(ascending(paths), new IndexOptions().name(name));
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != SAME_FIELDS_OTHER_NAME) {
                throw e;
            }
            LOG.atDebug().addKeyValue("index", name).log("There is an index of these fields already");
        }
    }

    /**
     * Asks the server which collections are sharded.
     *
     * @throws MongoException if the server does not answer
     */
    public Sharding sharding() {
        return new Sharding(database, client.getDatabase("config"));
    }

    /** Return the name of the read models' database. */
    String database() {
        return database.getName();
    }

    /** Return whether the read models are in the database of that name. */
    public boolean areIn(String databaseName) {
        return database.getName().equals(databaseName);
    }

    /** Return whether the database has a collection of that name. */
    public boolean exists(String collection) {
        for (String name : database.listCollectionNames()) {
            if (name.equals(collection)) {
                return true;
            }
        }
        return false;
    }

    private boolean isSwitching(ReadModel model) {
        Pointer pointer = known.get(model.name());
        return pointer != null && pointer.rebased(model.collection()).isSwitching();
    }

    private void follow(Pointer pointer) {
        lock.lock();
        try {
            Pointer before = known.get(pointer.model());
            // A change stream that lags, or a slow read, tells what was; that is past.
            if (before == null || pointer.revision() > before.revision()) {
                known.put(pointer.model(), pointer);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the rebuild that raised a fence does not renew it, by which the pointer's revision grows. */
    boolean isAbandoned(Pointer pointer) {
        if (!pointer.isSwitching()) {
            fences.forget(pointer.model());
            return false;
        }
        return fences.isSilent(pointer.model(), pointer.revision());
    }

    private void poll() {
        try {
            for (Pointer pointer : stored.all()) {
                follow(pointer);
                if (isAbandoned(pointer)) {
                    change(pointer, read -> read.withFence(null))
                            .ifPresent(
                                    lifted -> LOG.atWarn()
                                            .addKeyValue("model", lifted.model())
                                            .log(
                                                    "A rebuild died while it switched collections, ingest goes on with the old one"));
                }
            }
        } catch (RuntimeException | Error e) {
            // What is known stays true until a switch, and no batch is committed without asking the server.
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("Pointers cannot be read");
        }
    }
}
