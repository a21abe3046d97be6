package io.howdah.ingest.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Converts Avro values to JSON nodes.
 *
 * <p>Numbers keep every digit. Enums, UUIDs, dates and times become text, times in ISO 8601. Bytes become Base64 text.
 * A union becomes its value alone.
 */
final class AvroJson {

    private AvroJson() {}

    static JsonNode of(@Nullable Object value) {
        if (value == null) {
            return NullNode.getInstance();
        }
        if (value instanceof IndexedRecord fields) {
            return object(fields);
        }
        if (value instanceof Map<?, ?> map) {
            return object(map);
        }
        if (value instanceof Collection<?> items) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
            for (Object item : items) {
                array.add(of(item));
            }
            return array;
        }
        return scalar(value);
    }

    private static JsonNode scalar(Object value) {
        if (value instanceof Utf8 text) {
            return TextNode.valueOf(text(text));
        }
        if (value instanceof Integer number) {
            return IntNode.valueOf(number);
        }
        if (value instanceof Long number) {
            return LongNode.valueOf(number);
        }
        if (value instanceof BigDecimal number) {
            return DecimalNode.valueOf(number);
        }
        if (value instanceof Double number) {
            return DoubleNode.valueOf(number);
        }
        if (value instanceof Float number) {
            // Parsed from its text: 0.1f must not become 0.10000000149011612.
            return DoubleNode.valueOf(Double.parseDouble(number.toString()));
        }
        if (value instanceof Boolean flag) {
            return BooleanNode.valueOf(flag);
        }
        if (value instanceof ByteBuffer bytes) {
            return base64(bytes);
        }
        if (value instanceof GenericFixed fixed) {
            return base64(ByteBuffer.wrap(fixed.bytes()));
        }
        // Enums, UUIDs, dates and times: their text is also their JSON form.
        return TextNode.valueOf(value.toString());
    }

    private static ObjectNode object(IndexedRecord fields) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Schema.Field field : fields.getSchema().getFields()) {
            object.set(field.name(), of(fields.get(field.pos())));
        }
        return object;
    }

    private static ObjectNode object(Map<?, ?> map) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            object.set(String.valueOf(entry.getKey()), of(entry.getValue()));
        }
        return object;
    }

    private static TextNode base64(ByteBuffer bytes) {
        return TextNode.valueOf(StandardCharsets.ISO_8859_1
                .decode(Base64.getEncoder().encode(bytes.duplicate()))
                .toString());
    }

    /** Decodes strictly: Avro itself would silently replace bytes that are not UTF-8. */
    private static String text(Utf8 text) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text.getBytes(), 0, text.getByteLength()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableValueException("the value contains a string that is not UTF-8");
        }
    }
}
