package io.howdah.ingest.rebuild;

import io.howdah.ingest.IngestRoute;
import io.howdah.ingest.ModelStates;
import io.howdah.ingest.kafka.Topics;
import io.howdah.model.ReadModel;
import io.howdah.store.ModelCollections;
import io.howdah.store.ModelShapes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
 * @param shapes what the model's documents are like
 * @param states which topics the models' offsets are of
 * @param topics says what topics are like
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
        ModelShapes shapes,
        ModelStates states,
        Topics topics,
        Supplier<Map<String, Object>> kafka,
        int batch,
        double maxDeadLetters) {

    /** A new reader of the model's topics. */
    TopicHistory history() {
        return new TopicHistory(
                kafka.get(),
                topics::ask,
                routes.stream().map(IngestRoute::topic).collect(Collectors.toSet()),
                batch);
    }

    /** The topics that write the document, or a part of it, that is ordered by a version. */
    Set<String> versionedTopics() {
        return routes.stream()
                .filter(route -> model.version(route.part()).isPresent())
                .map(IngestRoute::topic)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
