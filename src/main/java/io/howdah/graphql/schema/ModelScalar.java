package io.howdah.graphql.schema;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.BooleanValue;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import io.howdah.model.InvalidDocumentException;
import io.howdah.model.ScalarType;
import java.util.Locale;
import java.util.Objects;

/**
 * Howdah scalar. Output values are already in the API's form and stay as they are. Input values are converted to the
 * stored form, so that they can be compared with stored values.
 */
final class ModelScalar implements Coercing<Object, Object> {

    private final ScalarType type;

    private ModelScalar(ScalarType type) {
        this.type = type;
    }

    static GraphQLScalarType of(ScalarType type, String description) {
        return GraphQLScalarType.newScalar()
                .name(type.sdlName())
                .description(description)
                .coercing(new ModelScalar(type))
                .build();
    }

    @Override
    public Object serialize(Object value, GraphQLContext context, Locale locale) {
        return value;
    }

    @Override
    public Object parseValue(Object input, GraphQLContext context, Locale locale) {
        try {
            return type.toStored(input);
        } catch (InvalidDocumentException e) {
            throw new CoercingParseValueException(rule(e));
        }
    }

    @Override
    public Object parseLiteral(Value<?> literal, CoercedVariables variables, GraphQLContext context, Locale locale) {
        try {
            return type.toStored(value(literal));
        } catch (InvalidDocumentException e) {
            throw new CoercingParseLiteralException(rule(e));
        }
    }

    private Object value(Value<?> literal) {
        if (literal instanceof StringValue text) {
            return Objects.requireNonNullElse(text.getValue(), "");
        }
        if (literal instanceof IntValue number) {
            return number.getValue();
        }
        if (literal instanceof FloatValue number) {
            return number.getValue();
        }
        if (literal instanceof BooleanValue bool) {
            return bool.isValue();
        }
        throw new CoercingParseLiteralException(type.sdlName() + " must be a string, a number or a boolean");
    }

    private String rule(InvalidDocumentException e) {
        return type.sdlName() + e.getMessage();
    }
}
