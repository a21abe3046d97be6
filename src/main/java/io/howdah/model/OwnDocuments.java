package io.howdah.model;

import com.mongodb.client.model.Filters;
import java.util.Collection;
import org.bson.conversions.Bson;

/** Finds what Howdah has stored: each field under its name, in its one form; a key of one field is the {@code _id}, too. */
record OwnDocuments(ModelKey key) implements FieldQuery {

    @Override
    public String path(ModelField field) {
        return key.fields().size() == 1 && key.fields().contains(field) ? "_id" : field.name();
    }

    @Override
    public Bson in(ModelField field, Collection<?> values) {
        return Filters.in(path(field), values);
    }
}
