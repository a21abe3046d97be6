package io.howdah.model;

/** Type of a field: conversion between JSON-like values and the stored form. Immutable once loaded. */
public sealed interface FieldType permits ScalarType, EnumType, ObjectType, InterfaceType, ListType {

    /** Returns the type's name in the SDL. */
    String sdlName();

    /**
     * Converts a JSON-like or stored value to the stored form.
     *
     * @throws InvalidDocumentException if the value does not have this type
     */
    Object toStored(Object value);

    /**
     * Converts a stored value to the JSON form that every API returns.
     *
     * @throws InvalidDocumentException if the value does not have this type
     */
    Object toData(Object stored);
}
