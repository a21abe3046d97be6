package io.howdah.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * List type.
 *
 * @param element the type of the elements
 * @param elementRequired whether elements must not be null
 */
public record ListType(FieldType element, boolean elementRequired) implements FieldType {

    @Override
    public String sdlName() {
        return "[" + element.sdlName() + (elementRequired ? "!]" : "]");
    }

    @Override
    public Object toStored(Object value) {
        return each(value, element::toStored);
    }

    @Override
    public Object toData(Object stored) {
        return each(stored, element::toData);
    }

    private List<@Nullable Object> each(Object value, UnaryOperator<Object> conversion) {
        if (!(value instanceof Collection<?> values)) {
            throw new InvalidDocumentException("must be a list");
        }
        List<@Nullable Object> converted = new ArrayList<>(values.size());
        for (Object each : values) {
            try {
                converted.add(convert(each, conversion));
            } catch (InvalidDocumentException e) {
                throw e.within("[" + converted.size() + "]");
            }
        }
        return converted;
    }

    private @Nullable Object convert(@Nullable Object value, UnaryOperator<Object> conversion) {
        if (value != null) {
            return conversion.apply(value);
        }
        if (elementRequired) {
            throw new InvalidDocumentException("must not be null");
        }
        return null;
    }
}
