package io.howdah.model;

import graphql.language.FieldDefinition;
import graphql.language.Node;
import graphql.language.ObjectTypeDefinition;
import graphql.language.SDLNamedDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reports name clashes in a frontend's API: between types, and with generated types. */
final class ApiNames {

    private static final List<String> VIEW_SUFFIXES = List.of("Connection", "Edge", "Filter", "Order", "OrderField");
    private static final List<String> CONDITION_SUFFIXES = List.of("Condition", "ListCondition");

    private final Map<String, SDLNamedDefinition<?>> types;
    private final SdlProblems problems;
    private final Map<String, String> queries = new HashMap<>();
    private final Map<String, FieldType> conditions = new HashMap<>();

    ApiNames(Map<String, SDLNamedDefinition<?>> types, SdlProblems problems) {
        this.types = types;
        this.problems = problems;
    }

    void claim(ObjectTypeDefinition definition, View view) {
        query(definition, view.singular(), view.name());
        query(definition, view.plural(), view.name());
        VIEW_SUFFIXES.forEach(suffix -> free(view.name() + suffix, view));
        List.of("PageInfo", "OrderDirection").forEach(name -> free(name, view));
        for (ModelField field : view.filterable()) {
            CONDITION_SUFFIXES.forEach(suffix -> free(single(field.type()).sdlName() + suffix, view));
            condition(definition, field.type());
        }
    }

    /** Checks filter names: a list of {@code Foo} and a single {@code FooList} would get the same one. */
    private void condition(ObjectTypeDefinition definition, FieldType type) {
        String name = single(type).sdlName() + CONDITION_SUFFIXES.get(type instanceof ListType ? 1 : 0);
        FieldType other = conditions.putIfAbsent(name, single(type));
        if (other != null && !other.equals(single(type))) {
            problems.add(
                    definition,
                    "filters by " + single(type).sdlName() + " and by " + other.sdlName() + " would both be named "
                            + name,
                    "rename one of these types");
        }
    }

    private static FieldType single(FieldType type) {
        return type instanceof ListType list ? list.element() : type;
    }

    private void free(String generated, View view) {
        SDLNamedDefinition<?> clash = types.get(generated);
        if (clash != null) {
            problems.add(
                    (Node<?>) clash,
                    "type " + generated + " is generated for the read model " + view.name(),
                    "rename this one");
        }
    }

    /** Reports a hand-written field of Query with a generated name. Call this after all views are claimed. */
    void handWritten(FieldDefinition field) {
        String view = queries.get(field.getName());
        if (view != null) {
            problems.add(
                    field,
                    "Query." + field.getName() + " is already generated for the read model " + view,
                    "rename the field");
        }
    }

    private void query(ObjectTypeDefinition definition, String query, String type) {
        String other = queries.putIfAbsent(query, type);
        if (other != null) {
            problems.add(
                    definition,
                    "the generated query \"" + query + "\" of " + type + " is also one of " + other,
                    "rename one of the types");
        }
    }
}
