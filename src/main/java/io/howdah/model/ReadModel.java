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

/** A type of the SDL that is stored in a collection: what it holds, how it is identified, stored and shown. */
public final class ReadModel {

    /** The name of what the model's own topic writes: the document but its other parts. */
    public static final String MAIN_PART = "main";

    /** A document nested deeper than this is refused here, before MongoDB (100 levels) refuses the whole batch. */
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

    /** Return the type's name, such as {@code Ride}. */
    public String name() {
        return type.sdlName();
    }

    /** Return the name of the collection that holds the documents. */
    public String collection() {
        return collection;
    }

    /**
     * Return whether somebody else fills the collection. Then its documents have no {@code _h}: they are what was read, nothing
     * tells what they were before, and of a deleted one only the {@code _id} is known.
     */
    public boolean isExternal() {
        return external != null;
    }

    /** Return the names of the key's fields, in the key's order. */
    public List<String> key() {
        return key.fields().stream().map(ModelField::name).toList();
    }

    /** Return the name of the field that grows with each change, if there is one. */
    public Optional<String> version() {
        return version;
    }

    /**
     * Return the name of the field that grows with each change of a part, if there is one.
     *
     * @param part {@link #MAIN_PART}, or one of {@link #parts()}, whose object has the field
     */
    public Optional<String> version(String part) {
        return part.equals(MAIN_PART) ? version : part(part).version();
    }

    /** Return the names of the fields that topics of their own write. */
    public Set<String> parts() {
        return parts.keySet();
    }

    /** Return the fields in the SDL's order. */
    public List<ModelField> fields() {
        return type.fields();
    }

    /** Return the field of that name. */
    public Optional<ModelField> field(String name) {
        return type.fields().stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /** Return the fields of the API that are not stored, but lead to documents of other models. */
    public List<Relation> relations() {
        return relations;
    }

    /** Sets the fields that relations lead to: after the constructor, as models may relate to each other. */
    void relatedTo(Set<String> fields) {
        related = Set.copyOf(fields);
    }

    /**
     * Return the indexes that its documents need, each the paths of its fields, which ascend. An external model's are its owner's
     * business: none.
     */
    public List<List<String>> indexes() {
        return external == null ? ModelIndexes.of(this, related) : List.of();
    }

    /** Return what its stored documents are like. */
    public ModelShape shape() {
        return ModelShape.of(this);
    }

    /** Return how its API shows it where no view narrows it. */
    public View view() {
        return new View(
                name(), this, fields().stream().filter(field -> !field.stored()).toList(), relations);
    }

    /** Return the rule that says who may see a document. */
    public AccessRule access() {
        return access;
    }

    /** Return the names of the fields of the API that they may not read in a document that they see; they read null. */
    public Set<String> hiddenFrom(Principal principal) {
        return guarded.stream()
                .filter(field -> !field.isReadableBy(principal))
                .map(ModelField::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Return the fields of the API that not everyone may read who sees the document. */
    public List<ModelField> guarded() {
        return guarded;
    }

    /** Return where a field's value is in a stored document, for a query of it. */
    public String path(ModelField field) {
        return documents().path(field);
    }

    /** Return a field's value in a document that {@link #read} returned, or in what one was, for a filter to judge. */
    public @Nullable Object value(ModelField field, Document read) {
        return documents().value(field, read);
    }

    /** Return which documents have one of these values in the field, in their stored form, or in it a list that holds one. */
    public DocumentFilter where(ModelField field, Collection<?> values) {
        return documents().in(field, values);
    }

    /** Return how documents are found by their fields. */
    FieldQuery documents() {
        return external == null ? own : external;
    }

    /** Return the query that finds all documents but deleted ones. */
    public Bson present() {
        return external == null ? Filters.ne("_h.del", true) : new BsonDocument();
    }

    /**
     * Return the query that finds the document with this key.
     *
     * @param values the key's fields by name; others are ignored
     * @throws InvalidDocumentException if one is missing or doesn't fit its type
     */
    public Bson byKey(Map<String, ?> values) {
        try {
            return external == null ? Filters.eq("_id", key.id(values)) : external.byKey(values);
        } catch (InvalidDocumentException e) {
            throw e.within(name());
        }
    }

    /**
     * Return a document of the collection as the SDL has it, with its {@code _id}: of an external model the key's fields are
     * taken from the {@code _id}, IDs are texts, and other fields than the SDL's are left out.
     */
    public Document read(Document found) {
        return external == null ? found : external.read(found);
    }

    /** Returns the fields whose former values are kept in {@code _h.was}. */
    public FormerFields former() {
        return former;
    }

    /** Return the name of one document in an API: the type's name with a small first letter, such as {@code ride}. */
    public String singular() {
        return Plurals.singular(name());
    }

    /** Return the name of the list in an API, such as {@code rides}. */
    public String plural() {
        return Plurals.plural(name());
    }

    /**
     * Check a transform's output and convert it to what is stored: {@code _id}, then the fields in the SDL's order, without
     * nulls. {@code _h} is left to the writer.
     *
     * @param value JSON-like values, or such as are stored already
     * @throws InvalidDocumentException if a field is unknown, missing, or doesn't fit its type
     */
    public Document toDocument(Map<String, ?> value) {
        try {
            refuseParts(value);
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
     * Check what a part's transform made, an object with the key's fields and the part's, and convert the part to what is
     * stored.
     *
     * @param part one of {@link #parts()}
     * @throws InvalidDocumentException if it has other fields, lacks one, or one doesn't fit its type
     */
    public Document toPart(String part, Map<String, ?> value) {
        ModelField field = part(part).field();
        try {
            for (String name : value.keySet()) {
                if (!name.equals(part) && !key().contains(name)) {
                    throw new InvalidDocumentException("is no field of the part " + part
                                    + ", which is made of the key and " + part + "; remove it in the transform")
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
     * Convert a version, such as the text of a record's header, to what is stored.
     *
     * @param part {@link #MAIN_PART}, or one of {@link #parts()}; it has a version field
     * @throws InvalidDocumentException if it doesn't fit the field's type
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

    private void refuseParts(Map<String, ?> value) {
        for (String part : parts.keySet()) {
            if (value.get(part) != null) {
                throw new InvalidDocumentException(
                                "is a part that a topic of its own writes; remove it in this transform")
                        .within("." + part);
            }
        }
    }

    private static int depth(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return 1 + deepest(map.values());
        }
        if (value instanceof List<?> list) {
            return 1 + deepest(list);
        }
        return 0;
    }

    /** No stream: this is a good part of what a record costs. */
    private static int deepest(Collection<?> values) {
        int deepest = 0;
        for (Object value : values) {
            deepest = Math.max(deepest, depth(value));
        }
        return deepest;
    }

    /**
     * Show a stored document as every API shows it: the SDL's fields but the stored-only ones, with values ready for JSON; an
     * absent field is null.
     *
     * @throws InvalidDocumentException if what is stored no longer fits the SDL
     */
    public Map<String, @Nullable Object> toData(Document stored) {
        try {
            return type.toData(read(stored));
        } catch (InvalidDocumentException e) {
            throw e.within(name());
        }
    }

    /**
     * Return the {@code _id} that a key's text names, such as a CloudEvent's subject or a Kafka record's key.
     *
     * @throws InvalidDocumentException if the text is no key of this model
     */
    public Object id(String keyText) {
        try {
            return key.id(keyText);
        } catch (InvalidDocumentException e) {
            throw e.within(name());
        }
    }

    /**
     * Return the key's fields by name that a key's text names.
     *
     * @throws InvalidDocumentException if the text is no key of this model
     */
    public Map<String, Object> keyValues(String keyText) {
        Object id = id(keyText);
        return id instanceof Document values ? values : Map.of(key().get(0), id);
    }

    /**
     * Return the {@code _id} that the key's fields make.
     *
     * @param values the key's fields by name; others are ignored
     * @throws InvalidDocumentException if one is missing or doesn't fit its type
     */
    public Object id(Map<String, ?> values) {
        try {
            return key.id(values);
        } catch (InvalidDocumentException e) {
            throw e.within(name());
        }
    }

    /**
     * Return a stored {@code _id} as the key's fields make it now: an Int that became a Long is the same key, and no equal
     * value.
     *
     * @throws InvalidDocumentException if it doesn't fit the key
     */
    public Object idOfStored(Object id) {
        List<String> fields = key();
        if (fields.size() > 1 && id instanceof Document values) {
            return id(values);
        }
        return id(Map.of(fields.get(0), id));
    }

    /**
     * Return an {@code _id} as text, which {@link #id(String)} reads again. One field: its value as it is; of an external model
     * the 24 hexadecimal digits of an ObjectId, and the JSON of a document. Several: the values in the key's order, joined with
     * {@code :}; in them {@code %} is written {@code %25} and {@code :} is written {@code %3A}.
     *
     * @throws InvalidDocumentException if it is none that the model can have
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
