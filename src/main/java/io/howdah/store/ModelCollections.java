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
 * Finds the collection that holds a read model's documents: the one that the SDL names, until a rebuild switches to
 * another one by the model's {@link Pointer}. Every process follows the pointers within {@link #FOLLOWED_WITHIN}.
 * Thread-safe.
 */
public final class ModelCollections implements AutoCloseable {

    /** Maximum time that a process may read the former collection after a switch. */
    public static final Duration FOLLOWED_WITHIN = Duration.ofSeconds(1);

    /** Name of the pointers' collection. Its change events mark the position of a switch in the stream. */
    public static final String POINTERS = Pointers.COLLECTION;

    /** Exchange property: the {@link #session()} that the exchange's reads and writes share. */
    public static final String SESSION = "HowdahMongoSession";

    private static final Logger LOG = LoggerFactory.getLogger(ModelCollections.class);
    private static final String TOMBSTONE_INDEX = "howdah_tombstone_ttl";
    /** IndexOptionsConflict. */
    private static final int SAME_FIELDS_OTHER_NAME = 85;

    private static final long POLL_MS = 500;

    /** Maximum age of a fence. A running rebuild renews its fence every few seconds. */
    private static final Duration FENCE_LIFETIME = Duration.ofSeconds(30);

    /** Maximum wait for a switch, longer than one takes. After it the batch is read again, and the consumer polls. */
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

    /** Creates an instance for the read models' database of this name. */
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
     * Reads the pointers, and follows them until {@link #close}.
     *
     * @throws MongoException if they cannot be read now; later failures keep the last known state
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

    /** Returns the name of the collection to read. */
    public String nameOf(ReadModel model) {
        return nameOf(model.name(), model.collection());
    }

    /** Returns the name of the collection to read, if the SDL names {@code base} as the model's. */
    String nameOf(String model, String base) {
        Pointer pointer = known.get(model);
        return pointer == null ? base : pointer.rebased(base).collection();
    }

    /** Returns the collection to read. */
    public MongoCollection<Document> of(ReadModel model) {
        return named(nameOf(model));
    }

    /** Starts a session with causal consistency: each read sees at least what the session has read and written before. */
    public ClientSession session() {
        return client.startSession(CAUSAL);
    }

    /** Pings the database, so that the session knows the server's present time. */
    public void ping(ClientSession session) {
        database.runCommand(session, new Document("ping", 1));
    }

    /** Returns a collection of the read models' database. */
    public MongoCollection<Document> named(String name) {
        return database.getCollection(name);
    }

    /**
     * Returns the name of the collection that a batch must write to, and waits for a switch in progress. Call {@link
     * #confirm} before the commit.
     *
     * @throws SwitchingException if the switch takes too long
     */
    public String writable(ReadModel model) {
        long remaining = MAX_SWITCH.toNanos();
        lock.lock();
        try {
            while (isSwitching(model)) {
                if (remaining <= 0) {
                    throw new SwitchingException(model.name());
                }
                remaining = changed.awaitNanos(remaining);
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
     * Checks with the server that a batch may be committed: the collection is still the model's, and no switch is in
     * progress. Otherwise the switch could miss documents that the batch wrote or read. Decision 20 has the proof.
     *
     * @param session the session of the batch's majority reads and its writes
     * @throws SwitchingException if the batch must be repeated
     * @throws MongoException if the server does not answer
     */
    public void confirm(ClientSession session, ReadModel model, String collection) {
        Pointer pointer = known(model, stored.find(session, model.name()));
        if (pointer.isSwitching() || !pointer.collection().equals(collection)) {
            throw new SwitchingException(model.name());
        }
    }

    /** Returns the stored pointer, or the initial one if the model was never rebuilt. */
    public Pointer pointer(ReadModel model) {
        return known(model, stored.find(model.name()));
    }

    private Pointer known(ReadModel model, Optional<Pointer> found) {
        found.ifPresent(this::follow);
        return found.map(pointer -> pointer.rebased(model.collection()))
                .orElseGet(() -> Pointer.initial(model.name(), model.collection()));
    }

    /**
     * Returns the pointer of the model whose SDL names this collection, read at a state not older than the session's.
     *
     * @param reader the read models' database, through the session's connection
     */
    public Optional<Pointer> pointer(ClientSession session, MongoDatabase reader, String base) {
        Optional<Pointer> found = new Pointers(reader).ofBase(session, base);
        found.ifPresent(this::follow);
        return found;
    }

    /**
     * Replaces a pointer, if it has not changed since it was read.
     *
     * @return the stored pointer, or empty if another writer changed it first
     */
    public Optional<Pointer> change(Pointer read, UnaryOperator<Pointer> change) {
        Optional<Pointer> written = stored.change(read, change);
        written.ifPresent(this::follow);
        return written;
    }

    /** Applies a pointer from the change stream, and returns it. */
    public Pointer follow(Document pointer) {
        Pointer next = Pointer.of(pointer);
        follow(next);
        return next;
    }

    /**
     * Creates named indexes and the collection, and never drops any. An existing index of the same fields with another
     * name is sufficient.
     *
     * @param fields the field paths of each index, all ascending
     * @throws MongoException if the server refuses an index
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
            LOG.atDebug().addKeyValue("index", name).log("An index of these fields already exists");
        }
    }

    /**
     * Reads from the server which collections are sharded.
     *
     * @throws MongoException if the server does not answer
     */
    public Sharding sharding() {
        return new Sharding(database, client.getDatabase("config"));
    }

    /** Returns the name of the read models' database. */
    String database() {
        return database.getName();
    }

    /** Returns whether this is the name of the read models' database. */
    public boolean areIn(String databaseName) {
        return database.getName().equals(databaseName);
    }

    /** Returns whether the database has a collection of that name. */
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
            // A lagging change stream or a slow read returns an older pointer; ignore it.
            if (before == null || pointer.revision() > before.revision()) {
                known.put(pointer.model(), pointer);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the rebuild that set a fence no longer renews it: the pointer's revision does not grow. */
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
                                                    "A rebuild died while it switched collections, ingest continues with the old collection"));
                }
            }
        } catch (RuntimeException | Error e) {
            // The known pointers stay valid until a switch, and no batch commits without a check on the server.
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("Pointers cannot be read");
        }
    }
}
