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
 * The topics that a model is rebuilt from.
 *
 * @param model the model
 * @param routes the routes that take their records
 * @param topics describes topics
 * @param kafka how Kafka is reached: new properties for each client
 * @param batch the most records that are read at a time
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
     * Checks that the topics hold all that the model is made of.
     *
     * @param positions where their partitions begin
     * @throws RebuildRefusedException if they do not
     */
    void requireWhole(List<Position> positions) {
        HistoryCheck.require(positions);
        HistoryCheck.requireUncompacted(versioned(), topics::isCompacted);
    }

    /** Those that write the document, or a part of it, that is ordered by a version. */
    private Set<String> versioned() {
        return routes.stream()
                .filter(route -> model.version(route.part()).isPresent())
                .map(IngestRoute::topic)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
