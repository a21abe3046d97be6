package io.howdah.graphql.schema;

import graphql.language.Argument;
import graphql.language.Field;
import graphql.language.IntValue;
import graphql.language.Value;
import graphql.language.VariableDefinition;
import graphql.language.VariableReference;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLFieldDefinition;
import io.howdah.query.PageLength;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Maximum length of a page: the greater of {@code first} and {@code last}, or the schema's default if neither is given.
 *
 * @param literal the greatest literal, negative for none
 * @param variables the variables in the arguments, with their defaults
 * @param defaultLength the length if no argument is given
 */
public record PageSize(long literal, Map<String, Long> variables, long defaultLength) {

    private static final List<String> ARGUMENTS = List.of("first", "last");

    private static final long MAX_LENGTH = Integer.MAX_VALUE;
    private static final long NOT_GIVEN = -1;

    /** Length of a list without length arguments. */
    public static final PageSize DEFAULT = new PageSize(NOT_GIVEN, Map.of(), PageLength.DEFAULT);

    /** Returns the length by a field's arguments, or empty if the field has no such arguments. */
    public static Optional<PageSize> of(
            Field field, GraphQLFieldDefinition definition, List<VariableDefinition> definitions) {
        List<GraphQLArgument> arguments = new ArrayList<>();
        ARGUMENTS.forEach(
                name -> Optional.ofNullable(definition.getArgument(name)).ifPresent(arguments::add));
        if (arguments.isEmpty()) {
            return Optional.empty();
        }
        long literal = NOT_GIVEN;
        Map<String, Long> variables = new HashMap<>();
        for (Argument argument : field.getArguments()) {
            if (ARGUMENTS.contains(argument.getName())) {
                Value<?> value = argument.getValue();
                literal = Math.max(literal, literal(value).orElse(NOT_GIVEN));
                if (value instanceof VariableReference variable) {
                    variables.put(variable.getName(), variableDefault(variable.getName(), definitions));
                }
            }
        }
        return Optional.of(new PageSize(literal, Map.copyOf(variables), defaultLength(arguments)));
    }

    private static long defaultLength(List<GraphQLArgument> arguments) {
        return arguments.stream()
                .map(argument -> argument.getArgumentDefaultValue().getValue())
                .mapToLong(value -> number(value).orElse(0))
                .filter(value -> value > 0)
                .max()
                .orElse(PageLength.DEFAULT);
    }

    private static long variableDefault(String variable, List<VariableDefinition> definitions) {
        return definitions.stream()
                .filter(definition -> definition.getName().equals(variable))
                .mapToLong(definition -> literal(definition.getDefaultValue()).orElse(NOT_GIVEN))
                .findFirst()
                .orElse(NOT_GIVEN);
    }

    /** Returns whether the length is independent of variables. */
    public boolean isConstant() {
        return variables.isEmpty();
    }

    /** Returns the length for a request's variables. It is at least 1, because even an empty list costs a read. */
    public long of(Map<String, Object> values) {
        long max = literal;
        for (Map.Entry<String, Long> variable : variables.entrySet()) {
            max = Math.max(max, number(values.get(variable.getKey())).orElse(variable.getValue()));
        }
        return max < 0 ? defaultLength : Math.max(1, max);
    }

    private static OptionalLong literal(@Nullable Value<?> value) {
        return value instanceof IntValue number ? number(number.getValue()) : OptionalLong.empty();
    }

    /** Returns a number as a length. Validation of the argument's type rejects other values. */
    private static OptionalLong number(@Nullable Object value) {
        if (value instanceof IntValue literal) {
            return number(literal.getValue());
        }
        return value instanceof Number number
                ? OptionalLong.of((long) Math.max(0, Math.min(MAX_LENGTH, number.doubleValue())))
                : OptionalLong.empty();
    }
}
