package io.howdah.query;

import com.mongodb.client.model.Filters;
import io.howdah.model.DocumentFilter;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Filters that are put together to one. */
sealed interface Combined extends DocumentFilter {

    /** Every one holds; of none, each document. */
    record All(List<DocumentFilter> filters) implements Combined {

        @Override
        public boolean matches(Document stored) {
            for (DocumentFilter filter : filters) {
                if (!filter.matches(stored)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public Bson query() {
            return filters.isEmpty() ? new BsonDocument() : Filters.and(queries(filters));
        }
    }

    /** One of them holds; of none, no document. */
    record Any(List<DocumentFilter> filters) implements Combined {

        @Override
        public boolean matches(Document stored) {
            for (DocumentFilter filter : filters) {
                if (filter.matches(stored)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public Bson query() {
            return filters.isEmpty() ? Filters.in("_id", List.of()) : Filters.or(queries(filters));
        }
    }

    /** It does not hold. */
    record Not(DocumentFilter filter) implements Combined {

        @Override
        public boolean matches(Document stored) {
            return !filter.matches(stored);
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
