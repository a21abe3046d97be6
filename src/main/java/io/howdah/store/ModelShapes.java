package io.howdah.store;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import io.howdah.model.ModelShape;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.upgrade.NewerFormatException;
import io.howdah.upgrade.StoredFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;

/**
 * Remembers the shape of each model's stored documents across restarts, so that an SDL that does not match them is
 * refused. Stored in the collection {@code shapes} of the system database: {@code {_id: <database>.<model>, format: 1,
 * collection, key, versions: {<part>: <field and type>}, owners, tenants, fields, required}}.
 */
public final class ModelShapes {

    /** Format of stored shapes. */
    public static final StoredFormat FORMAT = new StoredFormat("the shape of a model's documents", 1);

    private static final String ACCEPT = "HOWDAH_REBUILD_ACCEPT";

    private final MongoCollection<Document> stored;
    private final ModelCollections collections;
    private final Set<String> accepted;
    private final Map<String, ReadModel> waiting = new ConcurrentHashMap<>();

    /**
     * Creates an instance that stores shapes in a database.
     *
     * @param system the system database
     * @param collections the collections of the documents
     * @param accepted names of models that may start with documents of another shape; their ingest waits for a rebuild
     */
    public ModelShapes(MongoDatabase system, ModelCollections collections, Set<String> accepted) {
        this.stored = system.getCollection("shapes")
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .withWriteConcern(WriteConcern.MAJORITY);
        this.collections = collections;
        this.accepted = accepted;
    }

    /**
     * Returns why models cannot be served, one line for each; empty if all can be served or are accepted.
     *
     * @throws NewerFormatException if a newer Howdah stored a shape
     * @throws MongoException if MongoDB fails
     */
    public List<String> refusals(ReadModels models) {
        List<String> refusals = new ArrayList<>();
        accepted.stream()
                .filter(name -> models.find(name).isEmpty())
                .forEach(name -> refusals.add("howdah.rebuild.accept=" + name
                        + ": must be the name of a model; models: "
                        + String.join(
                                ", ", models.all().stream().map(ReadModel::name).toList())));
        for (ReadModel model : models.all()) {
            Optional<ModelShape> found = find(model).map(ModelShapes::read);
            if (!accepted.contains(model.name())) {
                found.flatMap(shape -> mismatch(model, shape)).ifPresent(refusals::add);
            }
        }
        return refusals;
    }

    private Optional<String> mismatch(ReadModel model, ModelShape stored) {
        ModelShape former = stored;
        String collection = collections.nameOf(model.name(), former.collection());
        if (isEmpty(collection)) {
            // The SDL may have renamed it.
            collection = collections.nameOf(model);
            former = former.in(model.collection());
        }
        List<String> changes = former.changesTo(model.shape());
        if (changes.isEmpty() || isEmpty(collection)) {
            return Optional.empty();
        }
        return Optional.of(model.name() + ": the documents in " + collection + " do not match the SDL: "
                + String.join("; ", changes) + ". Revert the SDL, or start with " + ACCEPT + "=" + model.name()
                + " and run howdah rebuild " + model.name());
    }

    private boolean isEmpty(String collection) {
        return collections.named(collection).find().projection(include("_id")).first() == null;
    }

    /**
     * Stores the shapes of models. An accepted model with documents of another shape waits for a rebuild.
     *
     * @throws MongoException if MongoDB fails
     */
    public void keep(ReadModels models) {
        for (ReadModel model : models.all()) {
            if (model.isExternal()) {
                continue;
            }
            Optional<ModelShape> former = find(model).map(ModelShapes::read);
            if (former.flatMap(shape -> mismatch(model, shape)).isPresent()) {
                waiting.put(model.name(), model);
                continue;
            }
            waiting.remove(model.name());
            ModelShape next = model.shape();
            Optional<ModelShape> both =
                    former.filter(shape -> shape.changesTo(next).isEmpty()).map(shape -> shape.with(next));
            write(model, both.orElse(next), former);
        }
    }

    /**
     * Records that all documents of a model match its SDL.
     *
     * @throws MongoException if MongoDB fails
     */
    public void rebuilt(ReadModel model) {
        write(model, model.shape(), Optional.empty());
        waiting.remove(model.name());
    }

    /**
     * Returns why a model's documents must not be written in place, or empty if they may.
     *
     * @throws MongoException if MongoDB fails
     */
    public Optional<String> obstacle(String modelName) {
        ReadModel model = waiting.get(modelName);
        if (model == null) {
            return Optional.empty();
        }
        // Another process may have rebuilt the model.
        if (refusalIsGone(model)) {
            waiting.remove(modelName);
            return Optional.empty();
        }
        return Optional.of("the documents of " + modelName + " do not match the SDL: run howdah rebuild " + modelName);
    }

    private boolean refusalIsGone(ReadModel model) {
        return find(model)
                .map(ModelShapes::read)
                .filter(shape -> shape.changesTo(model.shape()).isEmpty())
                .isPresent();
    }

    /**
     * Returns the shape's key. It contains the database, because applications with different databases may share a system
     * database.
     */
    private String id(ReadModel model) {
        return collections.database() + "." + model.name();
    }

    private Optional<Document> find(ReadModel model) {
        return model.isExternal()
                ? Optional.empty()
                : Optional.ofNullable(stored.find(eq("_id", id(model))).first());
    }

    private void write(ReadModel model, ModelShape shape, Optional<ModelShape> known) {
        if (!known.equals(Optional.of(shape))) {
            stored.replaceOne(eq("_id", id(model)), document(id(model), shape), new ReplaceOptions().upsert(true));
        }
    }

    private static Document document(String id, ModelShape shape) {
        return new Document("_id", id)
                .append(StoredFormat.FIELD, FORMAT.number())
                .append("collection", shape.collection())
                .append("key", shape.key())
                .append("versions", new Document(new LinkedHashMap<String, Object>(shape.versions())))
                .append("owners", List.copyOf(shape.owners()))
                .append("tenants", List.copyOf(shape.tenants()))
                .append("fields", List.copyOf(shape.fields()))
                .append("required", List.copyOf(shape.required()));
    }

    private static ModelShape read(Document stored) {
        Document found = FORMAT.require(stored);
        Map<String, String> versions = new LinkedHashMap<>();
        found.get("versions", Document.class).forEach((part, version) -> versions.put(part, Objects.toString(version)));
        return new ModelShape(
                found.getString("collection"),
                found.getList("key", String.class),
                versions,
                names(found, "owners"),
                names(found, "tenants"),
                names(found, "fields"),
                names(found, "required"));
    }

    private static Set<String> names(Document found, String field) {
        return new TreeSet<>(found.getList(field, String.class));
    }
}
