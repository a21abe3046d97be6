package io.howdah.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** A type of the SDL that is stored in a collection: what it holds, how it is identified, stored and shown. */
public final class ReadModel {

    /** A document nested deeper than this is refused here, before MongoDB (100 levels) refuses the whole batch. */
    private static final int MAX_DEPTH = 64;

    private final String collection;
    private final ModelKey key;
    private final Optional<String> version;
    private final ObjectType type;

    ReadModel(String collection, ModelKey key, Optional<String> version, ObjectType type) {
        this.collection = collection;
        this.key = key;
        this.version = version;
        this.type = type;
    }

    /** Return the type's name, such as {@code Ride}. */
    public String name() {
        return type.sdlName();
    }

    /** Return the name of the collection that holds the documents. */
    public String collection() {
        return collection;
    }

    /** Return the names of the key's fields, in the key's order. */
    public List<String> key() {
        return key.fields().stream().map(ModelField::name).toList();
    }

    /** Return the name of the field that grows with each change, if there is one. */
    public Optional<String> version() {
        return version;
    }

    /** Return the fields in the SDL's order. */
    public List<ModelField> fields() {
        return type.fields();
    }

    /** Return the names of the fields whose former values are kept in {@code _h.was}: the owners and the filterable ones. */
    public List<String> wasFields() {
        return fields().stream()
                .filter(field -> field.filterable() || field.ownerClaim().isPresent())
                .map(ModelField::name)
                .toList();
    }

    /** Return the name of one document in an API: the type's name with a small first letter, such as {@code ride}. */
    public String singular() {
        return name().substring(0, 1).toLowerCase(Locale.ROOT) + name().substring(1);
    }

    /**
     * Return the name of the list in an API, by a simple rule of English: {@code -y} after a consonant becomes {@code -ies};
     * {@code -s, -x, -ch, -sh} get {@code -es}; all others {@code -s}. So {@code deliveries}, {@code boxes}, {@code rides}.
     */
    public String plural() {
        String one = singular();
        if (one.matches(".*[^aeiouAEIOU]y")) {
            return one.substring(0, one.length() - 1) + "ies";
        }
        return one.matches(".*(s|x|ch|sh)") ? one + "es" : one + "s";
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

    private static int depth(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return 1 + map.values().stream().mapToInt(ReadModel::depth).max().orElse(0);
        }
        if (value instanceof List<?> list) {
            return 1 + list.stream().mapToInt(ReadModel::depth).max().orElse(0);
        }
        return 0;
    }

    /**
     * Show a stored document as every API shows it: the SDL's fields but the stored-only ones, with values ready for JSON; an
     * absent field is null.
     *
     * @throws InvalidDocumentException if what is stored no longer fits the SDL
     */
    public Map<String, @Nullable Object> toData(Document stored) {
        try {
            return type.toData(stored);
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
     * Return an {@code _id} as text, which {@link #id(String)} reads again. One field: its value as it is. Several: the values
     * in the key's order, joined with {@code :}; in them {@code %} is written {@code %25} and {@code :} is written
     * {@code %3A}.
     */
    public String keyText(Object id) {
        return key.text(id);
    }

    @Override
    public String toString() {
        return name();
    }
}
