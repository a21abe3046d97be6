package io.howdah.model;

import io.howdah.security.Principal;
import java.util.Optional;
import java.util.Set;

/**
 * A field of a type.
 *
 * @param name the field's name, in the SDL, in the document and in the API
 * @param type its type
 * @param required whether a document without it is refused
 * @param stored whether it is only stored, and no part of the API
 * @param ownerClaim the claim that this field is compared with, if it names an owner
 * @param tenantClaim the claim that this field must match, whoever asks, if it names a tenant
 * @param filterable whether lists and subscriptions may be filtered by it
 * @param sortable whether lists may be ordered by it
 * @param readers the roles of which one is needed to read it; none where whoever sees the document reads it
 */
public record ModelField(
        String name,
        FieldType type,
        boolean required,
        boolean stored,
        Optional<String> ownerClaim,
        Optional<String> tenantClaim,
        boolean filterable,
        boolean sortable,
        Set<String> readers) {

    /** Return whether they may read it in a document that they see, and filter and order by it. */
    public boolean isReadableBy(Principal principal) {
        return readers.isEmpty() || readers.stream().anyMatch(principal.roles()::contains);
    }
}
