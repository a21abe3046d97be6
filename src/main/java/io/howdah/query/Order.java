package io.howdah.query;

import io.howdah.model.ModelField;
import io.howdah.model.ReadModel;
import io.howdah.security.Principal;

/**
 * One of the fields that a list is ordered by. An absent value is less than any other.
 *
 * @param field the field
 * @param descending whether the greatest comes first
 */
public record Order(ModelField field, boolean descending) {

    /**
     * Reads what a client asks for.
     *
     * @throws InvalidQueryException if the field is not one to order by
     * @throws ForbiddenFieldException if they may not read it, as the order would tell them of it
     */
    public static Order of(ReadModel model, Principal principal, String field, boolean descending) {
        ModelField found = model.field(field)
                .filter(ModelField::sortable)
                .orElseThrow(() -> new InvalidQueryException(field + " is nothing to order by"));
        if (!found.isReadableBy(principal)) {
            throw new ForbiddenFieldException("You may not order by " + field + ", which is not for you to read.");
        }
        return new Order(found, descending);
    }
}
