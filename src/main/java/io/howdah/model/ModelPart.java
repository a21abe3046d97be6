package io.howdah.model;

import java.util.Optional;

/**
 * A field of a model that a topic of its own writes, with a version of its own.
 *
 * @param field the field, which holds an object
 * @param version the object's field that grows with each change, if there is one
 */
record ModelPart(ModelField field, Optional<String> version) {}
