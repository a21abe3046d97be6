package io.howdah.ingest.rebuild;

import io.howdah.ingest.ModelStates;
import io.howdah.store.ModelCollections;
import io.howdah.store.ModelShapes;

/**
 * What rebuilds read and write in MongoDB.
 *
 * @param collections where the models' documents are
 * @param ledger how far each rebuild is
 * @param former drops collections
 * @param shapes what the models' documents are like
 * @param states which topics the models' offsets are of
 */
record RebuildStore(
        ModelCollections collections,
        RebuildLedger ledger,
        FormerCollections former,
        ModelShapes shapes,
        ModelStates states) {}
