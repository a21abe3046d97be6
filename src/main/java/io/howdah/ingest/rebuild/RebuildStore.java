package io.howdah.ingest.rebuild;

import io.howdah.ingest.ModelStates;
import io.howdah.store.ModelCollections;
import io.howdah.store.ModelShapes;

/**
 * MongoDB data of rebuilds.
 *
 * @param collections the models' collections
 * @param ledger the progress of each rebuild
 * @param former drops collections
 * @param shapes the shapes of the stored documents
 * @param states the topics that the models' offsets belong to
 */
record RebuildStore(
        ModelCollections collections,
        RebuildLedger ledger,
        FormerCollections former,
        ModelShapes shapes,
        ModelStates states) {}
