package io.howdah.graphql.execution;

import graphql.ExecutionInput;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.OperationDefinition;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Result of checking a document, as cached: its errors, or the complexity of its operations.
 *
 * @param entry the parsed document, or its errors
 * @param complexities the complexities to check for each request, by the operation's name; the name may be empty if
 *     there is only one operation
 * @param isLight whether execution is immediate and never blocks
 */
record CheckedDocument(PreparsedDocumentEntry entry, Map<String, Complexity> complexities, boolean isLight) {

    /** Creates the result of a valid document. */
    CheckedDocument(Document document, Map<String, Complexity> complexities) {
        this(new PreparsedDocumentEntry(document), complexities, isLight(document));
    }

    /** Introspection is not light: nested, it may take long, and nothing could cancel it on an event loop. */
    private static boolean isLight(Document document) {
        return document.getDefinitions().stream()
                .allMatch(definition -> definition instanceof OperationDefinition operation
                        && operation.getSelectionSet().getSelections().stream()
                                .allMatch(selection -> selection instanceof Field field
                                        && field.getName().equals("__typename")));
    }

    /** Returns the document for a request, or an error if the request's variables make it too complex. */
    PreparsedDocumentEntry forRequest(ExecutionInput input, OperationLimits limits) {
        if (complexities.isEmpty()) {
            return entry;
        }
        Complexity complexity = complexity(input.getOperationName());
        if (complexity == null) {
            return entry;
        }
        try {
            limits.checkComplexity(complexity.of(input.getVariables()));
            return entry;
        } catch (LimitException e) {
            return new PreparsedDocumentEntry(e.error());
        }
    }

    /**
     * Returns the complexity of the requested operation. A request for one of several operations must name it, or
     * nothing is executed.
     */
    private @Nullable Complexity complexity(@Nullable String operation) {
        if (operation != null && !operation.isEmpty()) {
            return complexities.get(operation);
        }
        return complexities.size() == 1 ? complexities.values().iterator().next() : null;
    }
}
