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

/** Work of one rebuild in this process, from the state in the ledger to the end. */
final class RebuildJob implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(RebuildJob.class);
    private static final Duration SWITCH_RETRY_DELAY = Duration.ofSeconds(5);

    private final SourceTopics topics;
    private final RebuildStore store;
    private final RebuildRetries retries;
    private final Progress progress;
    private final SwitchOver switchOver;
    private final DeadLetterLimit limit;

    /**
     * Creates a job. It starts with {@link #run}.
     *
     * @param claimed the state in the ledger, with this process as the owner
     * @param maxDeadLetters the maximum share of dead letters, from 0 to 1
     */
    RebuildJob(SourceTopics topics, RebuildStore store, Rebuild claimed, double maxDeadLetters) {
        this.topics = topics;
        this.store = store;
        this.retries = new RebuildRetries(claimed.model());
        this.progress = new Progress(store.ledger(), retries, claimed);
        this.switchOver = new SwitchOver(store.collections(), topics.model(), progress, retries);
        this.limit = new DeadLetterLimit(maxDeadLetters);
    }

    @Override
    public void run() {
        Rebuild rebuild = progress.state();
        LOG.atInfo()
                .addKeyValue("model", rebuild.model())
                .addKeyValue("collection", rebuild.plan().shadow())
                .log("Rebuild started");
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
        retries.stop(reason);
    }

    /** Renews the lease. Another thread calls this every few seconds. */
    void beat() {
        Optional<Rebuild> stored = store.ledger().beat(progress.state(), retries.failure());
        if (stored.isEmpty()) {
            stop("another process runs it");
        } else if (stored.get().lease().stop()) {
            stop("stopped on request");
        }
        switchOver.renew();
    }

    private void work() {
        String shadow = progress.state().plan().shadow();
        if (!progress.state().isSwitched()) {
            try (TopicReading reading = new TopicReading(topics, progress, retries, limit)) {
                if (shadow == null) {
                    reading.extend();
                    reading.read();
                    return;
                }
                fillAndSwitch(reading, shadow);
            }
            retries.retry(() -> store.shapes().rebuilt(topics.model()));
            progress.save(Phase.SWITCHED);
        }
        // May have been requested meanwhile.
        if (progress.save(progress.state().phase()).plan().dropOld()) {
            retries.pause(FormerCollections.AFTER_SWITCH);
            progress.save(Phase.DROPPING);
            retries.retry(() -> store.former().drop(topics.model()));
        }
    }

    private void fillAndSwitch(TopicReading reading, String shadow) {
        ReadModel model = topics.model();
        reading.extend();
        // The new collection is built from the current topic, even if it was recreated.
        retries.retry(() -> store.states().rebase(model.name(), IngestRoutes.topics(topics.routes())));
        ShadowFilling filling = new ShadowFilling(model, store.collections(), progress, retries, reading);
        filling.createCollection();
        filling.fillAlmost();
        limit.requireFew(progress.state().counts());
        while (!switchOver.attempt(shadow, filling::fillRest)) {
            retries.pause(SWITCH_RETRY_DELAY);
            reading.rewind();
            filling.fillAlmost();
        }
        LOG.atInfo()
                .addKeyValue("model", progress.state().model())
                .addKeyValue("collection", shadow)
                .log("Read model switched to its rebuilt collection");
    }

    private void end(State end, @Nullable String reason) {
        LOG.atInfo()
                .addKeyValue("model", progress.state().model())
                .addKeyValue("state", end)
                .addKeyValue("reason", reason)
                .log("Rebuild ended");
        try {
            store.ledger().end(progress.state(), end, reason);
        } catch (RuntimeException e) {
            // Without heartbeats it soon counts as interrupted.
            LOG.atWarn()
                    .addKeyValue("model", progress.state().model())
                    .addKeyValue("reason", RebuildRetries.describe(e))
                    .log("End of a rebuild could not be stored");
        }
    }
}
