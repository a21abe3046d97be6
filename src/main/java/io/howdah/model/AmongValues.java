package io.howdah.model;

import com.mongodb.client.model.Filters;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Documents of which a field has one of some values, or, where it is a list, holds one.
 *
 * @param values in each form in which they may be stored
 */
record AmongValues(FieldQuery documents, ModelField field, List<Object> values) implements DocumentFilter {

    @Override
    public boolean matches(Document stored) {
        return StoredValues.any(
                documents.value(field, stored),
                had -> values.stream().anyMatch(value -> StoredValues.isSame(value, had)));
    }

    @Override
    public Bson query() {
        return Filters.in(documents.path(field), values);
    }
}
