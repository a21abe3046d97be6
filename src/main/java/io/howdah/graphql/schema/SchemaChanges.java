package io.howdah.graphql.schema;

import graphql.language.AstPrinter;
import graphql.language.Value;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLInputValueDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLNamedSchemaElement;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.GraphQLUnionType;
import graphql.schema.InputValueWithState;
import graphql.schema.idl.ScalarInfo;
import io.howdah.graphql.schema.SchemaChange.Effect;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares two schemas type by type. graphql-java's {@code SchemaDiff} follows fields from the root, so it misses types
 * that are only reachable through an interface, and treats a new input with a default as required.
 */
final class SchemaChanges {

    private final List<SchemaChange> changes = new ArrayList<>();

    private SchemaChanges() {}

    static List<SchemaChange> between(GraphQLSchema before, GraphQLSchema after) {
        SchemaChanges comparison = new SchemaChanges();
        comparison.root("query", before.getQueryType(), after.getQueryType());
        comparison.root("mutation", before.getMutationType(), after.getMutationType());
        comparison.root("subscription", before.getSubscriptionType(), after.getSubscriptionType());
        comparison.compare(
                types(before),
                types(after),
                comparison::type,
                removed -> comparison.breaking("type " + removed.getName() + " is gone"),
                added -> comparison.safe("type " + added.getName() + " is new"));
        return comparison.changes.stream()
                .distinct()
                .sorted(Comparator.comparing(SchemaChange::effect).thenComparing(SchemaChange::what))
                .toList();
    }

    private static List<GraphQLNamedType> types(GraphQLSchema schema) {
        return schema.getAllTypesAsList().stream()
                .filter(type -> !type.getName().startsWith("__"))
                .filter(type -> !ScalarInfo.isGraphqlSpecifiedScalar(type.getName()))
                .toList();
    }

    private <T extends GraphQLNamedSchemaElement> void compare(
            Collection<? extends T> before,
            Collection<? extends T> after,
            BiConsumer<T, T> both,
            Consumer<T> removed,
            Consumer<T> added) {
        Map<String, T> previous = byName(before);
        Map<String, T> current = byName(after);
        previous.forEach((name, element) -> {
            T counterpart = current.get(name);
            if (counterpart == null) {
                removed.accept(element);
            } else {
                both.accept(element, counterpart);
            }
        });
        current.forEach((name, element) -> {
            if (!previous.containsKey(name)) {
                added.accept(element);
            }
        });
    }

    private static <T extends GraphQLNamedSchemaElement> Map<String, T> byName(Collection<? extends T> elements) {
        Map<String, T> map = new TreeMap<>();
        elements.forEach(element -> map.put(element.getName(), element));
        return map;
    }

    private void root(String operation, @Nullable GraphQLObjectType before, @Nullable GraphQLObjectType after) {
        if (before != null && after != null && !before.getName().equals(after.getName())) {
            breaking("the type of each " + operation + " is " + after.getName() + ", was " + before.getName());
        }
    }

    private void type(GraphQLNamedType before, GraphQLNamedType after) {
        String name = before.getName();
        if (!kind(before).equals(kind(after))) {
            breaking("type " + name + " is " + kind(after) + ", was " + kind(before));
        } else if (before instanceof GraphQLFieldsContainer container) {
            fields(container, (GraphQLFieldsContainer) after);
        } else if (before instanceof GraphQLInputObjectType input) {
            inputs("input field " + name + ".", input.getFields(), ((GraphQLInputObjectType) after).getFields());
        } else if (before instanceof GraphQLEnumType values) {
            compare(
                    values.getValues(),
                    ((GraphQLEnumType) after).getValues(),
                    (one, other) -> deprecation(
                            "enum value " + name + "." + one.getName(), one.isDeprecated(), other.isDeprecated()),
                    removed -> breaking("enum value " + name + "." + removed.getName() + " is gone"),
                    added -> dangerous("enum value " + name + "." + added.getName() + " is new"));
        } else if (before instanceof GraphQLUnionType union) {
            compare(
                    union.getTypes(),
                    ((GraphQLUnionType) after).getTypes(),
                    (one, other) -> {},
                    removed -> breaking(removed.getName() + " is no longer one of " + name),
                    added -> dangerous(added.getName() + " is now one of " + name));
        }
    }

    private static String kind(GraphQLNamedType type) {
        if (type instanceof GraphQLObjectType) {
            return "an object type";
        }
        if (type instanceof GraphQLInterfaceType) {
            return "an interface";
        }
        if (type instanceof GraphQLInputObjectType) {
            return "an input type";
        }
        if (type instanceof GraphQLEnumType) {
            return "an enum";
        }
        return type instanceof GraphQLScalarType ? "a scalar" : "a union";
    }

    private void fields(GraphQLFieldsContainer before, GraphQLFieldsContainer after) {
        String type = before.getName();
        compare(
                before.getFieldDefinitions(),
                after.getFieldDefinitions(),
                (one, other) -> field(type + "." + one.getName(), one, other),
                removed -> breaking("field " + type + "." + removed.getName() + " is gone"),
                added -> safe("field " + type + "." + added.getName() + " is new"));
        compare(
                interfaces(before),
                interfaces(after),
                (one, other) -> {},
                removed -> breaking(type + " is no longer a " + removed.getName()),
                added -> dangerous(type + " is now a " + added.getName()));
    }

    private static List<GraphQLNamedType> interfaces(GraphQLFieldsContainer container) {
        if (container instanceof GraphQLObjectType object) {
            return object.getInterfaces().stream()
                    .map(GraphQLNamedType.class::cast)
                    .toList();
        }
        return ((GraphQLInterfaceType) container)
                .getInterfaces().stream().map(GraphQLNamedType.class::cast).toList();
    }

    private void field(String name, GraphQLFieldDefinition before, GraphQLFieldDefinition after) {
        changed("field " + name, before.getType(), after.getType(), fits(after.getType(), before.getType()));
        deprecation("field " + name, before.isDeprecated(), after.isDeprecated());
        inputs("argument " + name + ".", before.getArguments(), after.getArguments());
    }

    private void inputs(
            String prefix,
            List<? extends GraphQLInputValueDefinition> before,
            List<? extends GraphQLInputValueDefinition> after) {
        compare(
                before,
                after,
                (one, other) -> input(prefix + one.getName(), one, other),
                removed -> breaking(prefix + removed.getName() + " is gone"),
                added -> {
                    if (isRequired(added)) {
                        breaking(prefix + added.getName() + " is new, and required");
                    } else {
                        safe(prefix + added.getName() + " is new");
                    }
                });
    }

    private static boolean isRequired(GraphQLInputValueDefinition input) {
        return GraphQLTypeUtil.isNonNull(input.getType()) && defaultOf(input).isNotSet();
    }

    private void input(String name, GraphQLInputValueDefinition before, GraphQLInputValueDefinition after) {
        GraphQLInputType previous = before.getType();
        GraphQLInputType current = after.getType();
        // Inputs are checked in the other direction: what clients send must fit the current type.
        changed(name, previous, current, fits(previous, current));
        String formerDefault = text(defaultOf(before));
        String presentDefault = text(defaultOf(after));
        if (!formerDefault.equals(presentDefault)) {
            dangerous(name + " has the default " + presentDefault + ", had " + formerDefault);
        }
    }

    private static InputValueWithState defaultOf(GraphQLInputValueDefinition input) {
        return input instanceof GraphQLArgument argument
                ? argument.getArgumentDefaultValue()
                : ((GraphQLInputObjectField) input).getInputFieldDefaultValue();
    }

    private static String text(InputValueWithState value) {
        if (value.isNotSet()) {
            return "none";
        }
        return value.getValue() instanceof Value<?> literal
                ? AstPrinter.printAst(literal)
                : String.valueOf(value.getValue());
    }

    private void changed(String name, GraphQLType before, GraphQLType after, boolean fits) {
        String previous = GraphQLTypeUtil.simplePrint(before);
        String current = GraphQLTypeUtil.simplePrint(after);
        if (!previous.equals(current)) {
            add(fits ? Effect.SAFE : Effect.BREAKING, name + " is " + current + ", was " + previous);
        }
    }

    /** Returns whether every value of one type is a value of the other, by names and wrappers. */
    private static boolean fits(GraphQLType value, GraphQLType accepted) {
        if (GraphQLTypeUtil.isNonNull(accepted)) {
            return GraphQLTypeUtil.isNonNull(value) && fits(unwrapped(value), unwrapped(accepted));
        }
        if (GraphQLTypeUtil.isNonNull(value)) {
            return fits(unwrapped(value), accepted);
        }
        if (GraphQLTypeUtil.isList(value) || GraphQLTypeUtil.isList(accepted)) {
            return GraphQLTypeUtil.isList(value)
                    && GraphQLTypeUtil.isList(accepted)
                    && fits(unwrapped(value), unwrapped(accepted));
        }
        return ((GraphQLNamedType) value).getName().equals(((GraphQLNamedType) accepted).getName());
    }

    private static GraphQLType unwrapped(GraphQLType type) {
        return GraphQLTypeUtil.unwrapOne(type);
    }

    private void deprecation(String name, boolean before, boolean after) {
        if (after && !before) {
            safe(name + " is deprecated");
        }
    }

    private void breaking(String what) {
        add(Effect.BREAKING, what);
    }

    private void dangerous(String what) {
        add(Effect.DANGEROUS, what);
    }

    private void safe(String what) {
        add(Effect.SAFE, what);
    }

    private void add(Effect effect, String what) {
        changes.add(new SchemaChange(effect, what));
    }
}
