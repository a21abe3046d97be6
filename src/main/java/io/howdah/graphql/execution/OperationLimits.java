package io.howdah.graphql.execution;

import graphql.introspection.GoodFaithIntrospection;
import io.howdah.config.GraphQlSettings;
import io.howdah.graphql.ErrorCode;
import java.util.Locale;

/** Refuses what is larger than the settings allow. */
final class OperationLimits {

    static final String MAX_DEPTH = "howdah.graphql.max-depth";
    static final String MAX_TOKENS = "howdah.graphql.max-tokens";

    private final GraphQlSettings settings;

    OperationLimits(GraphQlSettings settings) {
        this.settings = settings;
    }

    /**
     * Check what an operation's text says.
     *
     * @throws LimitException for the first limit that it is over
     */
    void check(DocumentSize size) {
        if (size.schemaFields() > 0 && !settings.introspection()) {
            throw new LimitException(
                    ErrorCode.GRAPHQL_INTROSPECTION_DISABLED,
                    "The schema is not told here (howdah.graphql.introspection=false); __typename is.");
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
        // Validation takes time for each of them.
        checkComplexity(size.fields());
    }

    private static void checkSchemaFields(DocumentSize size) {
        if (size.schemaFields() > GoodFaithIntrospection.GOOD_FAITH_MAX_FIELDS_COUNT
                || size.schemaDepth() > GoodFaithIntrospection.GOOD_FAITH_MAX_DEPTH_COUNT) {
            throw introspection();
        }
    }

    /** Returns the refusal of a question for the schema that goes round in it, as no tool does. */
    static LimitException introspection() {
        return new LimitException(
                ErrorCode.GRAPHQL_INTROSPECTION_LIMIT_EXCEEDED,
                "The schema may be asked for once in an operation, with at most "
                        + GoodFaithIntrospection.GOOD_FAITH_MAX_FIELDS_COUNT + " fields, "
                        + GoodFaithIntrospection.GOOD_FAITH_MAX_DEPTH_COUNT
                        + " deep, and each list of a type's fields, interfaces or possible types once.");
    }

    /**
     * Check what an operation may cost.
     *
     * @throws LimitException if that is too much
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

    private static void check(ErrorCode code, long is, int most, String what, String setting) {
        if (is > most) {
            String said = String.format(Locale.ROOT, what, is);
            throw new LimitException(
                    code, "The operation " + said + "; the most that is served is " + most + " (" + setting + ").");
        }
    }
}
