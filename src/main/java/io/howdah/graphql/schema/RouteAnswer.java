package io.howdah.graphql.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.graphql.FieldFailedException;
import io.howdah.model.EnumType;
import io.howdah.model.FieldType;
import io.howdah.model.InvalidDocumentException;
import io.howdah.model.ListType;
import io.howdah.model.RouteField;
import io.howdah.model.ScalarType;
import io.howdah.text.JsonMappers;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Converts a route's result to a value of its field's type. Accepts maps, lists, JSON (as a tree, a text or bytes) and
 * objects that Jackson can convert. Values may be in the API's form or the stored form. Fields that the type lacks are
 * dropped.
 */
final class RouteAnswer {

    private static final Logger LOG = LoggerFactory.getLogger(RouteAnswer.class);

    /** Types with texts as values. For all other types a text is JSON. */
    private static final Set<FieldType> TEXTS =
            Set.of(ScalarType.ID, ScalarType.STRING, ScalarType.DATE_TIME, ScalarType.DATE, ScalarType.DECIMAL);

    /** Keeps all digits of numbers. */
    private static final ObjectMapper JSON = JsonMappers.EXACT;

    private RouteAnswer() {}

    /**
     * Returns the value.
     *
     * @throws FieldFailedException if the body doesn't fit the field's type; the log has the reason, without the body
     */
    static @Nullable Object of(RouteField field, Message message) {
        Object body = message.getBody();
        try {
            Object value = toPlain(read(field.type(), message));
            return value == null ? null : toApi(field.type(), value);
        } catch (InvalidDocumentException e) {
            throw misfit(field, body, String.valueOf(e.getMessage()));
        } catch (JsonProcessingException e) {
            // Jackson's message may quote the body.
            throw misfit(field, body, ": is invalid JSON");
        } catch (IllegalArgumentException e) {
            throw misfit(field, body, ": cannot be converted by Jackson");
        }
    }

    /**
     * Converts a value to the API's form. Keeps fields that the API doesn't show, because a relation may start from
     * them.
     */
    private static Object toApi(FieldType type, Object value) {
        Object data = type.toData(value);
        if (value instanceof Map<?, ?> map && data instanceof Map<?, ?> fields) {
            Map<Object, @Nullable Object> merged = new LinkedHashMap<>(map);
            merged.putAll(fields);
            return merged;
        }
        if (value instanceof List<?> values && type instanceof ListType list) {
            List<@Nullable Object> merged = new ArrayList<>(values.size());
            values.forEach(each -> merged.add(each == null ? null : toApi(list.element(), each)));
            return merged;
        }
        return data;
    }

    private static FieldFailedException misfit(RouteField field, @Nullable Object body, String problem) {
        LOG.atError()
                .addKeyValue("field", field.name())
                .addKeyValue("route", field.uri())
                .addKeyValue("problem", field.type().sdlName() + problem)
                .addKeyValue("answered", body == null ? "null" : body.getClass().getName())
                .log("The result of a route does not fit its GraphQL field");
        return FieldFailedException.internal(field, null);
    }

    private static @Nullable Object read(FieldType type, Message message) throws JsonProcessingException {
        Object body = message.getBody();
        String text;
        if (body instanceof String string) {
            text = string;
        } else if (body instanceof byte[]
                || body instanceof ByteBuffer
                || body instanceof InputStream
                || body instanceof Reader
                || body instanceof StreamCache) {
            text = message.getBody(String.class);
        } else {
            return body;
        }
        boolean isValue = TEXTS.contains(type) || type instanceof EnumType;
        return text == null || isValue ? text : JSON.readTree(text);
    }

    /** Returns the value as maps, lists and simple values. */
    private static @Nullable Object toPlain(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> converted = new LinkedHashMap<>();
            map.forEach((name, each) -> converted.put(String.valueOf(name), toPlain(each)));
            return converted;
        }
        if (value instanceof Iterable<?> values && !(value instanceof JsonNode)) {
            List<@Nullable Object> converted = new ArrayList<>();
            values.forEach(each -> converted.add(toPlain(each)));
            return converted;
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        // Jackson has no own representation of these types; the field's type reads them directly.
        boolean isSimple = value == null
                || value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Date
                || value instanceof Decimal128;
        if (isSimple) {
            return value;
        }
        return value instanceof Temporal ? value.toString() : JSON.convertValue(value, Object.class);
    }
}
