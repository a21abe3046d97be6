package io.howdah.model;

import graphql.language.Directive;
import graphql.language.FieldDefinition;
import graphql.language.ListType;
import graphql.language.NonNullType;
import graphql.language.ObjectTypeDefinition;
import graphql.language.SDLNamedDefinition;
import graphql.language.Type;
import graphql.language.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Creates the views of types with {@code @view} and reports their problems. A view narrows its model and adds nothing.
 */
final class ViewReader {

    private final Map<String, ReadModel> models;
    private final Map<String, ObjectTypeDefinition> modelDefinitions;
    private final Map<String, SDLNamedDefinition<?>> types;
    private final SdlProblems problems;

    /**
     * Creates a reader for one frontend.
     *
     * @param types the frontend's types
     */
    ViewReader(
            Map<String, ReadModel> models,
            Map<String, ObjectTypeDefinition> modelDefinitions,
            Map<String, SDLNamedDefinition<?>> types,
            SdlProblems problems) {
        this.models = models;
        this.modelDefinitions = modelDefinitions;
        this.types = types;
        this.problems = problems;
    }

    Optional<View> read(ObjectTypeDefinition view) {
        Directive directive = view.getDirectives("view").get(0);
        String of = String.join("", ModelReader.texts(directive, "of"));
        ReadModel model = models.get(of);
        if (model == null && of.isEmpty()) {
            // The GraphQL checks report the missing argument.
            return Optional.empty();
        }
        if (model == null) {
            problems.add(
                    directive,
                    "@view names \"" + of + "\", which is not a @readModel",
                    "name one of " + String.join(", ", models.keySet()));
            return Optional.empty();
        }
        List<ModelField> fields = new ArrayList<>();
        List<Relation> relations = new ArrayList<>();
        for (FieldDefinition field : view.getFieldDefinitions()) {
            Optional<ModelField> stored = model.field(field.getName()).filter(found -> !found.stored());
            Optional<Relation> relation = model.relations().stream()
                    .filter(found -> found.name().equals(field.getName()))
                    .findFirst();
            if (stored.isEmpty() && relation.isEmpty()) {
                problems.add(
                        field,
                        view.getName() + "." + field.getName() + " is not a visible field of " + of,
                        "remove it, or correct the name");
                continue;
            }
            stored.ifPresent(fields::add);
            relation.ifPresent(relations::add);
            type(view, field, definition(of, field.getName()));
        }
        return Optional.of(new View(view.getName(), model, fields, relations));
    }

    private FieldDefinition definition(String model, String field) {
        return Objects.requireNonNull(modelDefinitions.get(model)).getFieldDefinitions().stream()
                .filter(each -> each.getName().equals(field))
                .findFirst()
                .orElseThrow();
    }

    private void type(ObjectTypeDefinition view, FieldDefinition viewField, FieldDefinition field) {
        if (!narrows(viewField.getType(), field.getType())) {
            problems.add(
                    viewField,
                    view.getName() + "." + viewField.getName() + " has a different type than the model's field",
                    "give it the same type, with or without its '!', or for a relation a view of the same model");
        }
    }

    /**
     * Returns whether a view's field type narrows the model's. The view may allow null where the model does not, but
     * not the reverse.
     */
    private boolean narrows(Type<?> viewType, Type<?> stored) {
        if (stored instanceof NonNullType nonNull) {
            Type<?> inner = viewType instanceof NonNullType view ? view.getType() : viewType;
            return narrows(inner, nonNull.getType());
        }
        if (stored instanceof ListType list) {
            return viewType instanceof ListType view && narrows(view.getType(), list.getType());
        }
        return viewType instanceof TypeName name && shows(name.getName(), ((TypeName) stored).getName());
    }

    private boolean shows(String name, String model) {
        SDLNamedDefinition<?> type = types.get(name);
        if (type instanceof ObjectTypeDefinition object && object.hasDirective("view")) {
            return ModelReader.texts(object.getDirectives("view").get(0), "of").contains(model);
        }
        return name.equals(model);
    }
}
