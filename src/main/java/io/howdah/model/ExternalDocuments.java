package io.howdah.model;

import com.mongodb.client.model.Filters;
import io.howdah.text.Ascii;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.bson.BSONException;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.json.JsonParseException;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Documents of a collection that another application fills. The key is their {@code _id} alone: one key field is the
 * {@code _id} itself, several are its fields. An {@code ID} may be stored as a string, a whole number or an ObjectId,
 * and as a key also as a document, whose text is its JSON. A number may have any numeric type.
 */
final class ExternalDocuments implements FieldQuery {

    private static final String ID = "_id";

    /** Maximum length of a key text from a client; a longer one could be nested too deeply for the parser's stack. */
    private static final int MAX_KEY_LENGTH = 1_024;

    private final ModelKey key;
    private final ObjectType type;

    ExternalDocuments(ModelKey key, ObjectType type) {
        this.key = key;
        this.type = type;
    }

    /** Returns a stored document in the form that the SDL declares: fields by name, IDs as text. */
    Document read(Document found) {
        Document read = new Document(ID, found.get(ID));
        for (ModelField field : type.fields()) {
            Object value = key.fields().contains(field) ? keyValue(field, found.get(ID)) : found.get(field.name());
            if (value != null) {
                read.put(field.name(), text(field.type(), value));
            }
        }
        return read;
    }

    private @Nullable Object keyValue(ModelField field, @Nullable Object id) {
        if (key.fields().size() > 1) {
            return id instanceof Map<?, ?> values ? values.get(field.name()) : null;
        }
        return id instanceof Document && field.type() == ScalarType.ID ? keyText(id) : id;
    }

    /** Converts IDs to text. Other values stay unchanged and are rejected when they are converted for an API. */
    private static Object text(FieldType type, Object value) {
        if (type instanceof ListType list && value instanceof Collection<?> values) {
            List<@Nullable Object> texts = new ArrayList<>(values.size());
            values.forEach(each -> texts.add(each == null ? null : text(list.element(), each)));
            return texts;
        }
        try {
            return type == ScalarType.ID ? Texts.id(value) : value;
        } catch (InvalidDocumentException e) {
            return value;
        }
    }

    String keyText(Object id) {
        if (key.fields().size() > 1) {
            return key.text(id);
        }
        try {
            return id instanceof Document document ? document.toJson() : String.valueOf(Texts.id(id));
        } catch (InvalidDocumentException e) {
            throw e.within("." + ID);
        }
    }

    /**
     * Returns the query for the documents with a key. One text may match two documents, such as {@code "7"} and {@code
     * 7}.
     */
    Bson byKey(Map<String, ?> values) {
        Object id = key.id(values);
        if (key.fields().size() == 1) {
            return Filters.in(ID, keyForms(id));
        }
        List<Document> ids = List.of(new Document());
        for (ModelField field : key.fields()) {
            ids = ids.stream()
                    .flatMap(prefix -> forms(field.type(), ((Document) id).get(field.name())).stream()
                            .map(form -> new Document(prefix).append(field.name(), form)))
                    .toList();
        }
        return Filters.in(ID, ids);
    }

    @Override
    public String path(ModelField field) {
        if (isWholeKey(field)) {
            return ID;
        }
        return key.fields().contains(field) ? ID + "." + field.name() : field.name();
    }

    /**
     * Returns a field's value. A key of one field is compared as it is stored, because its text has less information,
     * such as the types within a document.
     */
    @Override
    public @Nullable Object value(ModelField field, Document read) {
        return read.get(isWholeKey(field) ? ID : field.name());
    }

    @Override
    public List<Object> forms(ModelField field, Collection<?> values) {
        FieldType single = field.type() instanceof ListType list ? list.element() : field.type();
        List<Object> forms = new ArrayList<>();
        values.forEach(value -> forms.addAll(isWholeKey(field) ? keyForms(value) : forms(single, value)));
        return forms;
    }

    private boolean isWholeKey(ModelField field) {
        return key.fields().size() == 1 && key.fields().contains(field);
    }

    private List<Object> keyForms(Object value) {
        FieldType only = key.fields().get(0).type();
        List<Object> forms = new ArrayList<>(forms(only, value));
        String text = String.valueOf(value);
        if (only == ScalarType.ID && text.startsWith("{") && text.length() <= MAX_KEY_LENGTH) {
            try {
                Document document = Document.parse(text);
                if (document.keySet().stream().noneMatch(name -> name.startsWith("$")) && isStorable(document)) {
                    forms.add(document);
                }
            } catch (JsonParseException | BSONException | IllegalArgumentException e) {
                // A string that only looks like a document.
            }
        }
        return forms;
    }

    /** Returns whether BSON can represent the value: it terminates names with NUL, so a name cannot contain one. */
    private static boolean isStorable(Object value) {
        if (value instanceof Map<?, ?> document) {
            return document.entrySet().stream()
                    .allMatch(field -> String.valueOf(field.getKey()).indexOf(0) < 0 && isStorable(field.getValue()));
        }
        return !(value instanceof List<?> list) || list.stream().allMatch(ExternalDocuments::isStorable);
    }

    private static void addWhole(String text, List<Object> forms) {
        if (text.isEmpty() || !Ascii.isDigit(text.charAt(text.length() - 1))) {
            return;
        }
        try {
            long number = Long.parseLong(text);
            if (Long.toString(number).equals(text)) {
                forms.add(number);
            }
        } catch (NumberFormatException e) {
            // Not a number that can be stored.
        }
    }

    /** Returns the forms in which a value may be stored. */
    private static List<Object> forms(FieldType type, @Nullable Object value) {
        List<Object> forms = new ArrayList<>();
        if (value == null) {
            return forms;
        }
        forms.add(value);
        if (value instanceof String text && type == ScalarType.ID) {
            // Only the text that the ObjectId or the number itself has.
            if (ObjectId.isValid(text) && new ObjectId(text).toHexString().equals(text)) {
                forms.add(new ObjectId(text));
            }
            addWhole(text, forms);
        }
        // To MongoDB, 0.1 as a double and as a decimal are different numbers.
        if (value instanceof Decimal128 decimal && decimal.isFinite()) {
            forms.add(decimal.bigDecimalValue().doubleValue());
        }
        if (value instanceof Double number && Double.isFinite(number)) {
            forms.add(Numbers.decimal(number));
        }
        return forms;
    }
}
