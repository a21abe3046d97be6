package io.howdah.model;

import com.mongodb.client.model.Filters;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Documents of which a field has one of some values, or, where it is a list, holds one. */
final class AmongValues implements FieldCondition {

    private final FieldQuery documents;
    private final ModelField field;
    private final List<Object> values;

    /** Found at once, however many there are: this is asked for each subscriber of each change. */
    private final Set<Object> texts;

    /** Makes it; {@code values} are in each form in which they may be stored. */
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
