package io.howdah.graphql.execution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.ExecutionInput;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.execution.preparsed.PreparsedDocumentProvider;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Keeps parsed and checked documents by their text, as clients send the same few again and again. */
final class DocumentCache implements PreparsedDocumentProvider {

    /** Characters of text in all; the parsed form is some tens of times as large. */
    private static final int MAX_CHARACTERS = 1_000_000;

    /** What is kept of the shortest text, counted in characters too. */
    private static final int MIN = 100;

    private final Cache<String, CheckedDocument> documents = Caffeine.newBuilder()
            .maximumWeight(MAX_CHARACTERS)
            .<String, CheckedDocument>weigher((text, document) -> MIN + text.length())
            .build();
    private final DocumentCheck check;

    DocumentCache(DocumentCheck check) {
        this.check = check;
    }

    @Override
    public CompletableFuture<PreparsedDocumentEntry> getDocumentAsync(
            ExecutionInput input, Function<ExecutionInput, PreparsedDocumentEntry> parseAndValidate) {
        CheckedDocument document = documents.get(input.getQuery(), text -> check.check(input));
        return CompletableFuture.completedFuture(document.forRequest(input, check.limits()));
    }

    /** Returns whether this text is known, and executing it waits for nothing and is done at once. */
    boolean isLight(String text) {
        CheckedDocument known = documents.getIfPresent(text);
        return known != null && known.isLight();
    }
}
