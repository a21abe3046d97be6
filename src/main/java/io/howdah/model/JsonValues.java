package io.howdah.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/** Converts free-form JSON without changing it; numbers stay exact. */
@SuppressWarnings("JavaUtilDate")
final class JsonValues {

    private JsonValues() {}

    static Object toStored(Object value) {
        if (value instanceof Map<?, ?> map) {
            Document document = new Document();
            map.forEach((name, each) -> document.put(name(name), nullable(each, JsonValues::toStored)));
            return document;
        }
        if (value instanceof Collection<?> values) {
            return list(values, JsonValues::toStored);
        }
        if (value instanceof String || value instanceof Boolean || value instanceof Date) {
            return value;
        }
        if (value instanceof Number number) {
            return number(number);
        }
        throw new InvalidDocumentException("must be JSON");
    }

    static Object toData(Object stored) {
        if (stored instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            map.forEach((name, each) -> data.put(String.valueOf(name), nullable(each, JsonValues::toData)));
            return data;
        }
        if (stored instanceof Collection<?> values) {
            return list(values, JsonValues::toData);
        }
        if (stored instanceof Decimal128 decimal) {
            return Numbers.exact(decimal);
        }
        return stored instanceof Date ? Times.dateTimeText(stored) : stored;
    }

    private static Object number(Number number) {
        if (number instanceof Integer || number instanceof Long) {
            return number;
        }
        if (number instanceof Double || number instanceof Float) {
            return Numbers.float64(number);
        }
        if (number instanceof BigDecimal || number instanceof BigInteger || number instanceof Decimal128) {
            return Numbers.decimal(number);
        }
        return Numbers.int64(number);
    }

    /** Checks a name: the driver cannot encode a NUL in it, which would fail the whole batch. */
    private static String name(@Nullable Object name) {
        if (name instanceof String text && text.indexOf('\0') < 0) {
            return text;
        }
        throw new InvalidDocumentException("must be JSON whose names are strings without NUL");
    }

    private static List<@Nullable Object> list(Collection<?> values, UnaryOperator<Object> conversion) {
        List<@Nullable Object> list = new ArrayList<>(values.size());
        values.forEach(each -> list.add(nullable(each, conversion)));
        return list;
    }

    private static @Nullable Object nullable(@Nullable Object value, UnaryOperator<Object> conversion) {
        return value == null ? null : conversion.apply(value);
    }
}
