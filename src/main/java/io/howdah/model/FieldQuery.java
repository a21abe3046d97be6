package io.howdah.model;

import com.mongodb.client.model.Filters;
import java.util.Collection;
import org.bson.conversions.Bson;

/** Finds a model's documents by the values of a field. */
interface FieldQuery {

    /** Finds what Howdah has stored: each field under its name, in its one form. */
    FieldQuery OWN = new FieldQuery() {
        @Override
        public String path(ModelField field) {
            return field.name();
        }

        @Override
        public Bson in(ModelField field, Collection<?> values) {
            return Filters.in(field.name(), values);
        }
    };

    /** Return where the field's value is in a stored document. */
    String path(ModelField field);

    /** Return the query for documents whose field has one of these values, in their stored form, or holds one. */
    Bson in(ModelField field, Collection<?> values);
}
