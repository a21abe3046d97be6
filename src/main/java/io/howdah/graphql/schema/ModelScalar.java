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
 * A scalar of Howdah's own, by the read models' rule: what goes out was shown by it already and goes as it is; what comes in is
 * converted to the stored form, so that it can be compared with what is stored.
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
    public Object serialize(Object shown, GraphQLContext context, Locale locale) {
        return shown;
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
        throw new CoercingParseLiteralException(type.sdlName() + " is written as a string, a number or a boolean");
    }

    private String rule(InvalidDocumentException e) {
        return type.sdlName() + e.getMessage();
    }
}
