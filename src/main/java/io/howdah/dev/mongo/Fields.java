package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

/** Reads the fields of a command that must be there, and says which is not. */
final class Fields {

    private Fields() {}

    /**
     * The field's value.
     *
     * @throws de.bwaldvogel.mongo.exception.MongoServerError with code 9 if it is not there, or of another type
     */
    static <T> T required(Document document, String field, Class<T> type) {
        Object value = document.get(field);
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        throw ServerErrors.failedToParse("field '" + field + "' must be given, as a " + type.getSimpleName());
    }

    static String string(Document document, String field) {
        return required(document, field, Object.class).toString();
    }

    static int number(Document document, String field, int otherwise) {
        return document.get(field) instanceof Number number ? number.intValue() : otherwise;
    }

    @SuppressWarnings("unchecked") // the protocol's form
    static List<Document> documents(Document document, String field) {
        return required(document, field, List.class);
    }
}
