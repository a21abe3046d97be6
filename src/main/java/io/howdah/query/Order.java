package io.howdah.query;

import io.howdah.model.ModelField;
import io.howdah.model.ReadModel;
import io.howdah.security.Principal;

/**
 * Field that a list is sorted by. A missing value is less than any other.
 *
 * @param field the field
 * @param descending whether the greatest value comes first
 */
public record Order(ModelField field, boolean descending) {

    /**
     * Creates an order from a client's request.
     *
     * @throws InvalidQueryException if the field is not sortable
     * @throws ForbiddenFieldException if the principal may not read the field, because the order would reveal its
     *     values
     */
    public static Order of(ReadModel model, Principal principal, String field, boolean descending) {
        ModelField modelField = model.field(field)
                .filter(ModelField::sortable)
                .orElseThrow(() -> new InvalidQueryException(field + " is not sortable"));
        if (!modelField.isReadableBy(principal)) {
            throw new ForbiddenFieldException("You may not sort by " + field + " because you may not read it.");
        }
        return new Order(modelField, descending);
    }
}
