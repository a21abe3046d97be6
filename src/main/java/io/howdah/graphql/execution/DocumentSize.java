package io.howdah.graphql.execution;

/**
 * How large a part of a document is, with its fragments counted wherever they are spread.
 *
 * @param roots fields of the selection itself, without what is below them
 * @param fields all fields; what is below fragments on several types once for each of them, as validation merges it with each
 * @param aliases fields that are renamed
 * @param directives directives that are written
 * @param depth fields nested in one another; introspection is none
 * @param schemaFields fields that ask for the schema
 * @param schemaDepth of them, how many are nested in one another
 */
record DocumentSize(
        long roots, long fields, long aliases, long directives, int depth, long schemaFields, int schemaDepth) {

    static final DocumentSize NONE = new DocumentSize(0, 0, 0, 0, 0, 0, 0);

    /** Fragments that spread others twice double the sums each time, over whatever a long can hold. */
    private static final long MANY = 1_000_000_000_000L;

    /** Returns the size of a field that has this below it. */
    DocumentSize asField(boolean alias, int ownDirectives, boolean schema) {
        return new DocumentSize(
                1,
                sum(fields, 1),
                sum(aliases, alias ? 1 : 0),
                sum(directives, ownDirectives),
                schema ? depth : depth + 1,
                sum(schemaFields, schema ? 1 : 0),
                schema ? schemaDepth + 1 : schemaDepth);
    }

    DocumentSize plus(DocumentSize other) {
        return new DocumentSize(
                sum(roots, other.roots),
                sum(fields, other.fields),
                sum(aliases, other.aliases),
                sum(directives, other.directives),
                Math.max(depth, other.depth),
                sum(schemaFields, other.schemaFields),
                Math.max(schemaDepth, other.schemaDepth));
    }

    /** Returns the size of a selection that holds fragments on so many types. */
    DocumentSize onTypes(int types) {
        long below = fields - roots;
        return new DocumentSize(
                roots,
                types < 2 ? fields : Math.min(MANY, roots + below * types),
                aliases,
                directives,
                depth,
                schemaFields,
                schemaDepth);
    }

    DocumentSize plusDirectives(int more) {
        return new DocumentSize(roots, fields, aliases, sum(directives, more), depth, schemaFields, schemaDepth);
    }

    private static long sum(long one, long other) {
        return Math.min(MANY, one + other);
    }
}
