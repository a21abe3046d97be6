package io.howdah.model;

import com.mongodb.client.model.Filters;
import io.howdah.security.Principal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/**
 * Fields and the values that each of them may have: a document matches if every field has one of its values, or, where the field
 * is a list, holds one.
 */
public final class FieldFilter implements DocumentFilter {

    /** Matches every document. */
    public static final FieldFilter ALL = new FieldFilter(Map.of(), new OwnDocuments(new ModelKey(List.of())));

    private final Map<ModelField, List<Object>> wanted;
    private final FieldQuery documents;

    private FieldFilter(Map<ModelField, List<Object>> wanted, FieldQuery documents) {
        this.wanted = wanted;
        this.documents = documents;
    }

    /**
     * Reads a filter as it stands in a URL.
     *
     * @param principal who filters; what they may not read they may not filter by, as it would tell them what they ask
     * @param texts the wanted values of each field, as texts
     * @throws InvalidDocumentException if a field may not be filtered by, or a value does not fit its type
     */
    public static FieldFilter parse(ReadModel model, Principal principal, Map<String, List<String>> texts) {
        Map<ModelField, List<Object>> wanted = new LinkedHashMap<>();
        texts.forEach((name, values) -> {
            ModelField field = field(model, principal, name);
            List<Object> stored = new ArrayList<>();
            values.forEach(value -> stored.add(stored(model, field, value)));
            wanted.put(field, stored);
        });
        return wanted.isEmpty() ? ALL : new FieldFilter(wanted, model.documents());
    }

    private static ModelField field(ReadModel model, Principal principal, String name) {
        ModelField field = model.fields().stream()
                .filter(each -> each.name().equals(name) && each.filterable())
                .findFirst()
                .orElseThrow(() -> refused("is nothing to filter by", model, principal, name));
        if (!field.isReadableBy(principal)) {
            throw refused("is not for you to read, nor to filter by", model, principal, name);
        }
        return field;
    }

    private static InvalidDocumentException refused(String rule, ReadModel model, Principal principal, String name) {
        return new InvalidDocumentException(rule + "; there are " + filterable(model, principal))
                .within(model.name() + "." + name);
    }

    private static String filterable(ReadModel model, Principal principal) {
        String names = model.fields().stream()
                .filter(field -> field.filterable() && field.isReadableBy(principal))
                .map(ModelField::name)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    /** A number's text goes by way of the types that take one. */
    private static Object stored(ReadModel model, ModelField field, String text) {
        FieldType type = field.type() instanceof ListType list ? list.element() : field.type();
        try {
            if (type == ScalarType.INT) {
                return type.toStored(ScalarType.LONG.toStored(text));
            }
            if (type == ScalarType.FLOAT) {
                return Double.valueOf(text);
            }
            if (type == ScalarType.BOOLEAN) {
                return bool(text);
            }
            return type.toStored(text);
        } catch (NumberFormatException e) {
            throw new InvalidDocumentException("must be a number").within(model.name() + "." + field.name());
        } catch (InvalidDocumentException e) {
            throw e.within(model.name() + "." + field.name());
        }
    }

    private static Boolean bool(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new InvalidDocumentException("must be true or false");
        }
        return Boolean.valueOf(text);
    }

    @Override
    public boolean matches(Document stored) {
        for (Map.Entry<ModelField, List<Object>> field : wanted.entrySet()) {
            if (!matches(field.getValue(), stored.get(field.getKey().name()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(List<Object> wanted, @Nullable Object stored) {
        if (stored instanceof List<?> list) {
            return list.stream().anyMatch(each -> matches(wanted, each));
        }
        return stored != null && wanted.stream().anyMatch(each -> isSame(each, stored));
    }

    /** Numbers are the same by their value, whatever their types; a double has the shortest digits that name it. */
    private static boolean isSame(Object one, Object other) {
        if (isWhole(one) && isWhole(other)) {
            return ((Number) one).longValue() == ((Number) other).longValue();
        }
        if (one instanceof Number left && other instanceof Number right && isFinite(left) && isFinite(right)) {
            return Numbers.exact(left).compareTo(Numbers.exact(right)) == 0;
        }
        return one.equals(other);
    }

    private static boolean isWhole(Object value) {
        return value instanceof Integer || value instanceof Long;
    }

    private static boolean isFinite(Number number) {
        return number instanceof Decimal128 decimal ? decimal.isFinite() : Double.isFinite(number.doubleValue());
    }

    @Override
    public Bson query() {
        List<Bson> all = new ArrayList<>();
        wanted.forEach((field, values) -> all.add(documents.in(field, values)));
        return all.isEmpty() ? new BsonDocument() : Filters.and(all);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldFilter filter && wanted.equals(filter.wanted);
    }

    @Override
    public int hashCode() {
        return wanted.hashCode();
    }
}
