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
 * Remembers beyond a process what each model's stored documents are like, so that an SDL that says otherwise is not served on
 * top of them. Kept in the collection {@code shapes} of the system database: {@code {_id: <database>.<model>, format: 1,
 * collection, key, versions: {<part>: <field and type>}, owners, tenants, fields, required}}.
 */
public final class ModelShapes {

    /** The format in which shapes are stored. */
    public static final StoredFormat FORMAT = new StoredFormat("what the documents of a model are like", 1);

    private static final String ACCEPT = "HOWDAH_REBUILD_ACCEPT";

    private final MongoCollection<Document> stored;
    private final ModelCollections collections;
    private final Set<String> accepted;
    private final Map<String, ReadModel> waiting = new ConcurrentHashMap<>();

    /**
     * Keeps them in a database.
     *
     * @param system the system database
     * @param collections where the documents are
     * @param accepted the models that may be started while their documents are of another shape; their ingest waits for a
     *     rebuild
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
     * Return why models cannot be served, one line for each; none if they can, or may all the same.
     *
     * @throws NewerFormatException if a newer Howdah has stored what they are like
     * @throws MongoException if MongoDB fails
     */
    public List<String> refusals(ReadModels models) {
        List<String> refusals = new ArrayList<>();
        accepted.stream()
                .filter(name -> models.find(name).isEmpty())
                .forEach(name -> refusals.add("howdah.rebuild.accept=" + name + " must name models; there are "
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
            // Somebody may have renamed it.
            collection = collections.nameOf(model);
            former = former.in(model.collection());
        }
        List<String> changes = former.changesTo(model.shape());
        if (changes.isEmpty() || isEmpty(collection)) {
            return Optional.empty();
        }
        return Optional.of(model.name() + ": the documents in " + collection + " are not as the SDL says: "
                + String.join("; ", changes) + ". Take that back, or start with " + ACCEPT + "=" + model.name()
                + " and run howdah rebuild " + model.name());
    }

    private boolean isEmpty(String collection) {
        return collections.named(collection).find().projection(include("_id")).first() == null;
    }

    /**
     * Remembers what the documents of models are like from now on. A model that was accepted though they are otherwise waits.
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
     * Remembers that all documents of a model are as its SDL says.
     *
     * @throws MongoException if MongoDB fails
     */
    public void rebuilt(ReadModel model) {
        write(model, model.shape(), Optional.empty());
        waiting.remove(model.name());
    }

    /**
     * Return why nothing may be written to a model's documents in place, or empty if it may.
     *
     * @throws MongoException if MongoDB fails
     */
    public Optional<String> obstacle(String modelName) {
        ReadModel model = waiting.get(modelName);
        if (model == null) {
            return Optional.empty();
        }
        // Another process may have rebuilt it.
        if (refusalIsGone(model)) {
            waiting.remove(modelName);
            return Optional.empty();
        }
        return Optional.of(
                "the documents of " + modelName + " are not as the SDL says: run howdah rebuild " + modelName);
    }

    private boolean refusalIsGone(ReadModel model) {
        return find(model)
                .map(ModelShapes::read)
                .filter(shape -> shape.changesTo(model.shape()).isEmpty())
                .isPresent();
    }

    /** Applications with databases of their own may share a system database. */
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
