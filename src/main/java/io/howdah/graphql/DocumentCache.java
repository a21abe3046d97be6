package io.howdah.graphql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.ExecutionInput;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.execution.preparsed.PreparsedDocumentProvider;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.OperationDefinition;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Keeps parsed and validated documents by their text, as clients send the same few again and again. */
final class DocumentCache implements PreparsedDocumentProvider {

    /** Characters of text in all; the parsed form is some tens of times as large. */
    private static final long MAX_CHARACTERS = 1_000_000;

    private record Known(PreparsedDocumentEntry entry, boolean light) {}

    private final Cache<String, Known> documents = Caffeine.newBuilder()
            .maximumWeight(MAX_CHARACTERS)
            .<String, Known>weigher((text, document) -> text.length())
            .build();

    @Override
    public CompletableFuture<PreparsedDocumentEntry> getDocumentAsync(
            ExecutionInput input, Function<ExecutionInput, PreparsedDocumentEntry> parseAndValidate) {
        return CompletableFuture.completedFuture(documents
                .get(input.getQuery(), text -> {
                    PreparsedDocumentEntry entry = parseAndValidate.apply(input);
                    return new Known(entry, isLight(entry));
                })
                .entry());
    }

    /** Return whether this text is known, and executing it waits for nothing and is done at once. */
    boolean isLight(String text) {
        Known known = documents.getIfPresent(text);
        return known != null && known.light();
    }

    /** Introspection is not light: a nested one may take long, and nothing could stop it on an event loop. */
    private static boolean isLight(PreparsedDocumentEntry entry) {
        Document document = entry.getDocument();
        return document != null
                && document.getDefinitions().stream()
                        .allMatch(definition -> definition instanceof OperationDefinition operation
                                && operation.getSelectionSet().getSelections().stream()
                                        .allMatch(selection -> selection instanceof Field field
                                                && field.getName().equals("__typename")));
    }
}
