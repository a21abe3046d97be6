package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An index that removes documents.
 *
 * @param index its name
 * @param field the field with the date that the time counts from, or dates, of which the earliest
 * @param seconds how long a document lives after it
 * @param only which documents it covers, empty for all
 */
record TimeToLive(String index, String field, long seconds, Document only) {

    /** The rule in an index description, if it has one. */
    static Optional<TimeToLive> of(Document description) {
        if (!(description.get("expireAfterSeconds") instanceof Number seconds)) {
            return Optional.empty();
        }
        Document key = Fields.required(description, "key", Document.class);
        if (key.size() != 1 || key.containsKey("_id")) {
            throw ServerErrors.cannotCreateIndex("TTL indexes are single-field indexes, and not on _id");
        }
        return Optional.of(new TimeToLive(
                Fields.string(description, "name"), key.keySet().iterator().next(), seconds.longValue(), (Document)
                        description.getOrDefault("partialFilterExpression", new Document())));
    }

    boolean isOver(Document document, Instant now) {
        Object value = Utils.getSubdocumentValue(document, field);
        Instant end = now.minusSeconds(seconds);
        return value instanceof Collection<?> dates
                ? dates.stream().anyMatch(date -> isBefore(date, end))
                : isBefore(value, end);
    }

    private static boolean isBefore(@Nullable Object value, Instant end) {
        return value instanceof Instant since && since.isBefore(end);
    }
}
