package io.howdah.graphql.execution;

import graphql.introspection.GoodFaithIntrospection;
import io.howdah.config.GraphQlSettings;
import io.howdah.graphql.ErrorCode;
import java.util.Locale;

/** Checks documents against the limits of the settings. Thread-safe. */
final class OperationLimits {

    static final String MAX_DEPTH = "howdah.graphql.max-depth";
    static final String MAX_TOKENS = "howdah.graphql.max-tokens";

    private final GraphQlSettings settings;

    OperationLimits(GraphQlSettings settings) {
        this.settings = settings;
    }

    /**
     * Checks the size of an operation.
     *
     * @throws LimitException for the first exceeded limit
     */
    void check(DocumentSize size) {
        if (size.schemaFields() > 0 && !settings.introspection()) {
            throw new LimitException(
                    ErrorCode.GRAPHQL_INTROSPECTION_DISABLED,
                    "Introspection is disabled (howdah.graphql.introspection=false); only __typename is available.");
        }
        check(
                ErrorCode.GRAPHQL_DEPTH_LIMIT_EXCEEDED,
                size.depth(),
                settings.maxDepth(),
                "is %d fields deep",
                MAX_DEPTH);
        check(
                ErrorCode.GRAPHQL_ALIAS_LIMIT_EXCEEDED,
                size.aliases(),
                settings.maxAliases(),
                "has %d aliases",
                "howdah.graphql.max-aliases");
        check(
                ErrorCode.GRAPHQL_ROOT_FIELD_LIMIT_EXCEEDED,
                size.roots(),
                settings.maxRootFields(),
                "selects %d root fields",
                "howdah.graphql.max-root-fields");
        check(
                ErrorCode.GRAPHQL_DIRECTIVE_LIMIT_EXCEEDED,
                size.directives(),
                settings.maxDirectives(),
                "has %d directives",
                "howdah.graphql.max-directives");
        checkSchemaFields(size);
        // Validation time grows with the number of fields.
        checkComplexity(size.fields());
    }

    private static void checkSchemaFields(DocumentSize size) {
        if (size.schemaFields() > GoodFaithIntrospection.GOOD_FAITH_MAX_FIELDS_COUNT
                || size.schemaDepth() > GoodFaithIntrospection.GOOD_FAITH_MAX_DEPTH_COUNT) {
            throw introspection();
        }
    }

    /** Returns the exception for introspection that goes in circles, which no tool does. */
    static LimitException introspection() {
        return new LimitException(
                ErrorCode.GRAPHQL_INTROSPECTION_LIMIT_EXCEEDED,
                "An operation may introspect the schema once, with at most "
                        + GoodFaithIntrospection.GOOD_FAITH_MAX_FIELDS_COUNT + " fields, "
                        + GoodFaithIntrospection.GOOD_FAITH_MAX_DEPTH_COUNT
                        + " levels deep, and each list of a type's fields, interfaces or possible types once.");
    }

    /**
     * Checks the complexity of an operation.
     *
     * @throws LimitException if it exceeds the limit
     */
    void checkComplexity(long complexity) {
        check(
                ErrorCode.GRAPHQL_COMPLEXITY_LIMIT_EXCEEDED,
                complexity,
                settings.maxComplexity(),
                "has a complexity of %d",
                "howdah.graphql.max-complexity");
    }

    boolean isTooComplex(long complexity) {
        return complexity > settings.maxComplexity();
    }

    private static void check(ErrorCode code, long actual, int max, String format, String setting) {
        if (actual > max) {
            String measured = String.format(Locale.ROOT, format, actual);
            throw new LimitException(
                    code, "The operation " + measured + "; the maximum is " + max + " (" + setting + ").");
        }
    }
}
