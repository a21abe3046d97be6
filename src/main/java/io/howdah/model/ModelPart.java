package io.howdah.model;

import java.util.Optional;

/**
 * Field of a model that is fed by a topic of its own, with its own version.
 *
 * @param field the field, an object
 * @param version the object's field that grows with each change, if there is one
 */
record ModelPart(ModelField field, Optional<String> version) {}
