package io.howdah.query;

import com.mongodb.client.model.Filters;
import io.howdah.model.ListType;
import io.howdah.model.ModelField;
import io.howdah.model.ReadModel;
import io.howdah.security.Principal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a filter to a query. A filter is a map: a field's name leads to the conditions on it, {@code and} and {@code or} to
 * lists of filters, {@code not} to a filter; all of them must hold. A condition is an operator and its operand, which has the
 * field's stored form.
 *
 * <p>An absent field is null. It equals null alone, and is neither greater nor less than anything. So each filter either holds
 * for a document or does not, and {@code not} is the opposite.
 */
public final class Where {

    private static final int MOST_CONDITIONS = 200;
    private static final int DEEPEST = 20;
    private static final int MOST_VALUES = 1_000;
    private static final int LONGEST_TEXT = 256;

    private static final Pattern SPECIAL = Pattern.compile("[^\\p{L}\\p{N}\\s]");

    private final ReadModel model;
    private final Principal principal;
    private int conditions;
    private int depth;

    private Where(ReadModel model, Principal principal) {
        this.model = model;
        this.principal = principal;
    }

    /**
     * Compiles a filter.
     *
     * @param principal who filters; what they may not read they may not filter by, as it would tell them what they ask
     * @param filter null for none
     * @return the query, which is the same for the same filter
     * @throws InvalidQueryException if an operand is not possible, or there are too many
     * @throws ForbiddenFieldException if a field is not for them to read
     */
    public static Bson compile(ReadModel model, Principal principal, @Nullable Map<String, ?> filter) {
        return filter == null ? new BsonDocument() : new Where(model, principal).all(filter);
    }

    private Bson all(Map<String, ?> filter) {
        // The server takes no query that is nested deeper than its documents may be.
        if (++depth > DEEPEST) {
            throw new InvalidQueryException("where is nested more than " + DEEPEST + " deep");
        }
        List<Bson> all = new ArrayList<>();
        filter.forEach((name, value) -> {
            if (value != null) {
                all.add(part(name, value));
            }
        });
        depth--;
        return all.isEmpty() ? new BsonDocument() : Filters.and(all);
    }

    private Bson part(String name, Object value) {
        return switch (name) {
            case "and" -> every(filters(value));
            case "or" -> any(filters(value));
            case "not" -> Filters.nor(all(map(value)));
            default -> field(name, map(value));
        };
    }

    private List<Bson> filters(Object value) {
        List<Bson> filters = new ArrayList<>();
        ((Collection<?>) value).forEach(each -> {
            count();
            filters.add(all(map(Objects.requireNonNull(each))));
        });
        return filters;
    }

    private static Bson every(List<Bson> filters) {
        return filters.isEmpty() ? new BsonDocument() : Filters.and(filters);
    }

    private static Bson any(List<Bson> filters) {
        return filters.isEmpty() ? nothing() : Filters.or(filters);
    }

    private static Bson nothing() {
        return Filters.in("_id", List.of());
    }

    private Bson field(String name, Map<String, ?> conditions) {
        ModelField field = model.field(name)
                .filter(ModelField::filterable)
                .orElseThrow(() -> new InvalidQueryException(name + " is nothing to filter by"));
        if (!field.isReadableBy(principal)) {
            throw new ForbiddenFieldException("You may not filter by " + name + ", which is not for you to read.");
        }
        List<Bson> all = new ArrayList<>();
        conditions.forEach((operator, operand) -> {
            count();
            all.add(condition(field, operator, operand));
        });
        return every(all);
    }

    private Bson condition(ModelField field, String operator, @Nullable Object operand) {
        String path = model.path(field);
        if (operand == null) {
            return switch (operator) {
                case "eq" -> Filters.eq(path, null);
                case "ne" -> Filters.ne(path, null);
                default -> throw refused(field, operator, "must not be null");
            };
        }
        return switch (operator) {
            case "eq" -> among(field, List.of(operand));
            case "ne" -> Filters.nor(among(field, List.of(operand)));
            case "in" -> among(field, values(field, operator, operand));
            case "gt" -> Filters.gt(path, operand);
            case "gte" -> Filters.gte(path, operand);
            case "lt" -> Filters.lt(path, operand);
            case "lte" -> Filters.lte(path, operand);
            case "contains" ->
                field.type() instanceof ListType
                        ? among(field, List.of(operand))
                        : Filters.regex(path, literal(field, operator, (String) operand));
            case "containsAny" -> among(field, values(field, operator, operand));
            case "exists" -> exists(field, path, operand.equals(true));
            default -> throw refused(field, operator, "is no operator");
        };
    }

    /** A list that holds a null equals null as well. Howdah stores no null for an absent field; others may. */
    private Bson exists(ModelField field, String path, boolean wanted) {
        if (field.type() instanceof ListType && !model.isExternal()) {
            return Filters.exists(path, wanted);
        }
        return wanted ? Filters.ne(path, null) : Filters.eq(path, null);
    }

    private Bson among(ModelField field, Collection<?> values) {
        return values.isEmpty() ? nothing() : model.where(field, values);
    }

    private static Collection<?> values(ModelField field, String operator, Object operand) {
        Collection<?> values = (Collection<?>) operand;
        if (values.size() > MOST_VALUES) {
            throw refused(
                    field, operator, "has " + values.size() + " values, and at most " + MOST_VALUES + " are possible");
        }
        return values;
    }

    /** A pattern that only the text itself matches, whatever is in it. */
    private static Pattern literal(ModelField field, String operator, String text) {
        boolean isText =
                text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
        if (text.length() > LONGEST_TEXT || !isText) {
            throw refused(
                    field,
                    operator,
                    "must be a text of at most " + LONGEST_TEXT + " characters, without NUL and half characters");
        }
        return Pattern.compile(SPECIAL.matcher(text).replaceAll("\\\\$0"));
    }

    private void count() {
        conditions++;
        if (conditions > MOST_CONDITIONS) {
            throw new InvalidQueryException("where has more than " + MOST_CONDITIONS + " conditions");
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
