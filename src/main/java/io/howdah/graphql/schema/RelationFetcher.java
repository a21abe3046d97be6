package io.howdah.graphql.schema;

import graphql.language.Description;
import graphql.language.InputValueDefinition;
import graphql.language.TypeName;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import io.howdah.graphql.Caller;
import io.howdah.model.FieldType;
import io.howdah.model.InvalidDocumentException;
import io.howdah.model.ListType;
import io.howdah.model.ModelField;
import io.howdah.model.Relation;
import io.howdah.model.ScalarType;
import io.howdah.query.ForbiddenFieldException;
import io.howdah.query.InvalidQueryException;
import io.howdah.query.ModelReads;
import io.howdah.query.Reader;
import io.opentelemetry.context.Context;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.bson.Document;
import org.dataloader.DataLoader;
import org.dataloader.DataLoaderFactory;
import org.dataloader.DataLoaderOptions;
import org.jspecify.annotations.Nullable;

/** Fetcher of relations. It reads those of a whole page by one command, however long the page is. */
final class RelationFetcher implements DataFetcher<@Nullable Object> {

    /** Argument of a relation to a list. */
    static final InputValueDefinition FIRST = InputValueDefinition.newInputValueDefinition()
            .name("first")
            .type(TypeName.newTypeName("Int").build())
            .description(new Description(
                    "Maximum number of documents, in the order of their keys. The default is "
                            + RelationFetcher.DEFAULT_LIST + ".",
                    null,
                    false))
            .build();

    /** Number of documents if the client doesn't request a number. */
    static final int DEFAULT_LIST = 20;

    /** Maximum number of values in one command. Longer pages need several commands. */
    private static final int MAX_KEYS = 1_000;

    /** Maximum number of documents that one command reads for a page. */
    private static final int MAX_DOCUMENTS = 5_000;

    private final Relation relation;
    private final ModelField to;
    private final ModelReads reads;
    private final int maxListLength;

    /** Creates a fetcher of a relation to the documents of {@code reads}. */
    RelationFetcher(Relation relation, ModelReads reads, int maxListLength) {
        this.relation = relation;
        this.to = reads.model().field(relation.to()).orElseThrow();
        this.reads = reads;
        this.maxListLength = maxListLength;
    }

    @Override
    public @Nullable Object get(DataFetchingEnvironment environment) {
        Reader reader = Caller.reader(environment.getGraphQlContext());
        if (!relation.isReadableBy(reader.principal()) || !to.isReadableBy(reader.principal())) {
            throw new ForbiddenFieldException();
        }
        int first = relation.many() ? first(environment) : 1;
        List<Object> keys = keys(environment.getSource());
        if (keys.isEmpty() || first == 0) {
            return relation.many() ? List.of() : null;
        }
        DataLoader<Object, List<Document>> loader = loader(environment, reader, first);
        if (keys.size() == 1) {
            CompletableFuture<List<Document>> documents = loader.load(keys.get(0));
            return relation.many() ? documents : documents.thenApply(RelationFetcher::single);
        }
        return loader.loadMany(keys).thenApply(lists -> merged(lists, first));
    }

    private int first(DataFetchingEnvironment environment) {
        Integer requested = environment.getArgument("first");
        int first = requested == null ? DEFAULT_LIST : requested;
        if (first < 0 || first > maxListLength) {
            throw new InvalidQueryException("first=" + first + " must be from 0 to " + maxListLength);
        }
        return first;
    }

    /** Returns the values of the relation's field in the source document, in their stored form. */
    private List<Object> keys(@Nullable Object source) {
        Object value = source instanceof Map<?, ?> document
                ? document.get(relation.from().name())
                : null;
        if (value == null) {
            return List.of();
        }
        Object stored = relation.from().type().toStored(value);
        List<Object> keys = new ArrayList<>();
        if (stored instanceof Collection<?> values) {
            values.stream().filter(key -> key != null).distinct().forEach(keys::add);
        } else {
            keys.add(stored);
        }
        return keys;
    }

    private DataLoader<Object, List<Document>> loader(DataFetchingEnvironment environment, Reader reader, int first) {
        Set<String> paths = Selection.of(environment).paths(reads.model());
        // Any thread may dispatch the reads.
        Context trace = Context.current();
        // Equal selections in several parts of the query share one read.
        String name = reads.model().name() + "." + to.name() + " " + first + " " + String.join(",", paths);
        environment
                .getDataLoaderRegistry()
                .computeIfAbsent(
                        name,
                        absent -> DataLoaderFactory.<Object, List<Document>>newDataLoader(
                                keys -> CompletableFuture.completedFuture(
                                        trace.wrapSupplier(() -> read(reader, keys, paths, first))
                                                .get()),
                                DataLoaderOptions.newOptions()
                                        .setMaxBatchSize(MAX_KEYS)
                                        .build()));
        return Objects.requireNonNull(environment.getDataLoader(name));
    }

    private List<List<Document>> read(Reader reader, List<Object> keys, Set<String> paths, int first) {
        int limit = keys.size() == 1 ? first : MAX_DOCUMENTS + 1;
        List<Document> documents = reads.related(reader, to, keys, paths, limit);
        if (documents.size() > MAX_DOCUMENTS) {
            // Some keys have many documents, but only few of them are needed. Reads each key separately.
            return keys.stream()
                    .map(key -> reads.related(reader, to, List.of(key), paths, first))
                    .toList();
        }
        Map<String, List<Document>> byKey = new HashMap<>();
        for (Document document : documents) {
            for (String key : texts(document.get(to.name()))) {
                List<Document> ofKey = byKey.computeIfAbsent(key, absent -> new ArrayList<>());
                if (ofKey.size() < first) {
                    ofKey.add(document);
                }
            }
        }
        return keys.stream()
                .map(key -> byKey.getOrDefault(text(key), List.of()))
                .toList();
    }

    private Set<String> texts(@Nullable Object value) {
        if (value instanceof Collection<?> values) {
            return values.stream().filter(each -> each != null).map(this::text).collect(Collectors.toSet());
        }
        return value == null ? Set.of() : Set.of(text(value));
    }

    /**
     * Returns the same text for equal values of different number types. An external value that doesn't fit the type
     * equals nothing.
     */
    private String text(Object value) {
        FieldType single = to.type() instanceof ListType list ? list.element() : to.type();
        try {
            String text = String.valueOf(single.toData(value));
            return single == ScalarType.DECIMAL
                    ? new BigDecimal(text).stripTrailingZeros().toPlainString()
                    : text;
        } catch (InvalidDocumentException e) {
            return "";
        }
    }

    private static @Nullable Document single(List<Document> documents) {
        return documents.isEmpty() ? null : documents.get(0);
    }

    /** Merges the lists, without duplicates. */
    private @Nullable Object merged(List<List<Document>> lists, int first) {
        Map<@Nullable Object, Document> distinct = new LinkedHashMap<>();
        lists.forEach(list -> list.forEach(document -> distinct.putIfAbsent(document.get("_id"), document)));
        List<Document> documents = distinct.values().stream().limit(first).toList();
        return relation.many() ? documents : single(documents);
    }
}
