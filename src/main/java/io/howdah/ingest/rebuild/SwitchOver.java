package io.howdah.ingest.rebuild;

import io.howdah.ingest.rebuild.Rebuild.Phase;
import io.howdah.model.ReadModel;
import io.howdah.store.ModelCollections;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Switches a model to its new collection while live ingest waits. Used by the rebuild's thread, except for {@link
 * #renew}.
 */
final class SwitchOver {

    private static final Logger LOG = LoggerFactory.getLogger(SwitchOver.class);

    /** Time in which every process notices the fence and has tried to commit writes from before it. */
    private static final Duration GRACE = Duration.ofMillis(1500);

    /** Maximum duration of a switch; live ingest waits slightly longer. */
    private static final Duration MAX_DURATION = Duration.ofSeconds(15);

    private final ModelCollections collections;
    private final ReadModel model;
    private final Progress progress;
    private final RebuildRetries retries;
    private volatile @Nullable CollectionSwitch fence;

    SwitchOver(ModelCollections collections, ReadModel model, Progress progress, RebuildRetries retries) {
        this.collections = collections;
        this.model = model;
        this.progress = progress;
        this.retries = retries;
    }

    /** Renews the fence, if there is one. Another thread calls this every few seconds. */
    void renew() {
        CollectionSwitch raised = fence;
        if (raised != null) {
            raised.renew();
        }
    }

    /**
     * Tries to switch.
     *
     * @param rest fills the new collection with the remaining records
     * @return whether the model is switched; otherwise the switch may be retried
     */
    boolean attempt(String shadow, Runnable rest) {
        // An earlier attempt may have succeeded although its response was lost.
        if (retries.retry(() -> isCurrent(shadow))) {
            return true;
        }
        progress.save(Phase.SWITCHING);
        CollectionSwitch collectionSwitch = new CollectionSwitch(collections, model);
        fence = collectionSwitch;
        try {
            retries.retry(collectionSwitch::raise);
            retries.pause(GRACE);
            retries.limit(MAX_DURATION);
            rest.run();
            retries.limit(null);
            // The last check that this process still runs the rebuild.
            int generation = progress.save(Phase.SWITCHING).plan().generation();
            return retries.retry(() -> collectionSwitch.to(shadow, generation) || isCurrent(shadow));
        } catch (SwitchTimeoutException e) {
            LOG.atWarn()
                    .addKeyValue("model", model.name())
                    .addKeyValue("reason", retries.failure())
                    .log("Rebuild postpones the switch, live ingest would wait too long");
            return false;
        } finally {
            retries.limit(null);
            fence = null;
            lift(collectionSwitch);
        }
    }

    private boolean isCurrent(String shadow) {
        return collections.pointer(model).collection().equals(shadow);
    }

    private static void lift(CollectionSwitch raised) {
        try {
            raised.lift();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("reason", RebuildRetries.describe(e))
                    .log("Fence of a switch could not be removed, it expires");
        }
    }
}
