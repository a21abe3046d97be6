package io.howdah.config;

/**
 * What a GraphQL operation may cost. A document that costs more is refused before anything of it runs.
 *
 * @param maxDepth how many fields may be nested in one another, from 1 to 100; introspection is not counted
 * @param maxComplexity how many fields the answer may have at most, where a list counts what is below it as often as its page is long,
 *     and what its filters cost
 * @param maxAliases how many fields may be renamed, fragments counted wherever they are spread
 * @param maxRootFields how many fields the operation itself may select, counted likewise
 * @param maxDirectives how many directives may be written, counted likewise
 * @param maxTokens how many words and signs a document may have
 * @param introspection whether clients may ask for the schema; {@code __typename} is always answered
 */
public record GraphQlSettings(
        int maxDepth,
        int maxComplexity,
        int maxAliases,
        int maxRootFields,
        int maxDirectives,
        int maxTokens,
        boolean introspection) {}
