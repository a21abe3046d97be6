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
 * Measures the operations of a document from its text alone, before validation, whose time can grow exponentially. It visits each
 * fragment once, however often it is spread.
 *
 * <p>{@code docs/decisions/0032-graphql-limits.md} says why these are not the limits of graphql-java.
 */
final class DocumentMeasure {

    /** What graphql-java allows beside the depth of fields: inline fragments and spreads nested in one another. */
    private static final int MAX_FRAGMENT_NESTING = 100;

    /** graphql-java 26 copies the list of equal fields for each field that it adds to it: 4,000 of one field are 32 MB of lists. */
    private static final int MAX_FIELDS_OF_SELECTION = 1_000;

    private final Map<String, FragmentDefinition> fragments = new HashMap<>();
    private final Map<String, DocumentSize> measured = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private final int maxDepth;
    private int nesting;

    DocumentMeasure(Document document, int maxDepth) {
        document.getDefinitionsOfType(FragmentDefinition.class)
                .forEach(fragment -> fragments.put(fragment.getName(), fragment));
        this.maxDepth = maxDepth;
    }

    /**
     * Returns the size of one of the document's operations.
     *
     * @throws LimitException if fragments are spread in a circle or nested too deeply, or if a selection has too many fields
     */
    DocumentSize of(OperationDefinition operation) {
        int variables = operation.getVariableDefinitions().stream()
                .mapToInt(variable -> variable.getDirectives().size())
                .sum();
        return selections(operation.getSelectionSet(), false)
                .plusDirectives(operation.getDirectives().size() + variables);
    }

    private DocumentSize selections(@Nullable SelectionSet selections, boolean schema) {
        if (selections == null) {
            return DocumentSize.NONE;
        }
        // What goes through a document afterwards calls itself for each level.
        if (++nesting > maxDepth + MAX_FRAGMENT_NESTING) {
            throw new LimitException(
                    ErrorCode.GRAPHQL_DEPTH_LIMIT_EXCEEDED,
                    "Fields and fragments are nested more than " + (maxDepth + MAX_FRAGMENT_NESTING)
                            + " deep; fields alone may be " + maxDepth + " deep (" + OperationLimits.MAX_DEPTH + ").");
        }
        DocumentSize size = DocumentSize.NONE;
        for (Selection<?> selection : selections.getSelections()) {
            size = size.plus(selection(selection, schema));
        }
        nesting--;
        if (size.roots() > MAX_FIELDS_OF_SELECTION) {
            throw new LimitException(
                    ErrorCode.GRAPHQL_COMPLEXITY_LIMIT_EXCEEDED,
                    "A selection has " + size.roots() + " fields, those of its fragments included; it may have "
                            + MAX_FIELDS_OF_SELECTION + ".");
        }
        return size.onTypes(types(selections));
    }

    /** Returns how many types the fragments of a selection are on; those that are nested count in their own selection. */
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
            boolean asksForSchema = schema
                    || field.getName().equals("__schema")
                    || field.getName().equals("__type");
            return selections(field.getSelectionSet(), asksForSchema)
                    .asField(field.getAlias() != null, field.getDirectives().size(), asksForSchema);
        }
        if (selection instanceof InlineFragment inline) {
            return selections(inline.getSelectionSet(), schema || isOfSchema(inline.getTypeCondition()))
                    .plusDirectives(inline.getDirectives().size());
        }
        FragmentSpread spread = (FragmentSpread) selection;
        return fragment(spread.getName()).plusDirectives(spread.getDirectives().size());
    }

    private DocumentSize fragment(String name) {
        FragmentDefinition fragment = fragments.get(name);
        DocumentSize known = measured.get(name);
        if (known != null || fragment == null) {
            // A fragment that is not there is found by the validation.
            return known == null ? DocumentSize.NONE : known;
        }
        if (!open.add(name)) {
            throw new LimitException(
                    ErrorCode.GRAPHQL_VALIDATION_FAILED, "Fragments are spread in one another in a circle.");
        }
        DocumentSize size = selections(fragment.getSelectionSet(), isOfSchema(fragment.getTypeCondition()))
                .plusDirectives(fragment.getDirectives().size());
        open.remove(name);
        measured.put(name, size);
        return size;
    }

    private static boolean isOfSchema(@Nullable TypeName condition) {
        return condition != null && condition.getName().startsWith("__");
    }
}
