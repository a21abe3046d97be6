package io.howdah.ingest.rebuild;

import io.howdah.ingest.rebuild.Rebuild.Phase;
import io.howdah.model.ReadModel;
import io.howdah.store.ModelCollections;
import java.time.Duration;
import java.util.Objects;

/** Fills a rebuild's new collection from the topics and, if requested, with documents that only the old one has. */
final class ShadowFilling {

    /** If all new records are read within this time, the end is close enough to block live ingest for the rest. */
    private static final Duration CLOSE_TO_END = Duration.ofSeconds(2);

    private final ReadModel model;
    private final ModelCollections collections;
    private final Progress progress;
    private final RebuildRetries retries;
    private final TopicReading reading;
    private final String shadow;
    private boolean incomplete;

    ShadowFilling(
            ReadModel model,
            ModelCollections collections,
            Progress progress,
            RebuildRetries retries,
            TopicReading reading) {
        this.model = model;
        this.collections = collections;
        this.progress = progress;
        this.retries = retries;
        this.reading = reading;
        this.shadow = Objects.requireNonNull(progress.state().plan().shadow());
        this.incomplete = progress.state().plan().keepMissing();
    }

    /** Creates the collection with its indexes. */
    void createCollection() {
        retries.retry(() -> collections.createIndexes(shadow, model.indexes()));
    }

    /** Fills the collection until hardly any records are left. */
    void fillAlmost() {
        readAlmostAll();
        while (isIncomplete()) {
            carryOver(Phase.CARRYING_OVER);
            readAlmostAll();
        }
    }

    /** Fills the collection with the remaining records, while nothing is committed to the old one. */
    void fillRest() {
        reading.extend();
        reading.read();
        // Documents carried over before are still valid, unless the topics have lost more unread records.
        if (isIncomplete()) {
            carryOver(progress.state().phase());
        }
    }

    private boolean isIncomplete() {
        incomplete |= reading.hasSkipped() && progress.state().plan().keepMissing();
        return incomplete;
    }

    private void readAlmostAll() {
        progress.save(Phase.READING);
        long startedAt;
        do {
            startedAt = System.nanoTime();
            reading.extend();
            reading.read();
        } while (System.nanoTime() - startedAt > CLOSE_TO_END.toNanos());
    }

    private void carryOver(Phase phase) {
        String current = retries.retry(() -> collections.pointer(model).collection());
        progress.save(phase);
        CarryOver carrying = new CarryOver(model, collections.named(current), collections.named(shadow));
        retries.retry(() -> carrying.run(carried -> {
            retries.check();
            progress.addCarriedOver(carried);
        }));
        incomplete = false;
        progress.save(phase);
    }
}
