package io.howdah.model;

import com.mongodb.client.model.Filters;
import io.howdah.security.Principal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** SDL type that is stored in a collection: its fields, key, access rule, and conversion. Immutable once loaded. */
public final class ReadModel {

    /** Name of the part that the model's own topic feeds: the document without its other parts. */
    public static final String MAIN_PART = "main";

    /** Maximum depth of a document. MongoDB (100 levels) would reject the whole batch. */
    private static final int MAX_DEPTH = 64;

    private final String collection;
    private final ModelKey key;
    private final OwnDocuments own;
    private final Optional<String> version;
    private final Map<String, ModelPart> parts;
    private final ObjectType type;
    private final AccessRule access;
    private final List<Relation> relations;
    private final List<ModelField> guarded;
    private final FormerFields former;
    private Set<String> related = Set.of();
    private final @Nullable ExternalDocuments external;

    ReadModel(
            String collection,
            ModelKey key,
            Optional<String> version,
            Map<String, ModelPart> parts,
            ObjectType type,
            AccessRule access,
            List<Relation> relations,
            @Nullable ExternalDocuments external) {
        this.external = external;
        this.own = new OwnDocuments(key);
        this.collection = collection;
        this.key = key;
        this.version = version;
        this.parts = Map.copyOf(parts);
        this.type = type;
        this.access = access;
        this.relations = List.copyOf(relations);
        this.former = FormerFields.of(type.fields());
        this.guarded = type.fields().stream()
                .filter(field -> !field.stored() && !field.readers().isEmpty())
                .toList();
    }

    /** Returns the type's name, such as {@code Ride}. */
    public String name() {
        return type.sdlName();
    }

    /** Returns the name of the collection with the documents. */
    public String collection() {
        return collection;
    }

    /**
     * Returns whether another application fills the collection. Then documents have no {@code _h}, former values are
     * not known, and of a deleted document only the {@code _id} is known.
     */
    public boolean isExternal() {
        return external != null;
    }

    /** Returns the names of the key's fields, in the key's order. */
    public List<String> key() {
        return key.fields().stream().map(ModelField::name).toList();
    }

    /** Returns the name of the field that grows with each change, if there is one. */
    public Optional<String> version() {
        return version;
    }

    /**
     * Returns the name of the field that grows with each change of a part, if there is one.
     *
     * @param part {@link #MAIN_PART}, or one of {@link #parts()}, whose object has the field
     */
    public Optional<String> version(String part) {
        return part.equals(MAIN_PART) ? version : part(part).version();
    }

    /** Returns the names of the fields that are fed by topics of their own. */
    public Set<String> parts() {
        return parts.keySet();
    }

    /** Returns the fields in the SDL's order. */
    public List<ModelField> fields() {
        return type.fields();
    }

    /** Returns the field with a name. */
    public Optional<ModelField> field(String name) {
        return type.fields().stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /** Returns the API's fields that are not stored and return documents of other models. */
    public List<Relation> relations() {
        return relations;
    }

    /**
     * Sets the fields that relations point to. Not a constructor parameter, because models may reference each other.
     */
    void relatedTo(Set<String> fields) {
        related = Set.copyOf(fields);
    }

    /**
     * Returns the indexes that the documents need, each a list of ascending field paths. Empty for an external model,
     * whose indexes belong to its owner.
     */
    public List<List<String>> indexes() {
        return external == null ? ModelIndexes.of(this, related) : List.of();
    }

    /** Returns the shape of the stored documents. */
    public ModelShape shape() {
        return ModelShape.of(this);
    }

    /** Returns the view of the complete model. */
    public View view() {
        return new View(
                name(), this, fields().stream().filter(field -> !field.stored()).toList(), relations);
    }

    /** Returns the rule that decides who may see a document. */
    public AccessRule access() {
        return access;
    }

    /** Returns the names of the API's fields that the principal may not read in a visible document; they are null. */
    public Set<String> hiddenFrom(Principal principal) {
        return guarded.stream()
                .filter(field -> !field.isReadableBy(principal))
                .map(ModelField::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the API's fields that only some readers of a document may read. */
    public List<ModelField> guarded() {
        return guarded;
    }

    /** Returns the path of a field's value in a stored document, for a query. */
    public String path(ModelField field) {
        return documents().path(field);
    }

    /** Returns a field's value for a filter, from a document that {@link #read} returned or from its former values. */
    public @Nullable Object value(ModelField field, Document read) {
        return documents().value(field, read);
    }

    /**
     * Returns a filter for documents in which the field has one of these values, or, for a list, contains one.
     *
     * @param values values in their stored form
     */
    public DocumentFilter where(ModelField field, Collection<?> values) {
        return documents().in(field, values);
    }

    /** Returns the queries by field values. */
    FieldQuery documents() {
        return external == null ? own : external;
    }

    /** Returns the query for all documents that are not deleted. */
    public Bson present() {
        return external == null ? Filters.ne("_h.del", true) : new BsonDocument();
    }

    /**
     * Returns the query for the document with a key.
     *
     * @param values the key's fields by name; others are ignored
     * @throws InvalidDocumentException if one is missing or does not match its type
     */
    public Bson byKey(Map<String, ?> values) {
        try {
            return external == null ? Filters.eq("_id", key.id(values)) : external.byKey(values);
        } catch (InvalidDocumentException e) {
            throw e.within(name());
        }
    }

    /**
     * Returns a stored document in the form that the SDL declares, with its {@code _id}. For an external model, the
     * key's fields come from the {@code _id}, IDs become text, and fields that the SDL does not declare are removed.
     */
    public Document read(Document found) {
        return external == null ? found : external.read(found);
    }

    /** Returns the fields whose former values are stored in {@code _h.was}. */
    public FormerFields former() {
        return former;
    }

    /**
     * Returns the name of one document in an API: the type's name with a lowercase first letter, such as {@code ride}.
     */
    public String singular() {
        return Plurals.singular(name());
    }

    /** Returns the name of the list in an API, such as {@code rides}. */
    public String plural() {
        return Plurals.plural(name());
    }

    /**
     * Checks a transform's output and converts it to the stored form: {@code _id}, then the fields in the SDL's order,
     * without nulls. The writer adds {@code _h}.
     *
     * @param value JSON-like or stored values
     * @throws InvalidDocumentException if a field is unknown or missing, or does not match its type
     */
    public Document toDocument(Map<String, ?> value) {
        try {
            rejectParts(value);
            Document fields = type.toStored(value);
            if (depth(fields) > MAX_DEPTH) {
                throw new InvalidDocumentException("must not be nested deeper than " + MAX_DEPTH + " levels");
            }
            Document document = new Document("_id", key.id(fields));
            document.putAll(fields);
            return document;
        } catch (InvalidDocumentException e) {
            throw e.within(name());
        }
    }

    /**
     * Checks the output of a part's transform, an object with the key's fields and the part, and converts the part to
     * the stored form.
     *
     * @param part one of {@link #parts()}
     * @throws InvalidDocumentException if a field is unknown or missing, or does not match its type
     */
    public Document toPart(String part, Map<String, ?> value) {
        ModelField field = part(part).field();
        try {
            for (String name : value.keySet()) {
                if (!name.equals(part) && !key().contains(name)) {
                    throw new InvalidDocumentException("is not a field of the part " + part
                                    + ", which consists of the key and " + part + "; remove it in the transform")
                            .within("." + Texts.printable(name));
                }
            }
            Object content = value.get(part);
            if (content == null) {
                throw new InvalidDocumentException("is required").within("." + part);
            }
            Document stored = (Document) field.type().toStored(content);
            if (depth(stored) >= MAX_DEPTH) {
                throw new InvalidDocumentException("must not be nested deeper than " + MAX_DEPTH + " levels");
            }
            return stored;
        } catch (InvalidDocumentException e) {
            throw e.within(name());
        }
    }

    /**
     * Converts a version, such as the text of a record's header, to the stored form.
     *
     * @param part {@link #MAIN_PART}, or one of {@link #parts()}; it must have a version field
     * @throws InvalidDocumentException if the value does not match the field's type
     */
    public Object toVersion(String part, Object value) {
        String name = version(part).orElseThrow();
        ObjectType holder =
                part.equals(MAIN_PART) ? type : (ObjectType) part(part).field().type();
        FieldType version = holder.fields().stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow()
                .type();
        return version.toStored(
                version == ScalarType.INT && value instanceof String ? ScalarType.LONG.toStored(value) : value);
    }

    private ModelPart part(String name) {
        return Objects.requireNonNull(parts.get(name), () -> name() + " has no part " + name);
    }

    private void rejectParts(Map<String, ?> value) {
        for (String part : parts.keySet()) {
            if (value.get(part) != null) {
                throw new InvalidDocumentException("is a part that its own topic feeds; remove it in this transform")
                        .within("." + part);
            }
        }
    }

    private static int depth(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return 1 + maxDepth(map.values());
        }
        if (value instanceof List<?> list) {
            return 1 + maxDepth(list);
        }
        return 0;
    }

    /** A loop instead of a stream: this is a large share of a record's cost. */
    private static int maxDepth(Collection<?> values) {
        int max = 0;
        for (Object value : values) {
            max = Math.max(max, depth(value));
        }
        return max;
    }

    /**
     * Converts a stored document to the form of every API: the SDL's fields except for {@code @stored} ones, with
     * JSON-ready values; absent fields are null.
     *
     * @throws InvalidDocumentException if the stored document no longer matches the SDL
     */
    public Map<String, @Nullable Object> toData(Document stored) {
        try {
            return type.toData(read(stored));
        } catch (InvalidDocumentException e) {
            throw e.within(name());
        }
    }

    /**
     * Returns the {@code _id} for a key text, such as a CloudEvent's subject or a Kafka record's key.
     *
     * @throws InvalidDocumentException if the text is not a key of this model
     */
    public Object id(String keyText) {
        try {
            return key.id(keyText);
        } catch (InvalidDocumentException e) {
            throw e.within(name());
        }
    }

    /**
     * Returns the key's fields by name for a key text.
     *
     * @throws InvalidDocumentException if the text is not a key of this model
     */
    public Map<String, Object> keyValues(String keyText) {
        Object id = id(keyText);
        return id instanceof Document values ? values : Map.of(key().get(0), id);
    }

    /**
     * Returns the {@code _id} for key values.
     *
     * @param values the key's fields by name; others are ignored
     * @throws InvalidDocumentException if one is missing or does not match its type
     */
    public Object id(Map<String, ?> values) {
        try {
            return key.id(values);
        } catch (InvalidDocumentException e) {
            throw e.within(name());
        }
    }

    /**
     * Returns a stored {@code _id} with the key's current types: an Int in a key that is now a Long identifies the same
     * document but is not an equal value.
     *
     * @throws InvalidDocumentException if it does not match the key
     */
    public Object idOfStored(Object id) {
        List<String> fields = key();
        if (fields.size() > 1 && id instanceof Document values) {
            return id(values);
        }
        return id(Map.of(fields.get(0), id));
    }

    /**
     * Returns an {@code _id} as text, which {@link #id(String)} parses. With one key field, its value; for an external
     * model, the 24 hexadecimal digits of an ObjectId, or the JSON of a document. With several key fields, the values
     * in the key's order, joined with {@code :}; in them {@code %} is written {@code %25} and {@code :} is written
     * {@code %3A}.
     *
     * @throws InvalidDocumentException if it is not a key of the model
     */
    public String keyText(Object id) {
        try {
            return external == null ? key.text(id) : external.keyText(id);
        } catch (InvalidDocumentException e) {
            throw e.within(name());
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
