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
 * Compares two schemas type by type. graphql-java's own {@code SchemaDiff} follows fields from the root, so that types which are
 * reached by an interface alone are not looked at, and takes a new input that has a default for a required one.
 */
final class SchemaChanges {

    private final List<SchemaChange> changes = new ArrayList<>();

    private SchemaChanges() {}

    static List<SchemaChange> between(GraphQLSchema before, GraphQLSchema after) {
        SchemaChanges found = new SchemaChanges();
        found.root("query", before.getQueryType(), after.getQueryType());
        found.root("mutation", before.getMutationType(), after.getMutationType());
        found.root("subscription", before.getSubscriptionType(), after.getSubscriptionType());
        found.compare(
                types(before),
                types(after),
                found::type,
                gone -> found.breaking("type " + gone.getName() + " is gone"),
                added -> found.safe("type " + added.getName() + " is new"));
        return found.changes.stream()
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
            Consumer<T> gone,
            Consumer<T> added) {
        Map<String, T> former = byName(before);
        Map<String, T> present = byName(after);
        former.forEach((name, element) -> {
            T same = present.get(name);
            if (same == null) {
                gone.accept(element);
            } else {
                both.accept(element, same);
            }
        });
        present.forEach((name, element) -> {
            if (!former.containsKey(name)) {
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
                    gone -> breaking("enum value " + name + "." + gone.getName() + " is gone"),
                    added -> dangerous("enum value " + name + "." + added.getName() + " is new"));
        } else if (before instanceof GraphQLUnionType union) {
            compare(
                    union.getTypes(),
                    ((GraphQLUnionType) after).getTypes(),
                    (one, other) -> {},
                    gone -> breaking(gone.getName() + " is no longer one of " + name),
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
                gone -> breaking("field " + type + "." + gone.getName() + " is gone"),
                added -> safe("field " + type + "." + added.getName() + " is new"));
        compare(
                interfaces(before),
                interfaces(after),
                (one, other) -> {},
                gone -> breaking(type + " is no longer a " + gone.getName()),
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
                gone -> breaking(prefix + gone.getName() + " is gone"),
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
        GraphQLInputType former = before.getType();
        GraphQLInputType present = after.getType();
        // What clients send goes the other way: it must fit what is taken now.
        changed(name, former, present, fits(former, present));
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
        String former = GraphQLTypeUtil.simplePrint(before);
        String present = GraphQLTypeUtil.simplePrint(after);
        if (!former.equals(present)) {
            add(fits ? Effect.SAFE : Effect.BREAKING, name + " is " + present + ", was " + former);
        }
    }

    /** Returns whether each value of a type is one of another, by names and wrappers. */
    private static boolean fits(GraphQLType value, GraphQLType taken) {
        if (GraphQLTypeUtil.isNonNull(taken)) {
            return GraphQLTypeUtil.isNonNull(value) && fits(unwrapped(value), unwrapped(taken));
        }
        if (GraphQLTypeUtil.isNonNull(value)) {
            return fits(unwrapped(value), taken);
        }
        if (GraphQLTypeUtil.isList(value) || GraphQLTypeUtil.isList(taken)) {
            return GraphQLTypeUtil.isList(value)
                    && GraphQLTypeUtil.isList(taken)
                    && fits(unwrapped(value), unwrapped(taken));
        }
        return ((GraphQLNamedType) value).getName().equals(((GraphQLNamedType) taken).getName());
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
