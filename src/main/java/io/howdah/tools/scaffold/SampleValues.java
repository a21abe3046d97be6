package io.howdah.tools.scaffold;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.tools.scaffold.InferredType.ListOf;
import io.howdah.tools.scaffold.InferredType.Scalar;
import java.math.BigDecimal;

/** Creates an event with the declared fields, if there is no sample event. */
final class SampleValues {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private SampleValues() {}

    static SampleEvent event(DomainName name, Draft draft) {
        ObjectNode event = JSON.objectNode();
        for (Field field : draft.fields()) {
            boolean owner = field.directives().stream().anyMatch(each -> each.startsWith("@owner"));
            String text = owner ? "alice" : draft.key().contains(field.name()) ? name.one() + "-1" : "some text";
            event.set(field.origin(), value(field.shape(), text));
        }
        return SampleEvent.of("the event of --field", event.toPrettyString());
    }

    private static JsonNode value(InferredType shape, String text) {
        if (shape instanceof ListOf list) {
            return JSON.arrayNode().add(value(list.element(), text));
        }
        return switch (((Scalar) shape).type()) {
            case "Int", "Long" -> JSON.numberNode(1);
            case "Float" -> JSON.numberNode(new BigDecimal("1.5"));
            case "Decimal" -> JSON.textNode("12.50");
            case "Boolean" -> JSON.booleanNode(true);
            case "DateTime" -> JSON.textNode("2026-01-01T00:00:00.000Z");
            case "Date" -> JSON.textNode("2026-01-01");
            case "JSON" -> JSON.objectNode();
            default -> JSON.textNode(text);
        };
    }
}
