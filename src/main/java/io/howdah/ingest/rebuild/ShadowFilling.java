package io.howdah.ingest.rebuild;

import io.howdah.ingest.rebuild.Rebuild.Phase;
import io.howdah.model.ReadModel;
import io.howdah.store.ModelCollections;
import java.time.Duration;
import java.util.Objects;

/** Fills a rebuild's new collection from the topics and, where that is asked for, with what only the old one holds. */
final class ShadowFilling {

    /** When all new records were read within this time, the end is near enough to stop live ingest for the rest. */
    private static final Duration NEAR = Duration.ofSeconds(2);

    private final ReadModel model;
    private final ModelCollections collections;
    private final Progress progress;
    private final RebuildRetries patience;
    private final TopicReading reading;
    private final String shadow;
    private boolean lacking;

    ShadowFilling(
            ReadModel model,
            ModelCollections collections,
            Progress progress,
            RebuildRetries patience,
            TopicReading reading) {
        this.model = model;
        this.collections = collections;
        this.progress = progress;
        this.patience = patience;
        this.reading = reading;
        this.shadow = Objects.requireNonNull(progress.state().plan().shadow());
        this.lacking = progress.state().plan().keepMissing();
    }

    /** Makes the collection with its indexes. */
    void begin() {
        patience.persist(() -> collections.createIndexes(shadow, model.indexes()));
    }

    /** Fills it until hardly anything is left to read. */
    void toNearTheEnd() {
        readToNearTheEnd();
        while (isLacking()) {
            carryOver(Phase.CARRYING_OVER);
            readToNearTheEnd();
        }
    }

    /** Fills it with the rest, while nothing is committed to the old one. */
    void toTheEnd() {
        reading.extend();
        reading.read();
        // What had been carried over before holds still, unless the topics lost more of what was not read yet.
        if (isLacking()) {
            carryOver(progress.state().phase());
        }
    }

    private boolean isLacking() {
        lacking |= reading.hasSkipped() && progress.state().plan().keepMissing();
        return lacking;
    }

    private void readToNearTheEnd() {
        progress.save(Phase.READING);
        long begun;
        do {
            begun = System.nanoTime();
            reading.extend();
            reading.read();
        } while (System.nanoTime() - begun > NEAR.toNanos());
    }

    private void carryOver(Phase phase) {
        String present = patience.persist(() -> collections.pointer(model).collection());
        progress.save(phase);
        CarryOver carrying = new CarryOver(model, collections.named(present), collections.named(shadow));
        patience.persist(() -> carrying.run(carried -> {
            patience.check();
            progress.addCarriedOver(carried);
        }));
        lacking = false;
        progress.save(phase);
    }
}
