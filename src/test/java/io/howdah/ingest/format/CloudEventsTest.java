package io.howdah.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CloudEventsTest {

    private static final String EVENT = """
            {"specversion":"1.0","id":"e-1","source":"/rides/7","type":"com.example.ride.near","subject":"r-1",\
            "time":"2026-01-01T10:00:00.123456+02:00","dataschema":"https://example.com/ride","tenant":"north",\
            "data":{"seq":9007199254740993,"fare":12345678901234567890.50}}""";

    private static final Map<String, String> BINARY = Map.of(
            "ce_specversion", "1.0",
            "ce_id", "e-1",
            "ce_source", "/rides/7",
            "ce_type", "com.example.ride.near",
            "ce_subject", "r-1",
            "ce_time", "2026-01-01T10:00:00.123456+02:00",
            "ce_dataschema", "https://example.com/ride",
            "ce_tenant", "north",
            "content-type", "application/json; charset=utf-8");

    private final CloudEvents format = new CloudEvents(Values.JSON);

    @ParameterizedTest
    @CsvSource({"application/cloudevents+json", "application/cloudevents+json; charset=UTF-8", "application/json", "''"
    })
    void structuredEventIsDetectedByHeaderOrContent(String contentType) throws Exception {
        // When
        Message message = Values.message(EVENT, contentType.isEmpty() ? Map.of() : Map.of("content-type", contentType));
        format.decode(message);

        // Then numbers are exact
        JsonNode data = message.getBody(JsonNode.class);
        assertThat(data.path("seq").longValue()).isEqualTo(9007199254740993L);
        assertThat(data.path("fare").decimalValue()).isEqualByComparingTo("12345678901234567890.50");
        assertAttributes(message);
    }

    @Test
    void binaryEventKeepsItsData() throws Exception {
        // Given
        byte[] data = "{\"seq\":1}".getBytes(UTF_8);

        // When
        Message message = Values.message(data, BINARY);
        format.decode(message);

        // Then
        assertThat(message.getBody()).isEqualTo(data);
        assertAttributes(message);
        assertThat(message.getHeader("CamelCloudEventDataContentType")).isEqualTo("application/json; charset=utf-8");
    }

    private static void assertAttributes(Message message) {
        assertThat(message.getHeaders())
                .containsEntry("CamelCloudEventID", "e-1")
                .containsEntry("CamelCloudEventVersion", "1.0")
                .containsEntry("CamelCloudEventSource", "/rides/7")
                .containsEntry("CamelCloudEventType", "com.example.ride.near")
                .containsEntry("CamelCloudEventSubject", "r-1")
                .containsEntry("CamelCloudEventTime", "2026-01-01T10:00:00.123456+02:00")
                .containsEntry("CamelCloudEventSchemaURL", "https://example.com/ride")
                .containsEntry("ce_tenant", "north");
    }

    @Test
    void eventWithoutDataBecomesNull() {
        // When
        Message message = Values.message(without("data").replace("\"subject\":\"r-1\",", ""), Map.of());
        format.decode(message);

        // Then
        assertThat(message.getBody()).isEqualTo(NullNode.getInstance());
        assertThat(message.getHeaders()).doesNotContainKey("CamelCloudEventSubject");
    }

    @Test
    void base64DataIsReadIfItIsJson() throws Exception {
        // Given {"seq":7} in Base64
        String event = without("data").replace("}", ",\"data_base64\":\"eyJzZXEiOjd9\"}");

        // When
        JsonNode data = Values.decoded(format, bytes(event));

        // Then
        assertThat(data.path("seq").intValue()).isEqualTo(7);
        String picture = event.replace("\"data_base64\"", "\"datacontenttype\":\"image/png\",\"data_base64\"");
        assertThatThrownBy(() -> Values.decoded(format, bytes(picture)))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessage("the event's data has the type image/png; it must be JSON");
    }

    @ParameterizedTest
    @CsvSource({
        "id, Missing mandatory id attribute",
        "source, Missing mandatory source attribute",
        "type, Missing mandatory type attribute",
        "specversion, Missing mandatory specversion attribute"
    })
    void missingAttributeIsReported(String attribute, String reason) {
        assertRejected(without(attribute), Map.of(), "the value is not a CloudEvent: " + reason);

        Map<String, String> headers = new HashMap<>(BINARY);
        headers.remove("ce_" + attribute);
        if (!attribute.equals("specversion")) {
            assertRejected("{}", headers, "the headers do not describe a CloudEvent: Attribute '" + attribute + "'");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.0                      | 2.0           | the value is not a CloudEvent: Invalid specversion: 2.0",
                "2026-01-01T10:00         | yesterday     | the value is not a CloudEvent: ",
                "2026-01-01T10            | +20260-01-01T10 | the ",
                "\"id\":\"e-1\"           | \"id\":7      | the value is not a CloudEvent: Wrong type NUMBER for attribute id",
                "\"data\":{               | \"data_base64\":\"!\",\"data\":{ | the value is not a CloudEvent: ",
                "{\"specversion\"         | [{\"specversion\" | the value is not a CloudEvent: ",
                "\"data\":{               | \"data\":      | the value is not a CloudEvent: it is not JSON",
                "}}                       | }} x          | the value is not a CloudEvent: ",
            })
    void brokenEventIsRejectedWithAReason(String part, String broken, String reason) {
        assertThat(EVENT).contains(part);
        assertRejected(EVENT.replace(part, broken), Map.of(), reason);
    }

    @Test
    void otherModesAndFormatsAreRejected() {
        assertRejected(
                "[" + EVENT + "]",
                Map.of("content-type", "application/cloudevents-batch+json"),
                "the value is a batch of CloudEvents; a record must contain one event");
        assertRejected(
                "x",
                Map.of("content-type", "application/cloudevents+avro"),
                "the value is a CloudEvent of type application/cloudevents+avro; it must be JSON");
        Map<String, String> text = new HashMap<>(BINARY);
        text.put("content-type", "text/plain");
        assertRejected("near", text, "the event's data has the type text/plain; it must be JSON");
        text.put("content-type", "x" + "/+ json".repeat(100_000));
        assertRejected("near", text, "the event's data has the type x/+ json/+ json");
        text.put("content-type", "text/plain");
        text.put("ce_specversion", "9");
        assertRejected("near", text, "the headers do not describe a CloudEvent: Invalid specversion: 9");
        assertRejected(
                "near", Map.of(), "the value is not a CloudEvent: it is not JSON, and the header ce_specversion");
        assertRejected("{\"a\":".repeat(100_000), Map.of(), "the value is not a CloudEvent");
    }

    private void assertRejected(String value, Map<String, String> headers, String reason) {
        assertThatThrownBy(() -> format.decode(Values.message(value, headers)))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageStartingWith(reason)
                .hasMessageNotContaining("\n")
                .hasNoCause();
    }

    private static String without(String attribute) {
        String event = EVENT.replaceFirst(",\"data\":.*", "}");
        String value = attribute.equals("data") ? event : EVENT.replaceFirst("\"" + attribute + "\":\"[^\"]*\",", "");
        assertThat(value).isNotEqualTo(EVENT);
        return value;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
