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

/** Makes the views that types with {@code @view} declare: each narrows its model, and adds nothing to it. */
final class ViewReader {

    private final Map<String, ReadModel> models;
    private final Map<String, ObjectTypeDefinition> modelDefinitions;
    private final Map<String, SDLNamedDefinition<?>> types;
    private final SdlProblems problems;

    /**
     * Reads views of one frontend.
     *
     * @param types the types that the frontend knows
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
            // GraphQL itself says that it is missing.
            return Optional.empty();
        }
        if (model == null) {
            problems.add(
                    directive,
                    "@view names \"" + of + "\", which is no @readModel",
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
                        view.getName() + "." + field.getName() + " is no field of " + of + " that its API shows",
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

    private void type(ObjectTypeDefinition view, FieldDefinition shown, FieldDefinition field) {
        if (!narrows(shown.getType(), field.getType())) {
            problems.add(
                    shown,
                    view.getName() + "." + shown.getName() + " has another type than the model's field",
                    "give it the same type, with or without its '!', or for a relation a view of the same model");
        }
    }

    /** The view may say null where the model does not, never the other way about. */
    private boolean narrows(Type<?> shown, Type<?> stored) {
        if (stored instanceof NonNullType nonNull) {
            Type<?> inner = shown instanceof NonNullType also ? also.getType() : shown;
            return narrows(inner, nonNull.getType());
        }
        if (stored instanceof ListType list) {
            return shown instanceof ListType also && narrows(also.getType(), list.getType());
        }
        return shown instanceof TypeName name && shows(name.getName(), ((TypeName) stored).getName());
    }

    private boolean shows(String name, String model) {
        SDLNamedDefinition<?> type = types.get(name);
        if (type instanceof ObjectTypeDefinition object && object.hasDirective("view")) {
            return ModelReader.texts(object.getDirectives("view").get(0), "of").contains(model);
        }
        return name.equals(model);
    }
}
