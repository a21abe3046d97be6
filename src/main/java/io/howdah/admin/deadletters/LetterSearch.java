package io.howdah.admin.deadletters;

import io.howdah.admin.AdminException;
import io.howdah.ingest.IngestRoute;
import io.howdah.ingest.IngestRoutes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks for dead letters in the dead-letter topics of the ingest routes. */
final class LetterSearch {

    /** How many dispositions are asked for at once. */
    private static final int PAGE = 1_000;

    private final IngestRoutes routes;
    private final Dispositions dispositions;

    LetterSearch(IngestRoutes routes, Dispositions dispositions) {
        this.routes = routes;
        this.dispositions = dispositions;
    }

    /**
     * What was found.
     *
     * @param letters the letters, in order
     * @param total how many there are without the query's limit
     * @param foreign how many records of the dead-letter topics are no dead letters of ours
     */
    record Result(List<FoundLetter> letters, int total, long foreign) {}

    /**
     * Finds the letters that a query means.
     *
     * @throws AdminException if no route has its topic or its model
     */
    Result find(LetterQuery query, TopicReader reader, Comparator<FoundLetter> order) {
        List<IngestRoute> all = routes.all();
        List<IngestRoute> meant = meant(query, all);
        LetterIndex index = new LetterIndex(query::matches);
        meant.stream().map(IngestRoute::deadLetterTopic).distinct().forEach(topic -> reader.read(topic, index::add));
        Map<String, IngestRoute> byId = all.stream().collect(Collectors.toMap(IngestRoute::id, Function.identity()));
        List<Letter> letters = index.letters().stream()
                .filter(Letter::matches)
                .filter(letter -> query.model()
                        .map(model ->
                                route(letter, byId).map(IngestRoute::model).equals(Optional.of(model)))
                        .orElse(true))
                .toList();
        List<FoundLetter> found = new ArrayList<>();
        for (int from = 0; from < letters.size(); from += PAGE) {
            List<Letter> page = letters.subList(from, Math.min(letters.size(), from + PAGE));
            Map<LetterId, Disposition> done =
                    dispositions.find(page.stream().map(Letter::id).toList());
            page.stream()
                    .map(letter -> found(letter, byId, Optional.ofNullable(done.get(letter.id()))))
                    .filter(each -> query.status().map(each.status()::equals).orElse(true))
                    .forEach(found::add);
        }
        found.sort(order);
        int shown = query.limit() == 0 ? found.size() : Math.min(query.limit(), found.size());
        return new Result(found.subList(0, shown), found.size(), index.foreign());
    }

    private static List<IngestRoute> meant(LetterQuery query, List<IngestRoute> all) {
        Optional<String> topic = query.topic().or(() -> query.at().map(position -> position.topic()));
        List<IngestRoute> meant = all.stream()
                .filter(route -> topic.map(route.topic()::equals).orElse(true))
                .filter(route -> query.model().map(route.model()::equals).orElse(true))
                .toList();
        if (meant.isEmpty()) {
            String there = all.stream()
                    .map(route -> route.topic() + " -> " + route.model())
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw AdminException.notFound("no ingest route has "
                    + topic.map(name -> "topic " + name).orElse("any topic")
                    + query.model().map(name -> " and model " + name).orElse("") + "; there are "
                    + (there.isEmpty() ? "none" : there));
        }
        return meant;
    }

    private static FoundLetter found(Letter letter, Map<String, IngestRoute> routes, Optional<Disposition> done) {
        LetterStatus status = done.map(each -> each.statusOf(letter)).orElse(LetterStatus.OPEN);
        return new FoundLetter(letter, route(letter, routes), done, status);
    }

    private static Optional<IngestRoute> route(Letter letter, Map<String, IngestRoute> routes) {
        return Optional.ofNullable(routes.get(letter.id().route()))
                .filter(route -> route.topic().equals(letter.id().position().topic()));
    }
}
