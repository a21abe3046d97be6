package io.howdah.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOptions;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.Decimal128;

/** Writes the documents of external models, as another service does. */
final class External {

    private final MongoDatabase database;
    private final Dice dice;

    External(MongoDatabase database, Dice dice) {
        this.database = database;
        this.dice = dice;
    }

    void write(Write write) {
        var collection = database.getCollection(write.model().plural());
        Document id = new Document("_id", id(write.model(), write.documentKey()));
        if (write.isDeletion()) {
            collection.deleteOne(id);
            return;
        }
        Document fields = new Document("mark", write.state().mark());
        if (write.model().version() != null) {
            fields.append("rev", write.state().get("rev").intValue());
        }
        write.model()
                .fields()
                .forEach(field ->
                        fields.append(field.name(), stored(field, write.state().get(field.name()))));
        if (dice.oneIn(2)) {
            collection.updateOne(id, new Document("$set", fields), new UpdateOptions().upsert(true));
        } else {
            collection.replaceOne(id, withId(id, fields), new ReplaceOptions().upsert(true));
        }
    }

    private static Document withId(Document id, Document fields) {
        Document whole = new Document(id).append("unknown", 1);
        whole.putAll(fields);
        return whole;
    }

    private static Object id(Model model, Map<String, JsonNode> key) {
        if (model.key().size() == 1) {
            return key.get(model.key().get(0)).asText();
        }
        Document id = new Document();
        model.key().forEach(field -> {
            JsonNode value = key.get(field);
            id.append(field, value.isNumber() ? (Object) value.intValue() : value.asText());
        });
        return id;
    }

    private static Object stored(Field field, JsonNode value) {
        if (value.isArray()) {
            List<Object> all = new ArrayList<>();
            value.forEach(each -> all.add(stored(field.kind(), each)));
            return all;
        }
        return value.isNull() ? null : stored(field.kind(), value);
    }

    private static Object stored(Kind kind, JsonNode value) {
        return switch (kind) {
            case INT -> value.intValue();
            case LONG -> value.longValue();
            case FLOAT -> value.doubleValue();
            case BOOLEAN -> value.booleanValue();
            case DECIMAL -> new Decimal128(new BigDecimal(value.asText()));
            case DATE_TIME -> Date.from(Instant.parse(value.asText()));
            case DATE ->
                Date.from(LocalDate.parse(value.asText()).atStartOfDay().toInstant(ZoneOffset.UTC));
            default -> value.asText();
        };
    }
}
