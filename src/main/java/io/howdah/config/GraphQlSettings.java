package io.howdah.config;

/**
 * Limits of a GraphQL operation. Howdah refuses an operation above them before it executes any of it.
 *
 * @param maxDepth maximum nesting of fields, from 1 to 100; introspection does not count
 * @param maxComplexity maximum number of fields in the response; fields below a list count as often as its page is long, and filters
 *     have a cost too
 * @param maxAliases maximum number of aliases; a fragment counts wherever it is spread
 * @param maxRootFields maximum number of root fields; a fragment counts wherever it is spread
 * @param maxDirectives maximum number of directives; a fragment counts wherever it is spread
 * @param maxTokens maximum number of tokens in a document
 * @param introspection whether clients may use introspection; {@code __typename} is always available
 */
public record GraphQlSettings(
        int maxDepth,
        int maxComplexity,
        int maxAliases,
        int maxRootFields,
        int maxDirectives,
        int maxTokens,
        boolean introspection) {}
