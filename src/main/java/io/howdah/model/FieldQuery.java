package io.howdah.model;

import java.util.Collection;
import org.bson.conversions.Bson;

/** Finds a model's documents by the values of a field. */
interface FieldQuery {

    /** Return where the field's value is in a stored document. */
    String path(ModelField field);

    /** Return the query for documents whose field has one of these values, in their stored form, or holds one. */
    Bson in(ModelField field, Collection<?> values);
}
