package io.howdah.model;

import java.util.Collection;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Finds a model's documents by the values of a field. */
interface FieldQuery {

    /** Return where the field's value is in a stored document. */
    String path(ModelField field);

    /** Return the field's value in a document that was read, as far as {@link #forms} can be compared with it. */
    @Nullable
    Object value(ModelField field, Document read);

    /** Return the forms in which these values, given in the stored form, may be stored. */
    List<Object> forms(ModelField field, Collection<?> values);

    /** Return which documents have one of these values in the field, in their stored form, or hold one. */
    default DocumentFilter in(ModelField field, Collection<?> values) {
        return new AmongValues(this, field, forms(field, values));
    }
}
