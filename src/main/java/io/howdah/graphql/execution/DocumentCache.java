package io.howdah.graphql.execution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.ExecutionInput;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.execution.preparsed.PreparsedDocumentProvider;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Thread-safe cache of parsed and checked documents by their text, because clients send the same few documents
 * repeatedly.
 */
final class DocumentCache implements PreparsedDocumentProvider {

    /** Maximum number of cached characters in total. The parsed form is some tens of times as large. */
    private static final int MAX_CHARACTERS = 1_000_000;

    /** Memory of an entry in addition to its text, in characters. */
    private static final int ENTRY_OVERHEAD = 100;

    private final Cache<String, CheckedDocument> documents = Caffeine.newBuilder()
            .maximumWeight(MAX_CHARACTERS)
            .<String, CheckedDocument>weigher((text, document) -> ENTRY_OVERHEAD + text.length())
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

    /** Returns whether the document is cached and its execution is immediate and never blocks. */
    boolean isLight(String text) {
        CheckedDocument cached = documents.getIfPresent(text);
        return cached != null && cached.isLight();
    }
}
