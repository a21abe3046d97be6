package io.howdah.model;

import com.mongodb.client.model.Filters;
import java.util.Collection;
import org.bson.conversions.Bson;

/** Finds a model's documents by the values of a field. */
@FunctionalInterface
interface FieldQuery {

    /** Finds what Howdah has stored: each field under its name, in its one form. */
    FieldQuery OWN = (field, values) -> Filters.in(field.name(), values);

    /** Return the query for documents whose field has one of these values, in their stored form, or holds one. */
    Bson in(ModelField field, Collection<?> values);
}
