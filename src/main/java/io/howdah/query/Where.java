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
 * Reads filters. A filter is a map: a field's name leads to the conditions on it, {@code and} and {@code or} to
 * lists of filters, {@code not} to a filter; all of them must hold. A condition is an operator and its operand, which has the
 * field's stored form.
 *
 * <p>An absent field is null. It equals null alone, and is neither greater nor less than anything. So each filter either holds
 * for a document or does not, and {@code not} is the opposite.
 */
public final class Where {

    private static final int MAX_CONDITIONS = 200;
    private static final int MAX_DEPTH = 20;
    private static final int MAX_VALUES = 1_000;
    private static final int MAX_VALUES_IN_ALL = 10_000;
    private static final int MAX_TEXT_LENGTH = 256;

    private final ReadModel model;
    private final Principal principal;
    private int conditions;
    private int valuesInAll;
    private int depth;

    private Where(ReadModel model, Principal principal) {
        this.model = model;
        this.principal = principal;
    }

    /**
     * Reads a filter.
     *
     * @param principal who filters; what they may not read they may not filter by, as it would tell them what they ask
     * @param filter null for none
     * @return what it says, of the database and in memory; two that are read of the same filter of a model are equal
     * @throws InvalidQueryException if an operand is not possible, or there are too many
     * @throws ForbiddenFieldException if a field is not for them to read
     */
    public static DocumentFilter parse(ReadModel model, Principal principal, @Nullable Map<String, ?> filter) {
        return filter == null ? new CombinedFilter.All(List.of()) : new Where(model, principal).all(filter);
    }

    /**
     * Compiles a filter, as {@link #parse} reads it.
     *
     * @return the query, which is the same for the same filter
     */
    public static Bson compile(ReadModel model, Principal principal, @Nullable Map<String, ?> filter) {
        return parse(model, principal, filter).query();
    }

    private DocumentFilter all(Map<String, ?> filter) {
        // The server takes no query that is nested deeper than its documents may be.
        if (++depth > MAX_DEPTH) {
            throw new InvalidQueryException("where is nested more than " + MAX_DEPTH + " deep");
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
        ((Collection<?>) value).forEach(each -> {
            count();
            filters.add(all(map(Objects.requireNonNull(each))));
        });
        return filters;
    }

    private DocumentFilter field(String name, Map<String, ?> conditions) {
        ModelField field = model.field(name)
                .filter(ModelField::filterable)
                .orElseThrow(() -> new InvalidQueryException(name + " is nothing to filter by"));
        if (!field.isReadableBy(principal)) {
            throw new ForbiddenFieldException("You may not filter by " + name + ", which is not for you to read.");
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
                default -> throw refused(field, operator, "must not be null");
            };
        }
        return switch (operator) {
            case "eq" -> among(field, List.of(operand));
            case "ne" -> new CombinedFilter.Not(among(field, List.of(operand)));
            case "in", "containsAny" -> among(field, values(field, operator, operand));
            case "gt" -> compared(field, operator, Inequality.GREATER, operand);
            case "gte" -> compared(field, operator, Inequality.GREATER_OR_SAME, operand);
            case "lt" -> compared(field, operator, Inequality.LESS, operand);
            case "lte" -> compared(field, operator, Inequality.LESS_OR_SAME, operand);
            case "contains" ->
                field.type() instanceof ListType
                        ? among(field, List.of(operand))
                        : new Condition.Text(model, field, text(field, operator, operand));
            case "exists" -> exists(field, operand.equals(true));
            default -> throw refused(field, operator, "is no operator");
        };
    }

    private DocumentFilter compared(ModelField field, String operator, Inequality inequality, Object operand) {
        boolean isOrdered =
                field.type() instanceof ScalarType type && type != ScalarType.ID && type != ScalarType.BOOLEAN;
        if (!isOrdered) {
            throw refused(field, operator, "is no operator of " + field.type().sdlName());
        }
        return new Condition.Compared(model, field, inequality, operand);
    }

    /** A list that holds a null equals null as well. Howdah stores no null for an absent field; others may. */
    private DocumentFilter exists(ModelField field, boolean wanted) {
        return field.type() instanceof ListType && !model.isExternal()
                ? new Condition.Exists(model, field, wanted)
                : new Condition.Null(model, field, !wanted);
    }

    private DocumentFilter among(ModelField field, Collection<?> values) {
        return values.isEmpty() ? new CombinedFilter.Any(List.of()) : model.where(field, values);
    }

    private Collection<?> values(ModelField field, String operator, Object operand) {
        Collection<?> values = (Collection<?>) operand;
        if (values.size() > MAX_VALUES) {
            throw refused(
                    field, operator, "has " + values.size() + " values, and at most " + MAX_VALUES + " are possible");
        }
        valuesInAll += values.size();
        if (valuesInAll > MAX_VALUES_IN_ALL) {
            throw new InvalidQueryException("where has more than " + MAX_VALUES_IN_ALL + " values in all");
        }
        return values;
    }

    private static String text(ModelField field, String operator, Object operand) {
        if (!(operand instanceof String text)) {
            throw refused(field, operator, "is no operator of " + field.type().sdlName());
        }
        boolean isText =
                text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
        if (text.length() > MAX_TEXT_LENGTH || !isText) {
            throw refused(
                    field,
                    operator,
                    "must be a text of at most " + MAX_TEXT_LENGTH + " characters, without NUL and half characters");
        }
        return text;
    }

    private void count() {
        conditions++;
        if (conditions > MAX_CONDITIONS) {
            throw new InvalidQueryException("where has more than " + MAX_CONDITIONS + " conditions");
        }
    }

    private static InvalidQueryException refused(ModelField field, String operator, String rule) {
        return new InvalidQueryException("where." + field.name() + "." + operator + " " + rule);
    }

    @SuppressWarnings("unchecked") // a map of JSON has names
    private static Map<String, ?> map(Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, ?>) map;
        }
        throw new InvalidQueryException("where must be made of objects");
    }
}
