package io.howdah.ingest.rebuild;

import io.howdah.ingest.IngestRoute;
import io.howdah.ingest.kafka.Topics;
import io.howdah.ingest.rebuild.Rebuild.Position;
import io.howdah.model.ReadModel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Topics that a model is rebuilt from.
 *
 * @param model the model
 * @param routes the routes that ingest their records
 * @param topics reads topic metadata
 * @param kafka returns new client properties for each client
 * @param batch the maximum number of records per poll
 */
record SourceTopics(
        ReadModel model, List<IngestRoute> routes, Topics topics, Supplier<Map<String, Object>> kafka, int batch) {

    /** Returns a new reader of the topics. */
    TopicHistory history() {
        return new TopicHistory(
                kafka.get(),
                topics::ask,
                routes.stream().map(IngestRoute::topic).collect(Collectors.toSet()),
                batch);
    }

    /**
     * Checks that the topics contain all records of the model.
     *
     * @param positions the positions of their partitions
     * @throws RebuildRefusedException if they do not
     */
    void requireWhole(List<Position> positions) {
        HistoryCheck.require(positions);
        HistoryCheck.requireUncompacted(versioned(), topics::isCompacted);
    }

    /** Returns the topics that feed the document, or a part of it, in the order of a version. */
    private Set<String> versioned() {
        return routes.stream()
                .filter(route -> model.version(route.part()).isPresent())
                .map(IngestRoute::topic)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
