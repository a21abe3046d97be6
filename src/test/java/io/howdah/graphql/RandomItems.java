package io.howdah.graphql;

import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;

/**
 * Generates random documents, filters and orders, with their meaning in plain Java. It implements filters independently
 * of the code that compiles them.
 */
public final class RandomItems {

    public static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource("items.graphqls", """
            enum Kind { ALPHA BETA GAMMA }
            type Item @readModel(collection: "items", key: "id") {
              id: ID! @filterable @sortable
              owner: ID! @owner
              i: Int @filterable @sortable
              l: Long @filterable @sortable
              f: Float @filterable @sortable
              d: Decimal @filterable @sortable
              s: String @filterable @sortable
              b: Boolean @filterable @sortable
              t: DateTime @filterable @sortable
              y: Date @filterable @sortable
              k: Kind @filterable @sortable
              many: [String!] @filterable
            }
            """)));

    private static final List<String> FIELDS = List.of("id", "i", "l", "f", "d", "s", "b", "t", "y", "k");
    private static final List<String> TEXTS =
            List.of("", "a", "A", "ab", "b.c", "b*c", "$where", "\\E", "[x]", "(", "é", "a b", "^a", "zz\n", "{}", "|");

    /** Filter as a client sends it, with its meaning. */
    public record Filter(Map<String, Object> input, Predicate<Map<String, Object>> meaning) {}

    private final Random random;
    private int number;

    public RandomItems(Random random) {
        this.random = random;
    }

    /** Returns a new document in the form that transforms produce; missing fields are left out. */
    public Map<String, Object> item() {
        Map<String, Object> item = new HashMap<>();
        item.put("id", "i" + random.nextInt(90) + "-" + number++);
        item.put("owner", random.nextInt(4) == 0 ? "bob" : "alice");
        for (String field : FIELDS) {
            if (!field.equals("id") && random.nextInt(4) > 0) {
                item.put(field, value(field));
            }
        }
        if (random.nextBoolean()) {
            item.put("many", texts());
        }
        return item;
    }

    private List<Object> texts() {
        List<Object> texts = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            texts.add(pick(TEXTS));
        }
        return texts;
    }

    private Object value(String field) {
        return switch (field) {
            case "id" -> "i" + random.nextInt(90) + "-" + random.nextInt(number + 1);
            case "i" -> random.nextInt(7) - 3;
            case "l" -> (random.nextInt(7) - 3) * 5_000_000_000L;
            case "f" -> (random.nextInt(9) - 4) / 2.0;
            case "d" -> BigDecimal.valueOf(random.nextInt(900) - 450, 2).toPlainString();
            case "s" -> pick(TEXTS);
            case "b" -> random.nextBoolean();
            case "t" ->
                Instant.ofEpochSecond(1_700_000_000L + random.nextInt(5)).toString();
            case "y" -> "2026-01-0" + (1 + random.nextInt(5));
            case "k" -> pick(List.of("ALPHA", "BETA", "GAMMA"));
            default -> throw new IllegalArgumentException(field);
        };
    }

    public Filter filter(int depth) {
        int dice = random.nextInt(depth > 0 ? 6 : 3);
        if (dice < 3) {
            return condition(random.nextInt(8) == 0 ? "many" : pick(FIELDS));
        }
        if (dice == 3) {
            Filter inner = filter(depth - 1);
            return new Filter(Map.of("not", inner.input()), inner.meaning().negate());
        }
        List<Filter> inner = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            inner.add(filter(depth - 1));
        }
        List<Map<String, Object>> inputs = inner.stream().map(Filter::input).toList();
        return dice == 4
                ? new Filter(
                        Map.of("and", inputs),
                        item -> inner.stream().allMatch(each -> each.meaning().test(item)))
                : new Filter(
                        Map.of("or", inputs),
                        item -> inner.stream().anyMatch(each -> each.meaning().test(item)));
    }

    private Filter condition(String field) {
        if (field.equals("many")) {
            return listCondition();
        }
        List<String> operators = new ArrayList<>(List.of("eq", "ne", "exists", "null", "notNull"));
        if (!field.equals("b")) {
            operators.add("in");
        }
        if (!List.of("id", "b", "k").contains(field)) {
            operators.addAll(List.of("gt", "gte", "lt", "lte"));
        }
        if (field.equals("s")) {
            operators.addAll(List.of("contains", "contains"));
        }
        String operator = pick(operators);
        Object value = value(field);
        Comparator<Object> order = order(field);
        return switch (operator) {
            case "eq" -> of(field, "eq", value, stored -> stored != null && order.compare(stored, value) == 0);
            case "ne" -> of(field, "ne", value, stored -> stored == null || order.compare(stored, value) != 0);
            case "null" -> of(field, "eq", null, Objects::isNull);
            case "notNull" -> of(field, "ne", null, Objects::nonNull);
            case "exists" ->
                random.nextBoolean()
                        ? of(field, "exists", true, Objects::nonNull)
                        : of(field, "exists", false, Objects::isNull);
            case "in" -> {
                List<Object> values = random.nextInt(5) == 0 ? List.of() : List.of(value, value(field));
                yield of(
                        field,
                        "in",
                        values,
                        stored -> stored != null && values.stream().anyMatch(each -> order.compare(stored, each) == 0));
            }
            case "gt" -> of(field, "gt", value, stored -> stored != null && order.compare(stored, value) > 0);
            case "gte" -> of(field, "gte", value, stored -> stored != null && order.compare(stored, value) >= 0);
            case "lt" -> of(field, "lt", value, stored -> stored != null && order.compare(stored, value) < 0);
            case "lte" -> of(field, "lte", value, stored -> stored != null && order.compare(stored, value) <= 0);
            default ->
                of(field, "contains", value, stored -> stored != null && ((String) stored).contains((String) value));
        };
    }

    private Filter listCondition() {
        String text = pick(TEXTS);
        String other = pick(TEXTS);
        return switch (random.nextInt(3)) {
            case 0 -> of("many", "contains", text, stored -> stored != null && ((List<?>) stored).contains(text));
            case 1 ->
                of(
                        "many",
                        "containsAny",
                        List.of(text, other),
                        stored -> stored != null
                                && (((List<?>) stored).contains(text) || ((List<?>) stored).contains(other)));
            default -> of("many", "exists", true, Objects::nonNull);
        };
    }

    private static Filter of(String field, String operator, Object operand, Predicate<Object> meaning) {
        Map<String, Object> condition = new HashMap<>();
        condition.put(operator, operand);
        return new Filter(Map.of(field, condition), item -> meaning.test(item.get(field)));
    }

    /** Returns an order as a client sends it. */
    public List<Map<String, Object>> orders() {
        Map<String, Map<String, Object>> orders = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String field = pick(FIELDS);
            orders.putIfAbsent(field, Map.of("field", field, "direction", random.nextBoolean() ? "ASC" : "DESC"));
        }
        return List.copyOf(orders.values());
    }

    /** Returns an order's meaning: missing values first, then by key in the direction of the last field. */
    public static Comparator<Map<String, Object>> meaning(List<Map<String, Object>> orders) {
        Comparator<Map<String, Object>> all = (one, other) -> 0;
        boolean descending = false;
        for (Map<String, Object> order : orders) {
            String field = (String) order.get("field");
            descending = order.get("direction").equals("DESC");
            Comparator<Map<String, Object>> each =
                    Comparator.comparing(item -> item.get(field), Comparator.nullsFirst(order(field)));
            all = all.thenComparing(descending ? each.reversed() : each);
        }
        Comparator<Map<String, Object>> keys = Comparator.comparing(item -> item.get("id"), order("id"));
        return all.thenComparing(descending ? keys.reversed() : keys);
    }

    private static Comparator<Object> order(String field) {
        return switch (field) {
            case "i" -> Comparator.comparing(value -> (Integer) value);
            case "l" -> Comparator.comparing(value -> (Long) value);
            case "f" -> Comparator.comparing(value -> (Double) value);
            case "d" -> Comparator.comparing(value -> new BigDecimal((String) value));
            case "b" -> Comparator.comparing(value -> (Boolean) value);
            case "t" -> Comparator.comparing(value -> Instant.parse((String) value));
            default ->
                (one, other) -> Arrays.compareUnsigned(
                        ((String) one).getBytes(StandardCharsets.UTF_8),
                        ((String) other).getBytes(StandardCharsets.UTF_8));
        };
    }

    private <T> T pick(List<T> candidates) {
        return candidates.get(random.nextInt(candidates.size()));
    }
}
