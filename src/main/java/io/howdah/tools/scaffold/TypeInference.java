package io.howdah.tools.scaffold;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.tools.scaffold.InferredType.Fields;
import io.howdah.tools.scaffold.InferredType.ListOf;
import io.howdah.tools.scaffold.InferredType.Member;
import io.howdah.tools.scaffold.InferredType.Scalar;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Infers the type of a value from the value and its name. */
final class TypeInference {

    /** Values that are nested deeper get the type {@code JSON}. */
    private static final int MAX_DEPTH = 6;

    private static final int DECIMAL_DIGITS = 34;
    private static final int DECIMAL_EXPONENT = 6_000;

    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{1,10})?");

    /** Words in names of amounts, which must stay exact. */
    private static final Set<String> MONEY = Set.of(
            "amount",
            "price",
            "cost",
            "costs",
            "fee",
            "fees",
            "fare",
            "total",
            "subtotal",
            "balance",
            "tax",
            "vat",
            "discount",
            "charge",
            "salary",
            "budget",
            "tip",
            "deposit",
            "refund");

    /** Last words in names of points in time. */
    private static final Set<String> TIME = Set.of(
            "time",
            "timestamp",
            "ts",
            "date",
            "at",
            "on",
            "since",
            "until",
            "millis",
            "created",
            "updated",
            "modified",
            "changed");

    /** Milliseconds from 2001 to 2286; seconds are ten digits. */
    private static final BigInteger FIRST_MILLIS = BigInteger.valueOf(1_000_000_000_000L);

    private static final BigInteger LAST_MILLIS = BigInteger.valueOf(9_999_999_999_999L);

    private TypeInference() {}

    /** Returns the type of an object. */
    static Fields of(JsonNode object) {
        return fields(List.of(object), 0);
    }

    private static InferredType of(String name, List<JsonNode> all, int depth) {
        List<JsonNode> values = all.stream().filter(value -> !value.isNull()).toList();
        if (values.isEmpty()) {
            return Scalar.JSON;
        }
        if (each(values, JsonNode::isObject)) {
            return depth < MAX_DEPTH && hasNames(values) ? fields(values, depth) : Scalar.JSON;
        }
        if (each(values, JsonNode::isArray)) {
            List<JsonNode> elements = values.stream()
                    .flatMap(value -> StreamSupport.stream(value.spliterator(), false))
                    .toList();
            boolean plain = elements.stream().noneMatch(element -> element.isArray() || element.isNull());
            return plain ? new ListOf(of(name, elements, depth)) : Scalar.JSON;
        }
        return new Scalar(scalar(name, values));
    }

    private static Fields fields(List<JsonNode> objects, int depth) {
        Map<String, List<JsonNode>> values = new LinkedHashMap<>();
        for (JsonNode object : objects) {
            object.properties()
                    .forEach(entry -> values.computeIfAbsent(entry.getKey(), any -> new ArrayList<>())
                            .add(entry.getValue()));
        }
        Set<String> taken = new HashSet<>();
        List<Member> members = new ArrayList<>();
        values.forEach((key, found) -> {
            String name = unique(Names.field(key), taken);
            members.add(new Member(name, key, of(name, found, depth + 1)));
        });
        return new Fields(List.copyOf(members));
    }

    /** Returns the name, with a number if it is taken, and adds it to the taken names. */
    static String unique(String name, Set<String> taken) {
        String free = name;
        for (int number = 2; !taken.add(free); number++) {
            free = name + number;
        }
        return free;
    }

    /** Returns whether the keys of objects are names of fields. Keys such as dates, numbers and UUIDs are values. */
    private static boolean hasNames(List<JsonNode> objects) {
        List<String> keys = new ArrayList<>();
        objects.forEach(object -> object.fieldNames().forEachRemaining((Consumer<String>) keys::add));
        return !keys.isEmpty()
                && keys.stream().noneMatch(key -> UUID.matcher(key).matches())
                && keys.stream().allMatch(key -> key.matches("[^A-Za-z0-9]*[A-Za-z].*"));
    }

    private static String scalar(String name, List<JsonNode> values) {
        if (each(values, JsonNode::isTextual)) {
            return text(name, values);
        }
        if (each(values, JsonNode::isIntegralNumber)) {
            return integer(name, values);
        }
        if (each(values, JsonNode::isNumber)) {
            if (!isMoney(name) && each(values, value -> Double.isFinite(value.doubleValue()))) {
                return "Float";
            }
            return each(values, value -> isDecimal(value.decimalValue())) ? "Decimal" : "JSON";
        }
        return each(values, JsonNode::isBoolean) ? "Boolean" : "JSON";
    }

    private static String text(String name, List<JsonNode> values) {
        if (each(values, value -> isTime(value.textValue()))) {
            return "DateTime";
        }
        if (each(values, value -> isDate(value.textValue()))) {
            return "Date";
        }
        if (isId(name) || each(values, value -> UUID.matcher(value.textValue()).matches())) {
            return "ID";
        }
        boolean amount = isMoney(name)
                && each(values, value -> DECIMAL.matcher(value.textValue()).matches());
        return amount ? "Decimal" : "String";
    }

    private static String integer(String name, List<JsonNode> values) {
        if (isId(name)) {
            return "ID";
        }
        if (isTimeName(name) && each(values, value -> isMillis(value.bigIntegerValue()))) {
            return "DateTime";
        }
        if (each(values, JsonNode::canConvertToInt)) {
            return "Int";
        }
        if (each(values, JsonNode::canConvertToLong)) {
            return "Long";
        }
        return each(values, value -> isDecimal(value.decimalValue())) ? "Decimal" : "JSON";
    }

    private static boolean each(List<JsonNode> values, Predicate<JsonNode> is) {
        return values.stream().allMatch(is);
    }

    static boolean isId(String name) {
        return name.matches("id|uuid|guid|.*(Id|ID|Uuid|UUID|Guid)");
    }

    private static boolean isMoney(String name) {
        return Names.words(name).stream().anyMatch(MONEY::contains);
    }

    private static boolean isTimeName(String name) {
        List<String> words = Names.words(name);
        return TIME.contains(words.get(words.size() - 1));
    }

    private static boolean isMillis(BigInteger value) {
        return value.compareTo(FIRST_MILLIS) >= 0 && value.compareTo(LAST_MILLIS) <= 0;
    }

    private static boolean isDecimal(BigDecimal value) {
        return value.precision() <= DECIMAL_DIGITS && Math.abs(value.scale()) < DECIMAL_EXPONENT;
    }

    private static boolean isTime(String text) {
        try {
            return OffsetDateTime.parse(text).getYear() > 0;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean isDate(String text) {
        try {
            return LocalDate.parse(text).getYear() > 0;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
