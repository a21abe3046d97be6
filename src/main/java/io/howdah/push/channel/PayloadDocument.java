package io.howdah.push.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.model.InvalidDocumentException;
import io.howdah.model.ModelField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Converts a payload to a document in stored form, for protocols whose clients select fields. Fields that the payload
 * transform leaves out keep their stored value.
 */
final class PayloadDocument {

    private static final Logger LOG = LoggerFactory.getLogger(PayloadDocument.class);

    private PayloadDocument() {}

    static Document of(StoredChange change, ObjectNode data) {
        Document shown = new Document();
        for (ModelField field : change.model().fields()) {
            JsonNode value = field.stored() ? null : data.get(field.name());
            if (value == null) {
                shown.put(field.name(), change.stored().get(field.name()));
            } else if (!value.isNull()) {
                shown.put(field.name(), stored(change, field, value));
            }
        }
        return shown;
    }

    private static @Nullable Object stored(StoredChange change, ModelField field, JsonNode value) {
        try {
            Object plain = plain(value);
            return plain == null ? null : field.type().toStored(plain);
        } catch (InvalidDocumentException e) {
            LOG.atError()
                    .addKeyValue("model", change.model().name())
                    .addKeyValue("field", field.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("Payload transform returned a value of the wrong type; the field is null");
            return null;
        }
    }

    private static @Nullable Object plain(JsonNode value) {
        if (value instanceof ObjectNode object) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            object.properties().forEach(each -> map.put(each.getKey(), plain(each.getValue())));
            return map;
        }
        if (value instanceof ArrayNode array) {
            List<@Nullable Object> list = new ArrayList<>(array.size());
            array.forEach(each -> list.add(plain(each)));
            return list;
        }
        if (value.isNumber()) {
            return value.numberValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        return value.isNull() ? null : value.asText();
    }
}
