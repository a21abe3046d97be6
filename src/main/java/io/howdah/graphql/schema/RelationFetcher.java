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

/** Follows a relation; those of a whole page are read by one command, whatever the page's size. */
final class RelationFetcher implements DataFetcher<@Nullable Object> {

    /** The argument that a relation to a list has. */
    static final InputValueDefinition FIRST = InputValueDefinition.newInputValueDefinition()
            .name("first")
            .type(TypeName.newTypeName("Int").build())
            .description(new Description(
                    "How many at most, in the order of their keys; " + RelationFetcher.DEFAULT_LIST
                            + " if it is not given.",
                    null,
                    false))
            .build();

    /** How many documents of a list are shown if the client does not say. */
    static final int DEFAULT_LIST = 20;

    /** How many values one command looks for; a page whose lists have more takes several. */
    private static final int MAX_KEYS = 1_000;

    /** How many documents one command may read for all of a page. */
    private static final int MAX_DOCUMENTS = 5_000;

    private final Relation relation;
    private final ModelField to;
    private final ModelReads reads;
    private final int largestList;

    /** Follows it to the documents that {@code reads} reads. */
    RelationFetcher(Relation relation, ModelReads reads, int largestList) {
        this.relation = relation;
        this.to = reads.model().field(relation.to()).orElseThrow();
        this.reads = reads;
        this.largestList = largestList;
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
            CompletableFuture<List<Document>> found = loader.load(keys.get(0));
            return relation.many() ? found : found.thenApply(RelationFetcher::only);
        }
        return loader.loadMany(keys).thenApply(lists -> together(lists, first));
    }

    private int first(DataFetchingEnvironment environment) {
        Integer asked = environment.getArgument("first");
        int first = asked == null ? DEFAULT_LIST : asked;
        if (first < 0 || first > largestList) {
            throw new InvalidQueryException("first=" + first + " must be from 0 to " + largestList);
        }
        return first;
    }

    /** The values of the document's field, in their stored form. */
    private List<Object> keys(@Nullable Object source) {
        Object value = source instanceof Map<?, ?> document
                ? document.get(relation.from().name())
                : null;
        if (value == null) {
            return List.of();
        }
        Object stored = relation.from().type().toStored(value);
        List<Object> keys = new ArrayList<>();
        if (stored instanceof Collection<?> several) {
            several.stream().filter(key -> key != null).distinct().forEach(keys::add);
        } else {
            keys.add(stored);
        }
        return keys;
    }

    private DataLoader<Object, List<Document>> loader(DataFetchingEnvironment environment, Reader reader, int first) {
        Set<String> paths = Selection.of(environment).paths(reads.model());
        // They are read by whichever thread comes to it.
        Context trace = Context.current();
        // Two places that select the same are read together.
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
        List<Document> found = reads.related(reader, to, keys, paths, limit);
        if (found.size() > MAX_DOCUMENTS) {
            // Few documents are wanted of each key that has many.
            return keys.stream()
                    .map(key -> reads.related(reader, to, List.of(key), paths, first))
                    .toList();
        }
        Map<String, List<Document>> byKey = new HashMap<>();
        for (Document document : found) {
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
        if (value instanceof Collection<?> several) {
            return several.stream().filter(each -> each != null).map(this::text).collect(Collectors.toSet());
        }
        return value == null ? Set.of() : Set.of(text(value));
    }

    /** Equal values have one text, whichever type of number they are. What others store may be of no fitting type: it equals nothing. */
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

    private static @Nullable Document only(List<Document> found) {
        return found.isEmpty() ? null : found.get(0);
    }

    /** A document that several values lead to is shown once. */
    private @Nullable Object together(List<List<Document>> lists, int first) {
        Map<@Nullable Object, Document> all = new LinkedHashMap<>();
        lists.forEach(list -> list.forEach(document -> all.putIfAbsent(document.get("_id"), document)));
        List<Document> documents = all.values().stream().limit(first).toList();
        return relation.many() ? documents : only(documents);
    }
}
