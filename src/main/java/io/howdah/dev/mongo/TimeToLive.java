package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A TTL index.
 *
 * @param index its name
 * @param path field names down to a date, or a list of dates of which the earliest counts
 * @param seconds how long a document lives after that date
 * @param only filter of the documents that it covers, empty for all
 */
record TimeToLive(String index, List<String> path, long seconds, Document only) {

    /** Returns the TTL of an index description; empty if it has none. */
    static Optional<TimeToLive> of(Document description) {
        if (!(description.get("expireAfterSeconds") instanceof Number seconds)) {
            return Optional.empty();
        }
        Document key = Fields.required(description, "key", Document.class);
        if (key.size() != 1 || key.containsKey("_id")) {
            throw ServerErrors.cannotCreateIndex("TTL indexes are single-field indexes, and not on _id");
        }
        String field = key.keySet().iterator().next();
        return Optional.of(new TimeToLive(
                Fields.string(description, "name"), List.of(field.split("\\.", -1)), seconds.longValue(), (Document)
                        description.getOrDefault("partialFilterExpression", new Document())));
    }

    /** Returns the date of a document; null if it never expires. */
    @Nullable
    Instant since(Document document) {
        Object value = document;
        for (String name : path) {
            value = value instanceof Document parent ? parent.get(name) : null;
        }
        if (value instanceof Collection<?> dates) {
            return dates.stream()
                    .filter(Instant.class::isInstance)
                    .map(Instant.class::cast)
                    .min(Comparator.naturalOrder())
                    .orElse(null);
        }
        return value instanceof Instant date ? date : null;
    }
}
