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

/** Searches the dead-letter topics of the ingest routes. */
final class LetterSearch {

    /** Number of dispositions per query. */
    private static final int PAGE = 1_000;

    private final IngestRoutes routes;
    private final Dispositions dispositions;

    LetterSearch(IngestRoutes routes, Dispositions dispositions) {
        this.routes = routes;
        this.dispositions = dispositions;
    }

    /**
     * Result of a search.
     *
     * @param letters the letters, in order
     * @param total number of letters without the query's limit
     * @param foreign number of records in the dead-letter topics that Howdah did not write as dead letters
     */
    record Result(List<FoundLetter> letters, int total, long foreign) {}

    /**
     * Finds the letters that match a query.
     *
     * @throws AdminException if no route has the query's topic and model
     */
    Result find(LetterQuery query, TopicReader reader, Comparator<FoundLetter> order) {
        List<IngestRoute> all = routes.all();
        List<IngestRoute> matching = matching(query, all);
        LetterIndex index = new LetterIndex(query::matches);
        matching.stream().map(IngestRoute::deadLetterTopic).distinct().forEach(topic -> reader.read(topic, index::add));
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

    private static List<IngestRoute> matching(LetterQuery query, List<IngestRoute> all) {
        Optional<String> topic = query.topic().or(() -> query.at().map(position -> position.topic()));
        List<IngestRoute> matching = all.stream()
                .filter(route -> topic.map(route.topic()::equals).orElse(true))
                .filter(route -> query.model().map(route.model()::equals).orElse(true))
                .toList();
        if (matching.isEmpty()) {
            String known = all.stream()
                    .map(route -> route.topic() + " -> " + route.model())
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw AdminException.notFound("no ingest route has "
                    + topic.map(name -> "topic " + name).orElse("any topic")
                    + query.model().map(name -> " and model " + name).orElse("") + "; there are "
                    + (known.isEmpty() ? "none" : known));
        }
        return matching;
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
