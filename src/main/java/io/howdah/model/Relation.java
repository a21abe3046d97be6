package io.howdah.model;

import io.howdah.security.Principal;
import java.util.Set;

/**
 * Field that is not stored: it returns the documents of a model whose {@code to} has a value of this document's {@code
 * from}.
 *
 * @param name the field's name in the API
 * @param from the field of this document
 * @param model the name of the other model
 * @param to the name of the other model's field
 * @param many whether it returns a list
 * @param readers the roles that may follow it; empty if every reader of {@code from} may
 */
public record Relation(String name, ModelField from, String model, String to, boolean many, Set<String> readers) {

    /** Returns whether the principal may follow the relation from a visible document. */
    public boolean isReadableBy(Principal principal) {
        return from.isReadableBy(principal)
                && (readers.isEmpty() || readers.stream().anyMatch(principal.roles()::contains));
    }
}
