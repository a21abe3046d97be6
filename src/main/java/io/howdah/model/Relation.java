package io.howdah.model;

import io.howdah.security.Principal;
import java.util.Set;

/**
 * A field that is not stored: it shows the documents of a model whose {@code to} has a value of this document's {@code from}.
 *
 * @param name the field's name in the API
 * @param from the field of the document that has it
 * @param model the name of the model that it leads to
 * @param to the name of that model's field
 * @param many whether it shows a list
 * @param readers the roles of which one is needed to follow it; none where whoever reads {@code from} may
 */
public record Relation(String name, ModelField from, String model, String to, boolean many, Set<String> readers) {

    /** Return whether they may follow it from a document that they see. */
    public boolean isReadableBy(Principal principal) {
        return from.isReadableBy(principal)
                && (readers.isEmpty() || readers.stream().anyMatch(principal.roles()::contains));
    }
}
