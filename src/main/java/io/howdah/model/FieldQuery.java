package io.howdah.model;

import java.util.Collection;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Queries of a model's documents by field values. */
interface FieldQuery {

    /** Returns the path of the field's value in a stored document. */
    String path(ModelField field);

    /** Returns the field's value in a document that was read, in a form comparable to {@link #forms}. */
    @Nullable
    Object value(ModelField field, Document read);

    /**
     * Returns all forms in which these values may be stored.
     *
     * @param values values in their stored form
     */
    List<Object> forms(ModelField field, Collection<?> values);

    /**
     * Returns a filter for documents in which the field has one of these values, or, for a list, contains one.
     *
     * @param values values in their stored form
     */
    default DocumentFilter in(ModelField field, Collection<?> values) {
        return new AmongValues(this, field, forms(field, values));
    }
}
