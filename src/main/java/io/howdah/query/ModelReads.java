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
 * Reads the documents of one model that somebody may see; deleted ones are not there. What is read are the stored documents, as
 * {@link ReadModel#read} has them, with the fields that were asked for and the {@code _id}.
 */
public final class ModelReads {

    private final ReadModel model;
    private final ModelCollections collections;

    /** Reads this model's documents from its present collection. */
    public ModelReads(ReadModel model, ModelCollections collections) {
        this.model = model;
        this.collections = collections;
    }

    /** Returns the model that is read. */
    public ReadModel model() {
        return model;
    }

    /**
     * Returns the document of a key, if they may see it.
     *
     * @param key the key's fields by name
     * @throws io.howdah.model.InvalidDocumentException if one is missing or does not fit its type
     */
    public Optional<Document> find(Reader reader, Map<String, ?> key, Collection<String> fields) {
        FindIterable<Document> found =
                collection(reader).find(visible(reader, model.byKey(key))).projection(projection(fields));
        return Optional.ofNullable(asked("find", found::first)).map(model::read);
    }

    /** Returns a page of a list. */
    public Page page(Reader reader, PageRequest request, Collection<String> fields) {
        List<Bson> all = new ArrayList<>();
        all.add(request.where());
        request.after().ifPresent(place -> all.add(request.keyset().beyond(place, false)));
        request.before().ifPresent(place -> all.add(request.keyset().beyond(place, true)));
        Set<String> read = new LinkedHashSet<>(fields);
        read.addAll(request.keyset().paths());
        // One more than asked for tells whether there are more.
        MongoIterable<Document> asked = collection(reader)
                .find(visible(reader, and(all)))
                .projection(projection(read))
                .sort(request.keyset().sort(request.backward()))
                .limit(request.limit() + 1)
                .batchSize(request.limit() + 2)
                .map(model::read);
        List<Document> found = asked("find", () -> asked.into(new ArrayList<>(request.limit() + 1)));
        boolean more = found.size() > request.limit();
        List<Document> page = more ? found.subList(0, request.limit()) : found;
        if (request.backward()) {
            Collections.reverse(page);
        }
        return new Page(page, more, request);
    }

    /** Returns how many documents a list has. */
    public long count(Reader reader, PageRequest request) {
        MongoCollection<Document> collection = collection(reader);
        return asked("count", () -> collection.countDocuments(visible(reader, request.where())));
    }

    /**
     * Returns the documents of which a field has one of these values, or holds one, in the order of their keys.
     *
     * @param limit how many at most
     */
    public List<Document> related(
            Reader reader, ModelField field, Collection<?> values, Collection<String> fields, int limit) {
        Set<String> read = new LinkedHashSet<>(fields);
        read.add(field.name());
        MongoIterable<Document> asked = collection(reader)
                .find(visible(reader, model.where(field, values).query()))
                .projection(projection(read))
                .sort(Sorts.ascending("_id"))
                .limit(limit)
                .map(model::read);
        return asked("find", () -> asked.into(new ArrayList<>()));
    }

    private <T extends @Nullable Object> T asked(String operation, MongoSpans.Asked<T, RuntimeException> asked) {
        MongoNamespace namespace = collections.of(model).getNamespace();
        return MongoSpans.of(
                Context.current(), operation, namespace.getDatabaseName(), namespace.getCollectionName(), asked);
    }

    private Bson visible(Reader reader, Bson query) {
        return and(query, model.present(), model.access().query(reader.principal()));
    }

    /** What lies within another path must not be named beside it. */
    private static Bson projection(Collection<String> fields) {
        Set<String> paths = new TreeSet<>(fields);
        // An empty projection would mean every field.
        paths.add("_id");
        List<String> outermost = new ArrayList<>();
        for (String path : paths) {
            if (outermost.stream().noneMatch(outer -> path.startsWith(outer + "."))) {
                outermost.add(path);
            }
        }
        return Projections.include(outermost);
    }

    /** An interrupt ends no read that has begun; the driver's own time-out does, at the server and here. */
    private MongoCollection<Document> collection(Reader reader) {
        MongoCollection<Document> collection = collections.of(model);
        return reader.maxTime().isZero()
                ? collection
                : collection.withTimeout(reader.maxTime().toMillis(), TimeUnit.MILLISECONDS);
    }
}
