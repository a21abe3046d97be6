package io.howdah.rebuild;

import io.howdah.ingest.IngestRoute;
import io.howdah.model.ReadModel;
import io.howdah.store.ModelCollections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What the rebuild of a model works with.
 *
 * @param model the model
 * @param routes the routes that feed it
 * @param collections where its documents are
 * @param ledger where it is noted how far the rebuild is
 * @param former drops collections
 * @param kafka how Kafka is reached
 * @param batch most records at a time
 * @param maxDeadLetters the share of dead letters, from 0 to 1, over which something else than the records is wrong
 */
record RebuildContext(
        ReadModel model,
        List<IngestRoute> routes,
        ModelCollections collections,
        RebuildLedger ledger,
        FormerCollections former,
        Supplier<Map<String, Object>> kafka,
        int batch,
        double maxDeadLetters) {

    /** A new reader of the model's topics. */
    TopicHistory history() {
        return new TopicHistory(
                kafka.get(), routes.stream().map(IngestRoute::topic).collect(Collectors.toSet()), batch);
    }
}
