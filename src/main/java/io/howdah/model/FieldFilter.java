package io.howdah.model;

import com.mongodb.client.model.Filters;
import io.howdah.security.Principal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Filter by allowed values per field: a document matches if every field has one of its values, or, for a list, contains
 * one.
 */
public final class FieldFilter implements DocumentFilter {

    /** Matches every document. */
    public static final FieldFilter ALL = new FieldFilter(Set.of());

    private final Set<DocumentFilter> all;

    private FieldFilter(Set<DocumentFilter> all) {
        this.all = all;
    }

    /**
     * Parses a filter from URL parameters.
     *
     * @param principal the caller, who may filter only by fields that they may read: the result would reveal their
     *     values
     * @param texts the wanted values of each field, as text
     * @throws InvalidDocumentException if a field cannot be filtered by, or if a value does not match its type
     */
    public static FieldFilter parse(ReadModel model, Principal principal, Map<String, List<String>> texts) {
        Set<DocumentFilter> all = new LinkedHashSet<>();
        texts.forEach((name, values) -> {
            ModelField field = field(model, principal, name);
            List<Object> stored = new ArrayList<>();
            values.forEach(value -> stored.add(stored(model, field, value)));
            all.add(model.where(field, stored));
        });
        return all.isEmpty() ? ALL : new FieldFilter(all);
    }

    private static ModelField field(ReadModel model, Principal principal, String name) {
        ModelField field = model.fields().stream()
                .filter(each -> each.name().equals(name) && each.filterable())
                .findFirst()
                .orElseThrow(() -> rejected("is not filterable", model, principal, name));
        if (!field.isReadableBy(principal)) {
            throw rejected("is not readable for you, so you cannot filter by it", model, principal, name);
        }
        return field;
    }

    private static InvalidDocumentException rejected(String rule, ReadModel model, Principal principal, String name) {
        return new InvalidDocumentException(rule + "; filterable fields: " + filterable(model, principal))
                .within(model.name() + "." + name);
    }

    private static String filterable(ReadModel model, Principal principal) {
        String names = model.fields().stream()
                .filter(field -> field.filterable() && field.isReadableBy(principal))
                .map(ModelField::name)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    /**
     * Returns the stored form of a text value from a URL; for a list field, that of one element.
     *
     * @throws InvalidDocumentException if the text does not match the field's type
     */
    public static Object stored(ReadModel model, ModelField field, String text) {
        FieldType type = field.type() instanceof ListType list ? list.element() : field.type();
        // Types that reject text are converted through one that accepts it.
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
    public Match match(Document stored, Set<String> unknown) {
        return Match.all(all, stored, unknown);
    }

    @Override
    public Bson query() {
        return all.isEmpty()
                ? new BsonDocument()
                : Filters.and(all.stream().map(DocumentFilter::query).toList());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldFilter filter && all.equals(filter.all);
    }

    @Override
    public int hashCode() {
        return all.hashCode();
    }
}
