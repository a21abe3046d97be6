package io.howdah.query;

import com.mongodb.client.model.Filters;
import io.howdah.model.DocumentFilter;
import io.howdah.model.Match;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Boolean combination of filters. */
sealed interface CombinedFilter extends DocumentFilter {

    /** Matches if every filter matches. Without filters it matches every document. */
    record All(List<DocumentFilter> filters) implements CombinedFilter {

        @Override
        public Match match(Document stored, Set<String> unknown) {
            return Match.all(filters, stored, unknown);
        }

        @Override
        public Bson query() {
            return filters.isEmpty() ? new BsonDocument() : Filters.and(queries(filters));
        }
    }

    /** Matches if at least one filter matches. Without filters it matches no document. */
    record Any(List<DocumentFilter> filters) implements CombinedFilter {

        @Override
        public Match match(Document stored, Set<String> unknown) {
            Match any = Match.NO;
            for (DocumentFilter filter : filters) {
                Match match = filter.match(stored, unknown);
                if (match == Match.YES) {
                    return match;
                }
                any = match == Match.UNKNOWN ? match : any;
            }
            return any;
        }

        @Override
        public Bson query() {
            return filters.isEmpty() ? Filters.in("_id", List.of()) : Filters.or(queries(filters));
        }
    }

    /** Matches if the filter doesn't match. */
    record Not(DocumentFilter filter) implements CombinedFilter {

        @Override
        public Match match(Document stored, Set<String> unknown) {
            return filter.match(stored, unknown).negated();
        }

        @Override
        public Bson query() {
            return Filters.nor(filter.query());
        }
    }

    private static List<Bson> queries(List<DocumentFilter> filters) {
        return filters.stream().map(DocumentFilter::query).toList();
    }
}
