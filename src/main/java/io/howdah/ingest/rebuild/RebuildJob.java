package io.howdah.ingest.rebuild;

import io.howdah.ingest.IngestRoutes;
import io.howdah.ingest.rebuild.Rebuild.Phase;
import io.howdah.ingest.rebuild.Rebuild.State;
import io.howdah.model.ReadModel;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The work of one rebuild in this process, from where the ledger says that it is to its end. */
final class RebuildJob implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(RebuildJob.class);
    private static final Duration BEFORE_NEXT_SWITCH = Duration.ofSeconds(5);

    private final SourceTopics topics;
    private final RebuildStore store;
    private final RebuildRetries patience;
    private final Progress progress;
    private final SwitchOver switchOver;
    private final DeadLetterLimit limit;

    /**
     * Takes over a rebuild, which does not go on before {@link #run}.
     *
     * @param claimed what the ledger has, with this process as the one that runs it
     * @param maxDeadLetters the share of dead letters, from 0 to 1, over which something else than the records is wrong
     */
    RebuildJob(SourceTopics topics, RebuildStore store, Rebuild claimed, double maxDeadLetters) {
        this.topics = topics;
        this.store = store;
        this.patience = new RebuildRetries(claimed.model());
        this.progress = new Progress(store.ledger(), patience, claimed);
        this.switchOver = new SwitchOver(store.collections(), topics.model(), progress, patience);
        this.limit = new DeadLetterLimit(maxDeadLetters);
    }

    @Override
    public void run() {
        Rebuild begun = progress.state();
        LOG.atInfo()
                .addKeyValue("model", begun.model())
                .addKeyValue("collection", begun.plan().shadow())
                .log("Rebuild begins");
        try {
            work();
            end(State.DONE, null);
        } catch (StoppedException e) {
            end(State.STOPPED, e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.debug("Rebuild failed", e);
            end(State.FAILED, RebuildRetries.describe(e));
        }
    }

    void stop(String reason) {
        patience.stop(reason);
    }

    /** Tells the others that this process lives; to be called every few seconds by another thread. */
    void beat() {
        Optional<Rebuild> stored = store.ledger().beat(progress.state(), patience.trouble());
        if (stored.isEmpty()) {
            stop("another process runs it");
        } else if (stored.get().lease().stop()) {
            stop("asked to stop");
        }
        switchOver.renew();
    }

    private void work() {
        String shadow = progress.state().plan().shadow();
        if (!progress.state().isSwitched()) {
            try (TopicReading reading = new TopicReading(topics, progress, patience, limit)) {
                if (shadow == null) {
                    reading.extend();
                    reading.read();
                    return;
                }
                fillAndSwitch(reading, shadow);
            }
            patience.persist(() -> store.shapes().rebuilt(topics.model()));
            progress.save(Phase.SWITCHED);
        }
        // It may have been asked for in the meantime.
        if (progress.save(progress.state().phase()).plan().dropOld()) {
            patience.pause(FormerCollections.AFTER_SWITCH);
            progress.save(Phase.DROPPING);
            patience.persist(() -> store.former().drop(topics.model()));
        }
    }

    private void fillAndSwitch(TopicReading reading, String shadow) {
        ReadModel model = topics.model();
        reading.extend();
        // A topic that was made again before is what the new collection is made of.
        patience.persist(() -> store.states().rebase(model.name(), IngestRoutes.topics(topics.routes())));
        ShadowFilling filling = new ShadowFilling(model, store.collections(), progress, patience, reading);
        filling.begin();
        filling.toNearTheEnd();
        limit.requireFew(progress.state().counts());
        while (!switchOver.isDone(shadow, filling::toTheEnd)) {
            patience.pause(BEFORE_NEXT_SWITCH);
            reading.rewind();
            filling.toNearTheEnd();
        }
        LOG.atInfo()
                .addKeyValue("model", progress.state().model())
                .addKeyValue("collection", shadow)
                .log("Read model is switched to its rebuilt collection");
    }

    private void end(State end, @Nullable String reason) {
        LOG.atInfo()
                .addKeyValue("model", progress.state().model())
                .addKeyValue("state", end)
                .addKeyValue("reason", reason)
                .log("Rebuild ends");
        try {
            store.ledger().end(progress.state(), end, reason);
        } catch (RuntimeException e) {
            // It counts as interrupted as soon as it was not heard of for a while.
            LOG.atWarn()
                    .addKeyValue("model", progress.state().model())
                    .addKeyValue("reason", RebuildRetries.describe(e))
                    .log("The end of a rebuild cannot be noted");
        }
    }
}
