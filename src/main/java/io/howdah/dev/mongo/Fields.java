package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

/** Reads fields of a command; errors name the missing field. */
final class Fields {

    private Fields() {}

    /**
     * Returns the field's value.
     *
     * @throws de.bwaldvogel.mongo.exception.MongoServerError with code 9 if it is missing or has another type
     */
    static <T> T required(Document document, String field, Class<T> type) {
        Object value = document.get(field);
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        throw ServerErrors.failedToParse("field '" + field + "' must be a " + type.getSimpleName());
    }

    static String string(Document document, String field) {
        return required(document, field, Object.class).toString();
    }

    static int number(Document document, String field, int fallback) {
        return document.get(field) instanceof Number number ? number.intValue() : fallback;
    }

    @SuppressWarnings("unchecked") // the protocol's form
    static List<Document> documents(Document document, String field) {
        return required(document, field, List.class);
    }
}
