package io.howdah.query;

import static com.mongodb.client.model.Filters.and;

import com.mongodb.MongoNamespace;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoIterable;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.howdah.model.ModelField;
import io.howdah.model.ReadModel;
import io.howdah.observe.MongoSpans;
import io.howdah.store.ModelCollections;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Reads a model's documents that the principal may see, without deleted ones. Results are in the form of {@link
 * ReadModel#read}, with the requested fields and {@code _id}. Thread-safe.
 */
public final class ModelReads {

    private final ReadModel model;
    private final ModelCollections collections;

    /** Creates reads of the model's current collection. */
    public ModelReads(ReadModel model, ModelCollections collections) {
        this.model = model;
        this.collections = collections;
    }

    /** Returns the model. */
    public ReadModel model() {
        return model;
    }

    /**
     * Returns the document with a key, or empty if it doesn't exist or the principal may not see it.
     *
     * @param key the key's fields by name
     * @throws io.howdah.model.InvalidDocumentException if a field is missing or its value doesn't fit the type
     */
    public Optional<Document> find(Reader reader, Map<String, ?> key, Collection<String> fields) {
        FindIterable<Document> found =
                collection(reader).find(visible(reader, model.byKey(key))).projection(projection(fields));
        return Optional.ofNullable(traced("find", found::first)).map(model::read);
    }

    /** Returns a page of a list. */
    public Page page(Reader reader, PageRequest request, Collection<String> fields) {
        List<Bson> filters = new ArrayList<>();
        filters.add(request.where());
        request.after().ifPresent(position -> filters.add(request.keyset().beyond(position, false)));
        request.before().ifPresent(position -> filters.add(request.keyset().beyond(position, true)));
        Set<String> readFields = new LinkedHashSet<>(fields);
        readFields.addAll(request.keyset().paths());
        // One more document than requested shows whether another page follows.
        MongoIterable<Document> documents = collection(reader)
                .find(visible(reader, and(filters)))
                .projection(projection(readFields))
                .sort(request.keyset().sort(request.backward()))
                .limit(request.limit() + 1)
                .batchSize(request.limit() + 2)
                .map(model::read);
        List<Document> found = traced("find", () -> documents.into(new ArrayList<>(request.limit() + 1)));
        boolean more = found.size() > request.limit();
        List<Document> page = more ? found.subList(0, request.limit()) : found;
        if (request.backward()) {
            Collections.reverse(page);
        }
        return new Page(page, more, request);
    }

    /** Returns the number of documents of a list. */
    public long count(Reader reader, PageRequest request) {
        MongoCollection<Document> collection = collection(reader);
        return traced("count", () -> collection.countDocuments(visible(reader, request.where())));
    }

    /**
     * Returns the documents with one of the values in a field: the field equals it or, as a list, contains it. They are in the order of
     * their keys.
     *
     * @param limit maximum number of documents
     */
    public List<Document> related(
            Reader reader, ModelField field, Collection<?> values, Collection<String> fields, int limit) {
        Set<String> readFields = new LinkedHashSet<>(fields);
        readFields.add(field.name());
        MongoIterable<Document> documents = collection(reader)
                .find(visible(reader, model.where(field, values).query()))
                .projection(projection(readFields))
                .sort(Sorts.ascending("_id"))
                .limit(limit)
                .map(model::read);
        return traced("find", () -> documents.into(new ArrayList<>()));
    }

    private <T extends @Nullable Object> T traced(String operation, MongoSpans.Operation<T, RuntimeException> read) {
        MongoNamespace namespace = collections.of(model).getNamespace();
        return MongoSpans.of(
                Context.current(), operation, namespace.getDatabaseName(), namespace.getCollectionName(), read);
    }

    private Bson visible(Reader reader, Bson query) {
        return and(query, model.present(), model.access().query(reader.principal()));
    }

    /** Returns a projection of the fields. MongoDB rejects a path together with a path inside it. */
    private static Bson projection(Collection<String> fields) {
        Set<String> paths = new TreeSet<>(fields);
        // An empty projection would include every field.
        paths.add("_id");
        List<String> outermost = new ArrayList<>();
        for (String path : paths) {
            if (outermost.stream().noneMatch(outer -> path.startsWith(outer + "."))) {
                outermost.add(path);
            }
        }
        return Projections.include(outermost);
    }

    /**
     * Returns the collection with the reader's timeout. An interrupt doesn't stop a running read; the driver's timeout
     * does, on the server and here.
     */
    private MongoCollection<Document> collection(Reader reader) {
        MongoCollection<Document> collection = collections.of(model);
        return reader.maxTime().isZero()
                ? collection
                : collection.withTimeout(reader.maxTime().toMillis(), TimeUnit.MILLISECONDS);
    }
}
