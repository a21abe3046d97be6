package io.howdah.model;

import java.util.Optional;

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
 */
public record ModelField(
        String name,
        FieldType type,
        boolean required,
        boolean stored,
        Optional<String> ownerClaim,
        Optional<String> tenantClaim,
        boolean filterable,
        boolean sortable) {}
