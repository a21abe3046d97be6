package io.howdah.graphql.execution;

/**
 * Size of a part of a document. Fragments count wherever they are spread.
 *
 * @param roots number of fields of the selection itself, without nested ones
 * @param fields number of all fields. Fields below fragments on several types count once for each type, because
 *     validation merges them with each.
 * @param aliases number of aliases
 * @param directives number of directives
 * @param depth depth of nested fields, without introspection
 * @param schemaFields number of introspection fields
 * @param schemaDepth depth of nested introspection fields
 */
record DocumentSize(
        long roots, long fields, long aliases, long directives, int depth, long schemaFields, int schemaDepth) {

    static final DocumentSize NONE = new DocumentSize(0, 0, 0, 0, 0, 0, 0);

    /** Upper bound. Fragments that spread another one twice double the sums each time, which overflows a long. */
    private static final long MAX = 1_000_000_000_000L;

    /** Returns the size of a field with this selection below it. */
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

    /** Returns the size of this selection with fragments on several types. */
    DocumentSize onTypes(int types) {
        long below = fields - roots;
        return new DocumentSize(
                roots,
                types < 2 ? fields : Math.min(MAX, roots + below * types),
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
        return Math.min(MAX, one + other);
    }
}
