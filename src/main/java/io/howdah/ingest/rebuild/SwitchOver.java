package io.howdah.ingest.rebuild;

import io.howdah.ingest.rebuild.Rebuild.Phase;
import io.howdah.model.ReadModel;
import io.howdah.store.ModelCollections;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a model go over to its new collection, and live ingest wait meanwhile. */
final class SwitchOver {

    private static final Logger LOG = LoggerFactory.getLogger(SwitchOver.class);

    /** Within it every process learns of the fence, and has tried to commit what it wrote without knowing of it. */
    private static final Duration GRACE = Duration.ofMillis(1500);

    /** Live ingest waits for a switch for a little longer than this. */
    private static final Duration MAX_DURATION = Duration.ofSeconds(15);

    private final ModelCollections collections;
    private final ReadModel model;
    private final Progress progress;
    private final RebuildRetries patience;
    private volatile @Nullable CollectionSwitch fence;

    SwitchOver(ModelCollections collections, ReadModel model, Progress progress, RebuildRetries patience) {
        this.collections = collections;
        this.model = model;
        this.progress = progress;
        this.patience = patience;
    }

    /** Keeps a fence up, if there is one; to be called every few seconds by another thread. */
    void renew() {
        CollectionSwitch raised = fence;
        if (raised != null) {
            raised.renew();
        }
    }

    /**
     * Tries it.
     *
     * @param rest fills the new collection with what is left
     * @return whether the model is switched; else it may be tried again
     */
    boolean isDone(String shadow, Runnable rest) {
        // An earlier try may have done it without learning so.
        if (patience.persist(() -> isPresent(shadow))) {
            return true;
        }
        progress.save(Phase.SWITCHING);
        CollectionSwitch raising = new CollectionSwitch(collections, model);
        fence = raising;
        try {
            patience.persist(raising::raise);
            patience.pause(GRACE);
            patience.limit(MAX_DURATION);
            rest.run();
            patience.limit(null);
            // The last look at whether this process still is the one that runs it.
            int generation = progress.save(Phase.SWITCHING).plan().generation();
            return patience.persist(() -> raising.to(shadow, generation) || isPresent(shadow));
        } catch (SwitchTimeoutException e) {
            LOG.atWarn()
                    .addKeyValue("model", model.name())
                    .addKeyValue("reason", patience.trouble())
                    .log("Rebuild puts the switch off, live ingest would wait for it too long");
            return false;
        } finally {
            patience.limit(null);
            fence = null;
            lift(raising);
        }
    }

    private boolean isPresent(String shadow) {
        return collections.pointer(model).collection().equals(shadow);
    }

    private static void lift(CollectionSwitch raised) {
        try {
            raised.lift();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("reason", RebuildRetries.describe(e))
                    .log("The fence of a switch cannot be lifted now, it falls by itself");
        }
    }
}
