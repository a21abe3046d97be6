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
 * How long a page may be: what {@code first} or {@code last} say, the longer of them, or else what the schema says for none.
 *
 * @param said what literals say, below 0 if none does
 * @param variables the variables that say it, each with its default
 * @param otherwise for none
 */
public record PageSize(long said, Map<String, Long> variables, long otherwise) {

    private static final List<String> ARGUMENTS = List.of("first", "last");

    private static final long MAX_LENGTH = Integer.MAX_VALUE;
    private static final long UNSAID = -1;

    /** A list that does not say how long it is. */
    public static final PageSize USUAL = new PageSize(UNSAID, Map.of(), PageLength.DEFAULT);

    /** Returns the length that the arguments of a field ask for; empty if the field has no such arguments. */
    public static Optional<PageSize> of(
            Field field, GraphQLFieldDefinition definition, List<VariableDefinition> declared) {
        List<GraphQLArgument> arguments = new ArrayList<>();
        ARGUMENTS.forEach(
                name -> Optional.ofNullable(definition.getArgument(name)).ifPresent(arguments::add));
        if (arguments.isEmpty()) {
            return Optional.empty();
        }
        long said = UNSAID;
        Map<String, Long> variables = new HashMap<>();
        for (Argument argument : field.getArguments()) {
            if (ARGUMENTS.contains(argument.getName())) {
                Value<?> value = argument.getValue();
                said = Math.max(said, literal(value).orElse(UNSAID));
                if (value instanceof VariableReference variable) {
                    variables.put(variable.getName(), defaultOf(variable.getName(), declared));
                }
            }
        }
        return Optional.of(new PageSize(said, Map.copyOf(variables), otherwise(arguments)));
    }

    private static long otherwise(List<GraphQLArgument> arguments) {
        return arguments.stream()
                .map(argument -> argument.getArgumentDefaultValue().getValue())
                .mapToLong(value -> number(value).orElse(0))
                .filter(value -> value > 0)
                .max()
                .orElse(PageLength.DEFAULT);
    }

    private static long defaultOf(String variable, List<VariableDefinition> declared) {
        return declared.stream()
                .filter(each -> each.getName().equals(variable))
                .mapToLong(each -> literal(each.getDefaultValue()).orElse(UNSAID))
                .findFirst()
                .orElse(UNSAID);
    }

    public boolean isKnown() {
        return variables.isEmpty();
    }

    /** Returns the length, at least 1, as even an empty list is asked for. */
    public long of(Map<String, Object> values) {
        long longest = said;
        for (Map.Entry<String, Long> variable : variables.entrySet()) {
            longest = Math.max(longest, number(values.get(variable.getKey())).orElse(variable.getValue()));
        }
        return longest < 0 ? otherwise : Math.max(1, longest);
    }

    private static OptionalLong literal(@Nullable Value<?> value) {
        return value instanceof IntValue number ? number(number.getValue()) : OptionalLong.empty();
    }

    /** What is no number is refused by the type of the argument. */
    private static OptionalLong number(@Nullable Object value) {
        if (value instanceof IntValue literal) {
            return number(literal.getValue());
        }
        return value instanceof Number number
                ? OptionalLong.of((long) Math.max(0, Math.min(MAX_LENGTH, number.doubleValue())))
                : OptionalLong.empty();
    }
}
