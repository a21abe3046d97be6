package io.howdah.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A filter, as the argument {@code where} of GraphQL; a simple one is parameters of a channel as well. */
record Where(ObjectNode json) {

    static final Where ALL = new Where(Kind.mapper().createObjectNode());

    /** Creates a filter that a channel's parameters can express: fields with one or two values each. */
    static Where simple(Dice dice, List<Field> fields) {
        ObjectNode json = Kind.mapper().createObjectNode();
        for (int i = dice.below(2); i >= 0 && !fields.isEmpty(); i--) {
            Field field = dice.of(fields);
            if (field.kind() == Kind.BOOLEAN && !field.isList()) {
                json.putObject(field.name()).set("eq", field.kind().any(dice));
                continue;
            }
            ArrayNode values = json.putObject(field.name()).putArray(field.isList() ? "containsAny" : "in");
            for (int j = dice.below(2); j >= 0; j--) {
                values.add(field.kind().any(dice));
            }
        }
        return new Where(json);
    }

    /** Makes any filter. */
    static Where any(Dice dice, List<Field> fields, int depth) {
        ObjectNode json = Kind.mapper().createObjectNode();
        int choice = dice.below(depth > 0 ? 8 : 5);
        if (choice < 5) {
            condition(dice, dice.of(fields), json);
        } else if (choice == 5) {
            json.set("not", any(dice, fields, depth - 1).json());
        } else {
            ArrayNode all = json.putArray(choice == 6 ? "and" : "or");
            all.add(any(dice, fields, depth - 1).json())
                    .add(any(dice, fields, depth - 1).json());
        }
        return new Where(json);
    }

    private static void condition(Dice dice, Field field, ObjectNode json) {
        ObjectNode condition = json.putObject(field.name());
        List<String> operators = new ArrayList<>(List.of("exists"));
        Kind kind = field.kind();
        if (field.isList()) {
            operators.addAll(List.of("contains", "containsAny"));
        } else {
            operators.addAll(List.of("eq", "eq", "ne"));
            if (kind != Kind.BOOLEAN) {
                operators.add("in");
            }
            if (kind.isOrdered()) {
                operators.addAll(List.of("gt", "gte", "lt", "lte"));
            }
            if (kind == Kind.STRING) {
                operators.add("contains");
            }
        }
        String operator = dice.of(operators);
        switch (operator) {
            case "exists" -> condition.put(operator, dice.oneIn(2));
            case "in", "containsAny" ->
                condition.putArray(operator).add(kind.any(dice)).add(kind.any(dice));
            case "eq", "ne" -> condition.set(operator, dice.oneIn(8) ? NullNode.getInstance() : kind.any(dice));
            default -> condition.set(operator, kind.any(dice));
        }
    }

    /** Whether it names no other fields than these. */
    boolean isAmong(List<Field> fields) {
        List<String> names = fields.stream().map(Field::name).toList();
        return json.properties().stream()
                .allMatch(each -> names.contains(each.getKey())
                        || (List.of("and", "or", "not").contains(each.getKey())
                                && operands(each.getValue()).stream()
                                        .allMatch(part -> new Where((ObjectNode) part).isAmong(fields))));
    }

    boolean matches(State state, Map<String, Field> fields) {
        return matches(json, state, fields);
    }

    private static boolean matches(JsonNode where, State state, Map<String, Field> fields) {
        for (Map.Entry<String, JsonNode> each : where.properties()) {
            boolean holds = switch (each.getKey()) {
                case "and" -> all(each.getValue()).stream().allMatch(part -> matches(part, state, fields));
                case "or" -> all(each.getValue()).stream().anyMatch(part -> matches(part, state, fields));
                case "not" -> !matches(each.getValue(), state, fields);
                default -> holds(fields.get(each.getKey()), each.getValue(), state.get(each.getKey()));
            };
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    private static List<JsonNode> all(JsonNode array) {
        List<JsonNode> all = new ArrayList<>();
        array.forEach(all::add);
        return all;
    }

    private static boolean holds(Field field, JsonNode condition, JsonNode value) {
        Map.Entry<String, JsonNode> only = condition.properties().iterator().next();
        JsonNode operand = only.getValue();
        Kind kind = field.kind();
        return switch (only.getKey()) {
            case "exists" -> operand.asBoolean() != value.isNull();
            case "eq" -> kind.isSame(value, operand);
            case "ne" -> !kind.isSame(value, operand);
            case "in" -> all(operand).stream().anyMatch(each -> kind.isSame(value, each));
            case "contains" ->
                field.isList()
                        ? all(value).stream().anyMatch(each -> kind.isSame(each, operand))
                        : !value.isNull() && value.asText().contains(operand.asText());
            case "containsAny" ->
                all(operand).stream()
                        .anyMatch(each -> all(value).stream().anyMatch(element -> kind.isSame(element, each)));
            case "gt" -> !value.isNull() && kind.compare(value, operand) > 0;
            case "gte" -> !value.isNull() && kind.compare(value, operand) >= 0;
            case "lt" -> !value.isNull() && kind.compare(value, operand) < 0;
            case "lte" -> !value.isNull() && kind.compare(value, operand) <= 0;
            default -> throw new IllegalArgumentException(condition.toString());
        };
    }

    /** Returns the parameters of a channel, each with a leading {@code &}. */
    String parameters() {
        StringBuilder query = new StringBuilder();
        json.properties()
                .forEach(field -> operands(field.getValue().iterator().next())
                        .forEach(value -> query.append('&')
                                .append(field.getKey())
                                .append('=')
                                .append(URLEncoder.encode(value.asText(), StandardCharsets.UTF_8))));
        return query.toString();
    }

    private static List<JsonNode> operands(JsonNode operand) {
        return operand.isArray() ? all(operand) : List.of(operand);
    }

    @Override
    public String toString() {
        return json.isEmpty() ? "all" : json.toString();
    }
}
