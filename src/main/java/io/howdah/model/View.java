package io.howdah.model;

import java.util.List;

/**
 * Read model as an API shows it: completely, or narrowed by a type with {@code @view}. The model's rules apply to its
 * views.
 *
 * @param name the type's name in the API
 * @param model the model
 * @param fields the visible fields
 * @param relations the visible relations
 */
public record View(String name, ReadModel model, List<ModelField> fields, List<Relation> relations) {

    /** Returns the name of the query by key: the type's name with a lowercase first letter, such as {@code ride}. */
    public String singular() {
        return Plurals.singular(name);
    }

    /** Returns the name of the list, such as {@code rides}. */
    public String plural() {
        return Plurals.plural(name);
    }

    /** Returns the fields that lists can be filtered by. */
    public List<ModelField> filterable() {
        return fields.stream().filter(ModelField::filterable).toList();
    }

    /** Returns the fields that lists can be ordered by. */
    public List<ModelField> sortable() {
        return fields.stream().filter(ModelField::sortable).toList();
    }
}
