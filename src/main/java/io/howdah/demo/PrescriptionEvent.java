package io.howdah.demo;

import static org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_SUBJECT;
import static org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_TIME;
import static org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_TYPE;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;

/** Reads the pharmacies' events: CloudEvents that the record format has split into data and headers. */
public final class PrescriptionEvent {

    private static final String TYPE_PREFIX = "com.example.pharmacy.prescription.";

    /** Called by Camel, which creates the bean of the route. */
    public PrescriptionEvent() {}

    /**
     * Turns an event into the fields of the model {@code Prescription}.
     *
     * @param data the event's data
     * @param type the event's type
     * @param subject the event's subject
     * @param time the event's time, in ISO 8601
     * @return the fields by name
     * @throws IllegalArgumentException if it is not an event of a prescription
     */
    public Map<String, @Nullable Object> toPrescription(
            @Body JsonNode data,
            @Header(CAMEL_CLOUD_EVENT_TYPE) String type,
            @Header(CAMEL_CLOUD_EVENT_SUBJECT) @Nullable String subject,
            @Header(CAMEL_CLOUD_EVENT_TIME) @Nullable String time) {
        if (!type.startsWith(TYPE_PREFIX) || !data.isObject()) {
            throw new IllegalArgumentException(
                    "the event's type must be " + TYPE_PREFIX + "* and its data must be an object");
        }
        Map<String, @Nullable Object> fields = new HashMap<>();
        fields.put("id", subject);
        fields.put("status", type.substring(TYPE_PREFIX.length()).toUpperCase(Locale.ROOT));
        fields.put("updatedAt", time);
        for (String name : new String[] {"version", "patientId", "medicine", "pharmacy", "collectBy"}) {
            fields.put(name, plain(data.path(name)));
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
