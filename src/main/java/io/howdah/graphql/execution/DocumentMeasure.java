package io.howdah.graphql.execution;

import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.TypeName;
import io.howdah.graphql.ErrorCode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Measures the operations of a document by its text alone, before validation, which can take exponential time. It
 * visits each fragment once, however often it is spread. Not thread-safe.
 *
 * <p>{@code docs/decisions/0032-graphql-limits.md} explains why graphql-java's limits are not used.
 */
final class DocumentMeasure {

    /** Maximum nesting of inline fragments and spreads in addition to the depth of fields. */
    private static final int MAX_FRAGMENT_NESTING = 100;

    /**
     * graphql-java 26 copies its list of equal fields for each field that it adds: 4,000 equal fields make 32 MB of
     * lists.
     */
    private static final int MAX_FIELDS_OF_SELECTION = 1_000;

    private final Map<String, FragmentDefinition> fragments = new HashMap<>();
    private final Map<String, DocumentSize> sizes = new HashMap<>();
    private final Set<String> visiting = new HashSet<>();
    private final int maxDepth;
    private int nesting;
    private long largestSelection;

    DocumentMeasure(Document document, int maxDepth) {
        document.getDefinitionsOfType(FragmentDefinition.class)
                .forEach(fragment -> fragments.put(fragment.getName(), fragment));
        this.maxDepth = maxDepth;
    }

    /**
     * Returns the size of one of the document's operations.
     *
     * @throws LimitException if fragments form a cycle or are nested too deeply, or a selection has too many fields
     */
    DocumentSize of(OperationDefinition operation) {
        int variables = operation.getVariableDefinitions().stream()
                .mapToInt(variable -> variable.getDirectives().size())
                .sum();
        return selections(operation.getSelectionSet(), false)
                .plusDirectives(operation.getDirectives().size() + variables);
    }

    /**
     * Checks the selections of all operations that were measured.
     *
     * @throws LimitException if one of them has too many fields
     */
    void checkSelections() {
        if (largestSelection > MAX_FIELDS_OF_SELECTION) {
            throw new LimitException(
                    ErrorCode.GRAPHQL_COMPLEXITY_LIMIT_EXCEEDED,
                    "A selection has " + largestSelection + " fields, including those of its fragments; the maximum is "
                            + MAX_FIELDS_OF_SELECTION + ".");
        }
    }

    private DocumentSize selections(@Nullable SelectionSet selections, boolean schema) {
        if (selections == null) {
            return DocumentSize.NONE;
        }
        // Later steps recurse once per level.
        if (++nesting > maxDepth + MAX_FRAGMENT_NESTING) {
            throw new LimitException(
                    ErrorCode.GRAPHQL_DEPTH_LIMIT_EXCEEDED,
                    "Fields and fragments are nested more than " + (maxDepth + MAX_FRAGMENT_NESTING)
                            + " levels deep; the maximum depth of fields is " + maxDepth + " ("
                            + OperationLimits.MAX_DEPTH + ").");
        }
        DocumentSize size = DocumentSize.NONE;
        for (Selection<?> selection : selections.getSelections()) {
            size = size.plus(selection(selection, schema));
        }
        nesting--;
        largestSelection = Math.max(largestSelection, size.roots());
        return size.onTypes(types(selections));
    }

    /**
     * Returns the number of types that the selection's fragments are on. Nested fragments count in their own selection.
     */
    private int types(SelectionSet selections) {
        Set<String> types = new HashSet<>();
        for (Selection<?> selection : selections.getSelections()) {
            if (selection instanceof InlineFragment inline && inline.getTypeCondition() != null) {
                types.add(inline.getTypeCondition().getName());
            } else if (selection instanceof FragmentSpread spread && fragments.containsKey(spread.getName())) {
                types.add(fragments.get(spread.getName()).getTypeCondition().getName());
            }
        }
        return types.size();
    }

    private DocumentSize selection(Selection<?> selection, boolean schema) {
        if (selection instanceof Field field) {
            boolean introspects = schema
                    || field.getName().equals("__schema")
                    || field.getName().equals("__type");
            return selections(field.getSelectionSet(), introspects)
                    .asField(field.getAlias() != null, field.getDirectives().size(), introspects);
        }
        if (selection instanceof InlineFragment inline) {
            return selections(inline.getSelectionSet(), schema || isIntrospectionType(inline.getTypeCondition()))
                    .plusDirectives(inline.getDirectives().size());
        }
        FragmentSpread spread = (FragmentSpread) selection;
        return fragment(spread.getName()).plusDirectives(spread.getDirectives().size());
    }

    private DocumentSize fragment(String name) {
        FragmentDefinition fragment = fragments.get(name);
        DocumentSize cached = sizes.get(name);
        if (cached != null || fragment == null) {
            // Validation reports missing fragments.
            return cached == null ? DocumentSize.NONE : cached;
        }
        if (!visiting.add(name)) {
            throw new LimitException(ErrorCode.GRAPHQL_VALIDATION_FAILED, "Fragment spreads form a cycle.");
        }
        DocumentSize size = selections(fragment.getSelectionSet(), isIntrospectionType(fragment.getTypeCondition()))
                .plusDirectives(fragment.getDirectives().size());
        visiting.remove(name);
        sizes.put(name, size);
        return size;
    }

    private static boolean isIntrospectionType(@Nullable TypeName condition) {
        return condition != null && condition.getName().startsWith("__");
    }
}
