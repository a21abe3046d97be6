package io.howdah.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Finds what Howdah has stored: each field under its name, in its one form; a key of one field is the {@code _id}, too. */
record OwnDocuments(ModelKey key) implements FieldQuery {

    @Override
    public String path(ModelField field) {
        return key.fields().size() == 1 && key.fields().contains(field) ? "_id" : field.name();
    }

    /** By the name, as what a document was has no {@code _id}. */
    @Override
    public @Nullable Object value(ModelField field, Document read) {
        return read.get(field.name());
    }

    @Override
    public List<Object> forms(ModelField field, Collection<?> values) {
        return new ArrayList<>(values);
    }
}
