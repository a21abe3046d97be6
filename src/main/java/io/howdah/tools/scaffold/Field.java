package io.howdah.tools.scaffold;

import io.howdah.tools.scaffold.InferredType.Scalar;
import java.util.List;
import java.util.stream.Stream;

/**
 * A field of the read model.
 *
 * @param name name in the SDL
 * @param required whether every document has it
 * @param path jq path in the event
 * @param origin readable path in the event, such as {@code customer.id}
 * @param directives SDL directives after the type
 */
record Field(String name, InferredType shape, boolean required, String path, String origin, List<String> directives) {

    /** Returns the name of a scalar type, or an empty string for other types. */
    String type() {
        return shape instanceof Scalar scalar ? scalar.type() : "";
    }

    Field as(InferredType other) {
        return new Field(name, other, required, path, origin, directives);
    }

    Field named(String other) {
        return new Field(other, shape, required, path, origin, directives);
    }

    Field mandatory() {
        return new Field(name, shape, true, path, origin, directives);
    }

    Field with(String directive) {
        return directives.contains(directive)
                ? this
                : new Field(
                        name,
                        shape,
                        required,
                        path,
                        origin,
                        Stream.concat(directives.stream(), Stream.of(directive)).toList());
    }
}
