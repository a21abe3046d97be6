package io.howdah.push.channel;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.model.ModelField;
import io.howdah.model.ReadModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Converts the result of a payload transform to an event's data: a JSON object with the model's fields and no others.
 */
final class PayloadData {

    private final ObjectMapper json;

    PayloadData(ObjectMapper json) {
        this.json = json;
    }

    ObjectNode of(ReadModel model, @Nullable Object body) {
        if (!(json.valueToTree(body) instanceof ObjectNode data)) {
            throw new IllegalArgumentException("the payload of " + model.name()
                    + " must be an object with the model's fields, not a "
                    + (body == null ? "null" : body.getClass().getSimpleName()));
        }
        List<String> fields = model.fields().stream()
                .filter(field -> !field.stored())
                .map(ModelField::name)
                .toList();
        return data.deepCopy().retain(fields);
    }
}
