package io.howdah.model;

import java.util.Set;

/**
 * Enum type. Values are stored as strings.
 *
 * @param sdlName the enum's name
 * @param values the allowed values
 */
public record EnumType(String sdlName, Set<String> values) implements FieldType {

    @Override
    public Object toStored(Object value) {
        if (value instanceof String text && values.contains(text)) {
            return text;
        }
        throw new InvalidDocumentException("must be one of the values of " + sdlName);
    }

    @Override
    public Object toData(Object stored) {
        return toStored(stored);
    }
}
