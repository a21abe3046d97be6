package io.howdah.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the pharmacies' events: structured CloudEvents with a JSON object as data. */
public final class PrescriptionEvent {

    private static final String TYPE_PREFIX = "com.example.pharmacy.prescription.";

    private final JsonFormat format = new JsonFormat();

    /** Camel makes one for the route. */
    public PrescriptionEvent() {}

    /**
     * Turns an event into the fields of the model {@code Prescription}.
     *
     * @param value a CloudEvent in JSON, in UTF-8
     * @return the fields by name
     * @throws IllegalArgumentException if it is no event of a prescription
     */
    public Map<String, @Nullable Object> toPrescription(byte[] value) {
        CloudEvent event = format.deserialize(value);
        if (!event.getType().startsWith(TYPE_PREFIX) || !(event.getData() instanceof JsonCloudEventData data)) {
            throw new IllegalArgumentException("the event's type must be " + TYPE_PREFIX + "* and its data JSON");
        }
        OffsetDateTime time = event.getTime();
        Map<String, @Nullable Object> fields = new HashMap<>();
        fields.put("id", event.getSubject());
        fields.put("status", event.getType().substring(TYPE_PREFIX.length()).toUpperCase(Locale.ROOT));
        fields.put("updatedAt", time == null ? null : time.toString());
        for (String name : new String[] {"version", "patientId", "medicine", "pharmacy", "collectBy"}) {
            fields.put(name, plain(data.getNode().path(name)));
        }
        return fields;
    }

    private static @Nullable Object plain(JsonNode node) {
        if (node.isIntegralNumber()) {
            return node.longValue();
        }
        return node.isValueNode() && !node.isNull() ? node.asText() : null;
    }
}
