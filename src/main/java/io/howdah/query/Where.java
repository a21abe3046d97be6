package io.howdah.query;

import io.howdah.model.DocumentFilter;
import io.howdah.model.ListType;
import io.howdah.model.ModelField;
import io.howdah.model.ReadModel;
import io.howdah.model.ScalarType;
import io.howdah.security.Principal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Parses filters.
 *
 * <p>A filter is a map; all of its entries must hold. A field's name maps to the conditions on it, {@code and} and {@code
 * or} map to lists of filters, and {@code not} maps to a filter. A condition is an operator and its operand, in the
 * field's stored form.
 *
 * <p>A missing field equals null, and is neither greater nor less than any value. So each filter either matches a
 * document or doesn't, and {@code not} is the exact opposite.
 */
public final class Where {

    private static final int MAX_CONDITIONS = 200;
    private static final int MAX_DEPTH = 20;
    private static final int MAX_VALUES = 1_000;
    private static final int MAX_TOTAL_VALUES = 10_000;
    private static final int MAX_TEXT_LENGTH = 256;

    private final ReadModel model;
    private final Principal principal;
    private int conditions;
    private int totalValues;
    private int depth;

    private Where(ReadModel model, Principal principal) {
        this.model = model;
        this.principal = principal;
    }

    /**
     * Parses a filter.
     *
     * @param principal the principal that filters. It may not filter by fields that it may not read, because the result
     *     would reveal their values.
     * @param filter null for none
     * @return the filter, for MongoDB and in memory; filters parsed from equal maps of a model are equal
     * @throws InvalidQueryException if an operand is invalid or the filter exceeds a limit
     * @throws ForbiddenFieldException if the principal may not read a field
     */
    public static DocumentFilter parse(ReadModel model, Principal principal, @Nullable Map<String, ?> filter) {
        return filter == null ? new CombinedFilter.All(List.of()) : new Where(model, principal).all(filter);
    }

    /**
     * Parses a filter, as {@link #parse}, and compiles it to a query.
     *
     * @return the query; it is identical for identical filters
     */
    public static Bson compile(ReadModel model, Principal principal, @Nullable Map<String, ?> filter) {
        return parse(model, principal, filter).query();
    }

    private DocumentFilter all(Map<String, ?> filter) {
        // MongoDB limits the nesting of queries to that of documents.
        if (++depth > MAX_DEPTH) {
            throw new InvalidQueryException("where is nested more than " + MAX_DEPTH + " levels deep");
        }
        List<DocumentFilter> all = new ArrayList<>();
        filter.forEach((name, value) -> {
            if (value != null) {
                all.add(part(name, value));
            }
        });
        depth--;
        return new CombinedFilter.All(all);
    }

    private DocumentFilter part(String name, Object value) {
        return switch (name) {
            case "and" -> new CombinedFilter.All(filters(value));
            case "or" -> new CombinedFilter.Any(filters(value));
            case "not" -> new CombinedFilter.Not(all(map(value)));
            default -> field(name, map(value));
        };
    }

    private List<DocumentFilter> filters(Object value) {
        List<DocumentFilter> filters = new ArrayList<>();
        ((Collection<?>) value).forEach(element -> {
            count();
            filters.add(all(map(Objects.requireNonNull(element))));
        });
        return filters;
    }

    private DocumentFilter field(String name, Map<String, ?> conditions) {
        ModelField field = model.field(name)
                .filter(ModelField::filterable)
                .orElseThrow(() -> new InvalidQueryException(name + " is not filterable"));
        if (!field.isReadableBy(principal)) {
            throw new ForbiddenFieldException("You may not filter by " + name + " because you may not read it.");
        }
        List<DocumentFilter> all = new ArrayList<>();
        conditions.forEach((operator, operand) -> {
            count();
            all.add(condition(field, operator, operand));
        });
        return new CombinedFilter.All(all);
    }

    private DocumentFilter condition(ModelField field, String operator, @Nullable Object operand) {
        if (operand == null) {
            return switch (operator) {
                case "eq" -> new Condition.Null(model, field, true);
                case "ne" -> new Condition.Null(model, field, false);
                default -> throw invalid(field, operator, "must not be null");
            };
        }
        return switch (operator) {
            case "eq" -> in(field, List.of(operand));
            case "ne" -> new CombinedFilter.Not(in(field, List.of(operand)));
            case "in", "containsAny" -> in(field, values(field, operator, operand));
            case "gt" -> compared(field, operator, Inequality.GREATER, operand);
            case "gte" -> compared(field, operator, Inequality.GREATER_OR_EQUAL, operand);
            case "lt" -> compared(field, operator, Inequality.LESS, operand);
            case "lte" -> compared(field, operator, Inequality.LESS_OR_EQUAL, operand);
            case "contains" ->
                field.type() instanceof ListType
                        ? in(field, List.of(operand))
                        : new Condition.Text(model, field, text(field, operator, operand));
            case "exists" -> exists(field, operand.equals(true));
            default -> throw invalid(field, operator, "is not an operator");
        };
    }

    private DocumentFilter compared(ModelField field, String operator, Inequality inequality, Object operand) {
        boolean isOrdered =
                field.type() instanceof ScalarType type && type != ScalarType.ID && type != ScalarType.BOOLEAN;
        if (!isOrdered) {
            throw invalid(
                    field, operator, "is not supported for " + field.type().sdlName());
        }
        return new Condition.Compared(model, field, inequality, operand);
    }

    /**
     * A list that contains null also equals null. Howdah never stores null for a missing field; external writers may.
     */
    private DocumentFilter exists(ModelField field, boolean wanted) {
        return field.type() instanceof ListType && !model.isExternal()
                ? new Condition.Exists(model, field, wanted)
                : new Condition.Null(model, field, !wanted);
    }

    private DocumentFilter in(ModelField field, Collection<?> values) {
        return values.isEmpty() ? new CombinedFilter.Any(List.of()) : model.where(field, values);
    }

    private Collection<?> values(ModelField field, String operator, Object operand) {
        Collection<?> values = (Collection<?>) operand;
        if (values.size() > MAX_VALUES) {
            throw invalid(field, operator, "has " + values.size() + " values; the maximum is " + MAX_VALUES);
        }
        totalValues += values.size();
        if (totalValues > MAX_TOTAL_VALUES) {
            throw new InvalidQueryException("where has more than " + MAX_TOTAL_VALUES + " values in total");
        }
        return values;
    }

    private static String text(ModelField field, String operator, Object operand) {
        if (!(operand instanceof String text)) {
            throw invalid(
                    field, operator, "is not supported for " + field.type().sdlName());
        }
        boolean isValid =
                text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
        if (text.length() > MAX_TEXT_LENGTH || !isValid) {
            throw invalid(
                    field,
                    operator,
                    "must be a text of at most " + MAX_TEXT_LENGTH
                            + " characters, without NUL and unpaired surrogates");
        }
        return text;
    }

    private void count() {
        conditions++;
        if (conditions > MAX_CONDITIONS) {
            throw new InvalidQueryException("where has more than " + MAX_CONDITIONS + " conditions");
        }
    }

    private static InvalidQueryException invalid(ModelField field, String operator, String rule) {
        return new InvalidQueryException("where." + field.name() + "." + operator + " " + rule);
    }

    @SuppressWarnings("unchecked") // keys of JSON objects are strings
    private static Map<String, ?> map(Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, ?>) map;
        }
        throw new InvalidQueryException("where must consist of objects");
    }
}
