package io.howdah.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.graphql.GraphQlRefusal;
import io.howdah.graphql.schema.RouteHeaders;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

/** Turns a call of {@code Mutation.collectPrescription} into a command to the pharmacies, a CloudEvent. */
public final class CollectPrescription {

    private static final String COMMAND_ID = "prescriptionsCommandId";

    private final ObjectMapper json = new ObjectMapper();

    /** Called by Camel, which creates the bean of the route. */
    public CollectPrescription() {}

    /**
     * Puts the command into the message. The prescription's id is the record's key, so the commands of a prescription keep their order.
     *
     * @throws GraphQlRefusal if the caller is anonymous
     */
    public void toCommand(Exchange exchange) throws JsonProcessingException {
        Message message = exchange.getMessage();
        String patient = message.getHeader(RouteHeaders.SUBJECT, "", String.class);
        if (patient.isEmpty()) {
            throw new GraphQlRefusal("Sign in to collect a prescription.");
        }
        String prescription = String.valueOf(message.getBody(Map.class).get("id"));
        String id = message.getHeader(RouteHeaders.IDEMPOTENCY_KEY, String.class);
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("specversion", "1.0");
        command.put("id", id);
        command.put("source", "/howdah/prescriptions");
        command.put("type", "com.example.pharmacy.command.collect");
        command.put("subject", prescription);
        command.put("time", Instant.now().toString());
        command.put("datacontenttype", "application/json");
        command.put("data", Map.of("prescriptionId", prescription, "patientId", patient));
        exchange.setProperty(COMMAND_ID, id);
        message.removeHeaders("*");
        message.setHeader(KafkaConstants.KEY, prescription);
        message.setHeader("content-type", "application/cloudevents+json");
        message.setBody(json.writeValueAsString(command));
    }

    /** Returns the answer to the client. The broker has the command by then; the command's effect arrives as an event. */
    public Map<String, Object> toAnswer(@ExchangeProperty(COMMAND_ID) String id) {
        return Map.of("accepted", true, "commandId", id);
    }
}
