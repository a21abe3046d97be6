package io.howdah.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.it.MarkedDocuments.Version;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A condition of a filter, and what it means.
 *
 * @param value a text, a number, a boolean, or a list of texts or numbers
 */
record Condition(String field, String operator, Object value) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TEXTS = List.of("eq", "ne", "in", "gt", "gte", "lt", "lte", "contains", "exists");
    private static final List<String> NUMBERS = List.of("eq", "ne", "in", "gt", "gte", "lt", "lte", "exists");
    private static final List<String> LISTS = List.of("contains", "containsAny", "exists");
    private static final List<String> KEYS = List.of("eq", "ne", "in", "exists");

    /** Return one for each operator of a field, each with the values of one of these documents or of two. */
    static List<Condition> all(String field, List<Version> documents, Random random) {
        return operators(field).stream()
                .map(operator -> of(field, operator, documents, random))
                .toList();
    }

    private static List<String> operators(String field) {
        return switch (field) {
            case "id" -> KEYS;
            case "number" -> NUMBERS;
            case "tags" -> LISTS;
            default -> TEXTS;
        };
    }

    private static Condition of(String field, String operator, List<Version> documents, Random random) {
        if (operator.equals("exists")) {
            return new Condition(field, operator, random.nextBoolean());
        }
        List<Object> values = documents.stream()
                .map(document -> document.field(field))
                .flatMap(value -> value instanceof Collection<?> list ? list.stream() : Stream.of(value))
                .filter(Objects::nonNull)
                .map(Object.class::cast)
                .toList();
        Object one = values.get(random.nextInt(values.size()));
        if (operator.equals("in") || operator.equals("containsAny")) {
            return new Condition(field, operator, List.of(one, values.get(random.nextInt(values.size()))));
        }
        boolean part = operator.equals("contains") && one instanceof String && !field.equals("tags");
        return new Condition(field, operator, part ? ((String) one).substring(0, ((String) one).length() / 2) : one);
    }

    /** Whether a document fulfils it. */
    boolean holds(Version document) {
        Object stored = document.field(field);
        return switch (operator) {
            case "exists" -> (stored != null) == (Boolean) value;
            case "eq" -> value.equals(stored);
            case "ne" -> !value.equals(stored);
            case "in" -> stored != null && ((List<?>) value).contains(stored);
            case "contains" ->
                stored instanceof List<?> list
                        ? list.contains(value)
                        : stored != null && ((String) stored).contains((String) value);
            case "containsAny" ->
                stored instanceof List<?> list && ((List<?>) value).stream().anyMatch(list::contains);
            default -> stored != null && compares(stored);
        };
    }

    private boolean compares(Object stored) {
        int order = stored instanceof Integer number
                ? number.compareTo((Integer) value)
                : ((String) stored).compareTo((String) value);
        return switch (operator) {
            case "gt" -> order > 0;
            case "gte" -> order >= 0;
            case "lt" -> order < 0;
            default -> order <= 0;
        };
    }

    /** Return it as GraphQL's argument {@code where}. */
    String graphQl() {
        return "{" + field + ": {" + operator + ": " + json(value) + "}}";
    }

    /** Return it as parameters of REST: as a field and an operator, or, of one JSON text. */
    String rest(boolean whole) {
        if (whole) {
            return "where=" + encode("{\"" + field + "\":{\"" + operator + "\":" + json(value) + "}}");
        }
        StringBuilder parameters = new StringBuilder();
        for (Object each : value instanceof List<?> list ? list : List.of(value)) {
            parameters
                    .append(parameters.isEmpty() ? "" : "&")
                    .append(field)
                    .append('.')
                    .append(operator);
            parameters.append('=').append(encode(String.valueOf(each)));
        }
        return parameters.toString();
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
