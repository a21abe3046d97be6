package io.howdah.rest;

import io.howdah.http.ClientJson;
import io.howdah.model.DocumentFilter;
import io.howdah.model.FieldFilter;
import io.howdah.model.InvalidDocumentException;
import io.howdah.model.ListType;
import io.howdah.model.ModelField;
import io.howdah.model.ReadModel;
import io.howdah.query.FilterCost;
import io.howdah.query.InvalidQueryException;
import io.howdah.query.Operator;
import io.howdah.query.Where;
import io.howdah.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Parses the filter in a URL: {@code status=NEAR}, {@code etaSeconds.gte=10}, and {@code where=} with a filter in JSON. A document
 * must match all of them. The result is the input of {@link Where}.
 */
public final class UrlFilter {

    /** The parameter with a filter in JSON. */
    static final String WHERE = "where";

    private final ReadModel model;
    private final FilterFields fields;

    private UrlFilter(ReadModel model, Principal principal) {
        this.model = model;
        this.fields = new FilterFields(model, principal);
    }

    /**
     * Returns the filter of a URL.
     *
     * @param principal the client's principal, who may filter only by fields that it may read
     * @param parameters the URL's parameters that are conditions
     * @param maxCost maximum {@linkplain FilterCost cost}
     * @throws InvalidQueryException if a condition or its value is invalid, or the filter costs too much; the message is for the client
     * @throws io.howdah.query.ForbiddenFieldException if the principal may not read a field; the message is for the client
     */
    public static DocumentFilter parse(
            ReadModel model, Principal principal, Map<String, List<String>> parameters, long maxCost) {
        Map<String, ?> filter;
        try {
            filter = new UrlFilter(model, principal).read(parameters);
        } catch (RestException e) {
            throw new InvalidQueryException(String.valueOf(e.getMessage()));
        }
        long cost = FilterCost.of(filter);
        if (cost > maxCost) {
            throw new InvalidQueryException("The filter has a complexity of " + cost + "; the maximum is " + maxCost
                    + " (howdah.graphql.max-complexity).");
        }
        return Where.parse(model, principal, filter);
    }

    private Map<String, ?> read(Map<String, List<String>> parameters) {
        // Sorted: a cursor is valid only for the same text of the filter.
        Map<String, Map<String, Object>> conditions = new TreeMap<>();
        parameters.forEach((name, values) -> {
            if (!name.equals(WHERE)) {
                add(conditions, name, values);
            }
        });
        List<String> wheres = parameters.getOrDefault(WHERE, List.of());
        if (wheres.isEmpty()) {
            return conditions;
        }
        if (wheres.size() > 1) {
            throw RestException.malformed("The parameter where is given more than once; join them by \"and\".");
        }
        Map<String, ?> where = where(wheres.get(0));
        return conditions.isEmpty() ? where : Map.of("and", List.of(where, conditions));
    }

    private Map<String, ?> where(String text) {
        try {
            return new JsonFilter(fields).read(ClientJson.read(WHERE, text));
        } catch (IllegalArgumentException e) {
            throw RestException.malformed(String.valueOf(e.getMessage()));
        }
    }

    private void add(Map<String, Map<String, Object>> conditions, String name, List<String> values) {
        int dot = name.indexOf('.');
        ModelField field = fields.field(dot < 0 ? name : name.substring(0, dot), name);
        Operator operator =
                dot < 0 ? defaultOperator(field, values.size()) : fields.operator(field, name.substring(dot + 1), name);
        if (values.size() > 1 && !operator.takesList()) {
            throw RestException.malformed("The parameter " + name + " is given more than once.");
        }
        Object operand = operand(field, operator, name, values);
        if (conditions.computeIfAbsent(field.name(), first -> new TreeMap<>()).putIfAbsent(operator.sdlName(), operand)
                != null) {
            throw RestException.malformed(
                    name + " repeats the condition " + operator.sdlName() + " on " + field.name() + ".");
        }
    }

    /** Returns the operator of a parameter with a field's name alone. */
    private static Operator defaultOperator(ModelField field, int values) {
        if (field.type() instanceof ListType) {
            return values > 1 ? Operator.CONTAINS_ANY : Operator.CONTAINS;
        }
        return values > 1 && Operator.of(field.type()).contains(Operator.IN) ? Operator.IN : Operator.EQ;
    }

    private Object operand(ModelField field, Operator operator, String name, List<String> values) {
        if (operator == Operator.EXISTS) {
            return Parameters.flag(name, values.get(0));
        }
        try {
            return operator.takesList()
                    ? values.stream()
                            .map(value -> FieldFilter.stored(model, field, value))
                            .toList()
                    : FieldFilter.stored(model, field, values.get(0));
        } catch (InvalidDocumentException e) {
            throw RestException.malformed(name + ": " + e.getMessage() + ".");
        }
    }
}
