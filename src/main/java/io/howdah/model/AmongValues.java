package io.howdah.model;

import com.mongodb.client.model.Filters;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Filter for documents in which a field has one of several values, or, for a list, contains one. */
final class AmongValues implements FieldCondition {

    private final FieldQuery documents;
    private final ModelField field;
    private final List<Object> values;

    /** The text values as a set: this runs for each subscriber of each change, whatever their number. */
    private final Set<Object> texts;

    /**
     * Creates the filter.
     *
     * @param values the values in every form in which they may be stored
     */
    AmongValues(FieldQuery documents, ModelField field, List<Object> values) {
        this.documents = documents;
        this.field = field;
        this.values = values;
        this.texts = values.stream().filter(String.class::isInstance).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public ModelField field() {
        return field;
    }

    @Override
    public boolean holds(Document stored) {
        return StoredValues.any(documents.value(field, stored), this::isAmong);
    }

    private boolean isAmong(Object had) {
        return had instanceof String
                ? texts.contains(had)
                : values.stream().anyMatch(value -> StoredValues.isSame(value, had));
    }

    @Override
    public Bson query() {
        return Filters.in(documents.path(field), values);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AmongValues among
                && documents.equals(among.documents)
                && field.equals(among.field)
                && values.equals(among.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(field, values);
    }
}
