package io.howdah.model;

import java.util.List;

/**
 * How an API shows a read model: as itself, or narrowed by a type with {@code @view}. Whatever the model's rules say holds for
 * its views.
 *
 * @param name the type's name in the API
 * @param model the model
 * @param fields the fields that it shows
 * @param relations the relations that it shows
 */
public record View(String name, ReadModel model, List<ModelField> fields, List<Relation> relations) {

    /** Return the name of the query by key: the type's name with a small first letter, such as {@code ride}. */
    public String singular() {
        return Plurals.singular(name);
    }

    /** Return the name of the list, such as {@code rides}. */
    public String plural() {
        return Plurals.plural(name);
    }

    /** Return the fields that lists may be filtered by. */
    public List<ModelField> filterable() {
        return fields.stream().filter(ModelField::filterable).toList();
    }

    /** Return the fields that lists may be ordered by. */
    public List<ModelField> sortable() {
        return fields.stream().filter(ModelField::sortable).toList();
    }
}
