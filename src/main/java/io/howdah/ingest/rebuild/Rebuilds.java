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

/** Begins, stops and reports rebuilds of read models; they run in this process, at most one for a model in all of them. */
public final class Rebuilds implements AutoCloseable {

    /** Several heartbeats long. */
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
     * Makes the service; nothing runs before it is asked for.
     *
     * @param models the models that there are
     * @param collections where their documents are
     * @param routes the routes that feed them
     * @param shapes what their documents are like
     * @param states which topics the models' offsets are of
     * @param topics says what topics are like
     * @param systemDatabase where it is noted how far each rebuild is
     * @param kafka the properties with which a Kafka client connects, new ones for each client
     * @param settings how many records are taken at a time, and how many of them may be dead letters
     * @param fingerprint stands for the routes and the SDL, so that nobody goes on by others
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

    /** Listens to the rebuilds of other processes from now on, so as to know which of them is dead. */
    public void watch() {
        running.watch(() -> store.ledger().all().forEach(this::isSilent));
    }

    /**
     * Begins a rebuild, goes on with an interrupted one, or, when only asked to drop the former collections that an earlier
     * one left, does that.
     *
     * @throws RebuildRefusedException that says why not, and what to do
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
        requireWhole(model, request);
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
            throw new RebuildRefusedException("a rebuild of " + model.name() + " has just begun in another process");
        }
        if (pointer.isSwitching()) {
            // Whoever put it up has lost the lease.
            var unused = store.collections().change(pointer, read -> read.withFence(null));
        }
        interrupted.filter(rebuild -> request.restart()).ifPresent(this::dropShadow);
        running.run(new RebuildJob(sources, store, next, settings.dlqMaxRatio()));
        return report(modelName);
    }

    /** Documents that are not as the SDL says are neither written in place nor carried over. */
    private void requireWhole(ReadModel model, RebuildRequest request) {
        if (request.isInPlace() || request.keepMissing()) {
            store.shapes().obstacle(model.name()).ifPresent(reason -> {
                throw new RebuildRefusedException(reason + ", without --key, --since and --keep-missing");
            });
        }
    }

    /** The new collection would not be sharded. */
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
     * Asks a running rebuild to stop, wherever it runs; it can go on later.
     *
     * @throws RebuildRefusedException if none runs
     */
    public RebuildReport stop(String modelName) {
        Rebuild last = store.ledger()
                .find(model(modelName).name())
                .filter(this::isAlive)
                .orElseThrow(() -> new RebuildRefusedException("no rebuild of " + modelName + " runs"));
        store.ledger().askToStop(last);
        return report(modelName);
    }

    /** Return where a model's documents are, and how far its rebuild is. */
    public RebuildReport report(String modelName) {
        ReadModel model = model(modelName);
        Optional<Rebuild> last = store.ledger().find(model.name());
        return RebuildReport.of(
                store.collections().pointer(model),
                last,
                last.filter(this::isSilent).isPresent());
    }

    /**
     * Return why records of a model must not be ingested by hand at present, or empty if they may: what a rebuild has read
     * already would get into its old collection only.
     */
    public Optional<String> obstacle(String modelName) {
        return store.ledger()
                .find(modelName)
                .filter(last -> last.isUnfinished() && !last.isInPlace() && !last.isSwitched())
                // One that failed is begun anew, and reads all once more.
                .filter(last -> last.state() != State.FAILED)
                .map(last ->
                        "a rebuild of " + modelName + " is not at its end, and would miss what is replayed now; when it"
                                + " is done, replay again (see `howdah rebuild " + modelName + " --status`)")
                .or(() -> store.shapes().obstacle(modelName));
    }

    /** Return the models that are being rebuilt, wherever that is. */
    public List<String> alive() {
        return models.all().stream()
                .map(ReadModel::name)
                .filter(name -> store.ledger().find(name).filter(this::isAlive).isPresent())
                .toList();
    }

    /** Takes what stands for the routes and the SDL as they are from now on. */
    public void become(String fingerprintNow) {
        fingerprint = fingerprintNow;
    }

    private boolean isAlive(Rebuild rebuild) {
        return rebuild.state() == State.RUNNING && !isSilent(rebuild);
    }

    /** Whether it runs and was not heard of for a while; it must be asked every few seconds to know. */
    private boolean isSilent(Rebuild rebuild) {
        if (rebuild.state() != State.RUNNING) {
            holders.forget(rebuild.model());
            return false;
        }
        Run run = rebuild.lease();
        return holders.isSilent(rebuild.model(), List.of(run.epoch(), run.beat()));
    }

    /** Interrupts what runs in this process; another one can go on with it. */
    @Override
    public void close() {
        running.close();
    }

    private RebuildReport joinRunning(Rebuild last, RebuildRequest request) {
        if (request.equals(new RebuildRequest(false, false, true, Optional.empty(), Optional.empty()))) {
            store.ledger().askToDropOld(last);
            return report(last.model());
        }
        throw new RebuildRefusedException("a rebuild of " + last.model() + " runs since " + last.startedAt()
                + "; see how far it is with --status, or end it with --stop");
    }

    private RebuildReport dropFormer(ReadModel model, Pointer pointer) {
        Instant latest = pointer.former().stream()
                .map(Pointer.Former::until)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        if (latest.plus(FormerCollections.AFTER_SWITCH).isAfter(Instant.now())) {
            throw new RebuildRefusedException("the collection of " + model.name() + " was switched at " + latest
                    + ", and some process may still read the former one; try again after "
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
