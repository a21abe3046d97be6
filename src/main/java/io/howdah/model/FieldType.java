package io.howdah.model;

/** The type of a field: how its values are stored in MongoDB, and how they are shown in JSON. */
public sealed interface FieldType permits ScalarType, EnumType, ObjectType, InterfaceType, ListType {

    /** Return the type's name as the SDL has it. */
    String sdlName();

    /**
     * Convert a JSON-like value, or one that is stored already, to the stored form.
     *
     * @throws InvalidDocumentException if the value is none of this type
     */
    Object toStored(Object value);

    /**
     * Convert a stored value to the JSON form that every API shows.
     *
     * @throws InvalidDocumentException if the value is none of this type
     */
    Object toData(Object stored);
}
