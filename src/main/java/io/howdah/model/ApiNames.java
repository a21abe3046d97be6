package io.howdah.model;

import graphql.language.FieldDefinition;
import graphql.language.Node;
import graphql.language.ObjectTypeDefinition;
import graphql.language.SDLNamedDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sees to it that no two types of a frontend claim the same name in its API, and that none has the name of a generated one. */
final class ApiNames {

    private static final List<String> OF_EACH = List.of("Connection", "Edge", "Filter", "Order", "OrderField");
    private static final List<String> CONDITIONS = List.of("Condition", "ListCondition");

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
        OF_EACH.forEach(ending -> free(view.name() + ending, view));
        List.of("PageInfo", "OrderDirection").forEach(name -> free(name, view));
        for (ModelField field : view.filterable()) {
            CONDITIONS.forEach(ending -> free(single(field.type()).sdlName() + ending, view));
            condition(definition, field.type());
        }
    }

    /** A list of {@code Foo} and a single {@code FooList} would get one name. */
    private void condition(ObjectTypeDefinition definition, FieldType type) {
        String name = single(type).sdlName() + CONDITIONS.get(type instanceof ListType ? 1 : 0);
        FieldType other = conditions.putIfAbsent(name, single(type));
        if (other != null && !other.equals(single(type))) {
            problems.add(
                    definition,
                    "filters by " + single(type).sdlName() + " and by " + other.sdlName() + " would both be called "
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

    /** Report a hand-written field of Query whose name is that of a generated one. Call when all views have claimed theirs. */
    void handWritten(FieldDefinition field) {
        String view = queries.get(field.getName());
        if (view != null) {
            problems.add(
                    field,
                    "Query." + field.getName() + " is generated for the read model " + view + " already",
                    "rename the field");
        }
    }

    private void query(ObjectTypeDefinition definition, String query, String type) {
        String other = queries.putIfAbsent(query, type);
        if (other != null) {
            problems.add(
                    definition,
                    "the generated query \"" + query + "\" of " + type + " is one of " + other + " already",
                    "rename one of the types");
        }
    }
}
