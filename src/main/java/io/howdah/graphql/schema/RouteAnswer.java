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
 * Makes what a route answered into a value of its field's type: maps, lists, JSON (as a tree, a text or bytes) and objects that
 * Jackson can read. A value may be in the form that the API shows or in the stored one; fields that the type lacks are dropped.
 */
final class RouteAnswer {

    private static final Logger LOG = LoggerFactory.getLogger(RouteAnswer.class);

    /** A text that is answered for one of these is the value; for all others it is JSON. */
    private static final Set<FieldType> TEXTS =
            Set.of(ScalarType.ID, ScalarType.STRING, ScalarType.DATE_TIME, ScalarType.DATE, ScalarType.DECIMAL);

    /** Numbers keep all their digits. */
    private static final ObjectMapper JSON = JsonMappers.EXACT;

    private RouteAnswer() {}

    /**
     * Returns the value.
     *
     * @throws FieldFailedException if the body doesn't fit the field's type; the log says why, without the body
     */
    static @Nullable Object of(RouteField field, Message message) {
        Object body = message.getBody();
        try {
            Object value = plain(read(field.type(), message));
            return value == null ? null : shown(field.type(), value);
        } catch (InvalidDocumentException e) {
            throw misfit(field, body, String.valueOf(e.getMessage()));
        } catch (JsonProcessingException e) {
            // Jackson's own message may quote the body.
            throw misfit(field, body, ": is not JSON");
        } catch (IllegalArgumentException e) {
            throw misfit(field, body, ": holds what Jackson cannot read");
        }
    }

    /** What the API does not show stays beneath: a relation may begin there. */
    private static Object shown(FieldType type, Object value) {
        Object data = type.toData(value);
        if (value instanceof Map<?, ?> map && data instanceof Map<?, ?> fields) {
            Map<Object, @Nullable Object> all = new LinkedHashMap<>(map);
            all.putAll(fields);
            return all;
        }
        if (value instanceof List<?> values && type instanceof ListType list) {
            List<@Nullable Object> all = new ArrayList<>(values.size());
            values.forEach(each -> all.add(each == null ? null : shown(list.element(), each)));
            return all;
        }
        return data;
    }

    private static FieldFailedException misfit(RouteField field, @Nullable Object body, String problem) {
        LOG.atError()
                .addKeyValue("field", field.name())
                .addKeyValue("route", field.uri())
                .addKeyValue("problem", field.type().sdlName() + problem)
                .addKeyValue("answered", body == null ? "null" : body.getClass().getName())
                .log("A route's answer does not fit its GraphQL field");
        return FieldFailedException.internal(field, null);
    }

    private static @Nullable Object read(FieldType type, Message message) throws JsonProcessingException {
        Object body = message.getBody();
        String text;
        if (body instanceof String already) {
            text = already;
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

    /** Returns maps, lists and single values, whatever they were written as. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            map.forEach((name, each) -> plain.put(String.valueOf(name), plain(each)));
            return plain;
        }
        if (value instanceof Iterable<?> values && !(value instanceof JsonNode)) {
            List<@Nullable Object> plain = new ArrayList<>();
            values.forEach(each -> plain.add(plain(each)));
            return plain;
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        // Jackson has no form of its own for these, and the field's type reads them as they are.
        boolean single = value == null
                || value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Date
                || value instanceof Decimal128;
        if (single) {
            return value;
        }
        return value instanceof Temporal ? value.toString() : JSON.convertValue(value, Object.class);
    }
}
