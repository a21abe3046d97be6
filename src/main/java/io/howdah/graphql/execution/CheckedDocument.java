package io.howdah.graphql.execution;

import graphql.ExecutionInput;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.OperationDefinition;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document as it is kept: what was found wrong with it, or how complex its operations are.
 *
 * @param entry the parsed document, or its errors
 * @param complexities those that are to be looked at for each request, by the operation's name; a lone one may have an empty name
 * @param isLight whether executing it waits for nothing and is done at once
 */
record CheckedDocument(PreparsedDocumentEntry entry, Map<String, Complexity> complexities, boolean isLight) {

    /** A document that can be executed. */
    CheckedDocument(Document document, Map<String, Complexity> complexities) {
        this(new PreparsedDocumentEntry(document), complexities, isLight(document));
    }

    /** Introspection is not light: a nested one may take long, and nothing could stop it on an event loop. */
    private static boolean isLight(Document document) {
        return document.getDefinitions().stream()
                .allMatch(definition -> definition instanceof OperationDefinition operation
                        && operation.getSelectionSet().getSelections().stream()
                                .allMatch(selection -> selection instanceof Field field
                                        && field.getName().equals("__typename")));
    }

    /** Returns the document for one request, or the error that its variables make it too complex. */
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

    /** Which of several operations is meant has to be said, or nothing is executed. */
    private @Nullable Complexity complexity(@Nullable String operation) {
        if (operation != null && !operation.isEmpty()) {
            return complexities.get(operation);
        }
        return complexities.size() == 1 ? complexities.values().iterator().next() : null;
    }
}
