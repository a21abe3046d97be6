package io.howdah.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Queries of documents that Howdah stores: each field has its own name and one form, and a key of one field is the
 * {@code _id}.
 */
record OwnDocuments(ModelKey key) implements FieldQuery {

    @Override
    public String path(ModelField field) {
        return key.fields().size() == 1 && key.fields().contains(field) ? "_id" : field.name();
    }

    /** Returns the value by name, because former values have no {@code _id}. */
    @Override
    public @Nullable Object value(ModelField field, Document read) {
        return read.get(field.name());
    }

    @Override
    public List<Object> forms(ModelField field, Collection<?> values) {
        return new ArrayList<>(values);
    }
}
