package io.howdah.model;

import io.howdah.security.Principal;
import java.util.Optional;
import java.util.Set;

/**
 * Field of a type.
 *
 * @param name the name in the SDL, the document and the API
 * @param type the type
 * @param required whether a document must have the field
 * @param stored whether the field is only stored and not part of the API
 * @param ownerClaim the claim that is compared with this field, if it names an owner
 * @param tenantClaim the claim that every caller must match in this field, if it names a tenant
 * @param filterable whether lists and subscriptions can be filtered by it
 * @param sortable whether lists can be ordered by it
 * @param readers the roles that may read it; empty if every reader of the document may
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

    /** Returns whether the principal may read the field in a visible document, and filter and order by it. */
    public boolean isReadableBy(Principal principal) {
        return readers.isEmpty() || readers.stream().anyMatch(principal.roles()::contains);
    }
}
