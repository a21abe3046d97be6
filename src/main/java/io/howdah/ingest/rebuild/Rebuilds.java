package io.howdah.ingest.rebuild;

import com.mongodb.client.MongoDatabase;
import io.howdah.config.IngestSettings;
import io.howdah.ingest.IngestRoute;
import io.howdah.ingest.IngestRoutes;
import io.howdah.ingest.ModelStates;
import io.howdah.ingest.kafka.Topics;
import io.howdah.ingest.rebuild.Rebuild.Run;
import io.howdah.ingest.rebuild.Rebuild.State;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.store.ModelCollections;
import io.howdah.store.ModelShapes;
import io.howdah.store.Pointer;
import io.howdah.store.SilentHolders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Starts, stops and reports rebuilds of read models. They run in this process, with at most one per model across all
 * processes. Thread-safe.
 */
public final class Rebuilds implements AutoCloseable {

    /** Several heartbeat intervals. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final ReadModels models;
    private final IngestRoutes routes;
    private final RebuildStore store;
    private final Supplier<Map<String, Object>> kafka;
    private final IngestSettings settings;
    private final Topics topics;
    private volatile String fingerprint;
    private final RunningJobs running = new RunningJobs();
    private final SilentHolders holders = new SilentHolders(SILENCE);
    private final String owner =
            ProcessHandle.current().pid() + "-" + UUID.randomUUID().toString().substring(0, 8);

    /**
     * Creates the service. It runs nothing until a rebuild is requested.
     *
     * @param models the read models
     * @param collections the models' collections
     * @param routes the routes that feed them
     * @param shapes the shapes of the stored documents
     * @param states the topics that the models' offsets belong to
     * @param topics reads topic metadata
     * @param systemDatabase the database of the ledger
     * @param kafka returns new Kafka client properties for each client
     * @param settings the batch size and the maximum share of dead letters
     * @param fingerprint the fingerprint of routes and SDL, so that a rebuild is not resumed with others
     */
    public Rebuilds(
            ReadModels models,
            ModelCollections collections,
            IngestRoutes routes,
            ModelShapes shapes,
            ModelStates states,
            Topics topics,
            MongoDatabase systemDatabase,
            Supplier<Map<String, Object>> kafka,
            IngestSettings settings,
            String fingerprint) {
        this.models = models;
        this.routes = routes;
        this.store = new RebuildStore(
                collections,
                new RebuildLedger(systemDatabase),
                new FormerCollections(models, collections),
                shapes,
                states);
        this.kafka = kafka;
        this.settings = settings;
        this.topics = topics;
        this.fingerprint = fingerprint;
    }

    /** Starts to watch the heartbeats of other processes' rebuilds, to detect dead ones. */
    public void watch() {
        running.watch(() -> store.ledger().all().forEach(this::isSilent));
    }

    /**
     * Starts a rebuild, resumes an interrupted one, or, if only that is requested, drops the former collections of an
     * earlier one.
     *
     * @throws RebuildRefusedException with the reason and the fix
     * @throws com.mongodb.MongoException if MongoDB fails
     * @throws org.apache.kafka.common.KafkaException if Kafka fails
     */
    public RebuildReport start(String modelName, RebuildRequest request) {
        SourceTopics sources = sources(modelName);
        ReadModel model = sources.model();
        Optional<Rebuild> last = store.ledger().find(model.name());
        Optional<Rebuild> alive = last.filter(this::isAlive);
        if (alive.isPresent()) {
            return joinRunning(alive.get(), request);
        }
        requireMatchingDocuments(model, request);
        Pointer pointer = store.collections().pointer(model);
        Optional<Rebuild> interrupted = last.filter(Rebuild::isUnfinished);
        if (request.dropOld()
                && interrupted.isEmpty()
                && !request.isInPlace()
                && !pointer.former().isEmpty()) {
            return dropFormer(model, pointer);
        }
        requireUnsharded(pointer, request);
        NextRebuild plans = new NextRebuild(store.collections(), sources, pointer, last, fingerprint, owner);
        Rebuild next = interrupted
                .filter(rebuild -> !request.restart())
                .map(rebuild -> plans.resumed(rebuild, request))
                .orElseGet(() -> plans.fresh(request));
        if (!store.ledger().begin(last, next)) {
            throw new RebuildRefusedException("a rebuild of " + model.name() + " has just started in another process");
        }
        if (pointer.isSwitching()) {
            // The owner of the fence has lost the lease.
            var unused = store.collections().change(pointer, read -> read.withFence(null));
        }
        interrupted.filter(rebuild -> request.restart()).ifPresent(this::dropShadow);
        running.run(new RebuildJob(sources, store, next, settings.dlqMaxRatio()));
        return report(modelName);
    }

    /** Rejects a rebuild that writes in place or carries over documents that do not match the SDL. */
    private void requireMatchingDocuments(ReadModel model, RebuildRequest request) {
        if (request.isInPlace() || request.keepMissing()) {
            store.shapes().obstacle(model.name()).ifPresent(reason -> {
                throw new RebuildRefusedException(reason + ", without --key, --since and --keep-missing");
            });
        }
    }

    /** Rejects a rebuild of a sharded collection: the new one would not be sharded. */
    private void requireUnsharded(Pointer pointer, RebuildRequest request) {
        if (!request.isInPlace()) {
            store.collections()
                    .sharding()
                    .obstacleToRebuild(pointer.collection())
                    .ifPresent(reason -> {
                        throw new RebuildRefusedException(reason);
                    });
        }
    }

    /**
     * Stops a running rebuild in any process. It can be resumed later.
     *
     * @throws RebuildRefusedException if none is running
     */
    public RebuildReport stop(String modelName) {
        Rebuild last = store.ledger()
                .find(model(modelName).name())
                .filter(this::isAlive)
                .orElseThrow(() -> new RebuildRefusedException("no rebuild of " + modelName + " is running"));
        store.ledger().requestStop(last);
        return report(modelName);
    }

    /** Returns a model's current collection and the progress of its rebuild. */
    public RebuildReport report(String modelName) {
        ReadModel model = model(modelName);
        Optional<Rebuild> last = store.ledger().find(model.name());
        return RebuildReport.of(
                store.collections().pointer(model),
                last,
                last.filter(this::isSilent).isPresent());
    }

    /**
     * Returns why records of a model must not be replayed at present, or empty if they may be. While a rebuild is
     * unfinished, a replay of records that it has already read would reach only the old collection.
     */
    public Optional<String> obstacle(String modelName) {
        return store.ledger()
                .find(modelName)
                .filter(last -> last.isUnfinished() && !last.isInPlace() && !last.isSwitched())
                // A failed rebuild starts over and reads everything again.
                .filter(last -> last.state() != State.FAILED)
                .map(last -> "a rebuild of " + modelName + " is unfinished and would miss the replayed records; replay"
                        + " them when it is done (see `howdah rebuild " + modelName + " --status`)")
                .or(() -> store.shapes().obstacle(modelName));
    }

    /** Returns the models that are being rebuilt in any process. */
    public List<String> alive() {
        return models.all().stream()
                .map(ReadModel::name)
                .filter(name -> store.ledger().find(name).filter(this::isAlive).isPresent())
                .toList();
    }

    /** Sets the fingerprint of routes and SDL after a reload. */
    public void fingerprint(String newFingerprint) {
        fingerprint = newFingerprint;
    }

    private boolean isAlive(Rebuild rebuild) {
        return rebuild.state() == State.RUNNING && !isSilent(rebuild);
    }

    /** Returns whether a running rebuild sends no heartbeats. Call this every few seconds. */
    private boolean isSilent(Rebuild rebuild) {
        if (rebuild.state() != State.RUNNING) {
            holders.forget(rebuild.model());
            return false;
        }
        Run run = rebuild.lease();
        return holders.isSilent(rebuild.model(), List.of(run.epoch(), run.beat()));
    }

    /** Interrupts the rebuilds of this process; another one can resume them. */
    @Override
    public void close() {
        running.close();
    }

    private RebuildReport joinRunning(Rebuild last, RebuildRequest request) {
        if (request.equals(new RebuildRequest(false, false, true, Optional.empty(), Optional.empty()))) {
            store.ledger().requestDropOld(last);
            return report(last.model());
        }
        throw new RebuildRefusedException("a rebuild of " + last.model() + " has been running since " + last.startedAt()
                + "; see its progress with --status, or stop it with --stop");
    }

    private RebuildReport dropFormer(ReadModel model, Pointer pointer) {
        Instant latest = pointer.former().stream()
                .map(Pointer.Former::until)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        if (latest.plus(FormerCollections.AFTER_SWITCH).isAfter(Instant.now())) {
            throw new RebuildRefusedException("the collection of " + model.name() + " was switched at " + latest
                    + ", and a process may still read the former one; try again after "
                    + FormerCollections.AFTER_SWITCH.toSeconds() + " s");
        }
        store.former().drop(model);
        return report(model.name());
    }

    private void dropShadow(Rebuild interrupted) {
        String shadow = interrupted.plan().shadow();
        Pointer pointer = store.collections().pointer(model(interrupted.model()));
        boolean used =
                pointer.former().stream().anyMatch(each -> each.collection().equals(shadow));
        if (shadow != null && !used && !pointer.collection().equals(shadow)) {
            store.former().drop(shadow);
        }
    }

    private SourceTopics sources(String modelName) {
        ReadModel model = model(modelName);
        List<IngestRoute> feeding = routes.of(model.name());
        if (feeding.isEmpty()) {
            throw new RebuildRefusedException("no ingest route feeds " + model.name() + ", so it cannot be rebuilt");
        }
        return new SourceTopics(model, feeding, topics, kafka, settings.batchSize());
    }

    private ReadModel model(String name) {
        return models.find(name)
                .orElseThrow(() -> new RebuildRefusedException("there is no model " + name + "; there are "
                        + String.join(
                                ", ", models.all().stream().map(ReadModel::name).toList())));
    }
}
