package io.howdah.ingest.format;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Builds record values and decodes them as a route does. */
final class Values {

    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();

    private Values() {}

    static Message message(byte[] value, Map<String, String> headers) {
        Message message = new DefaultMessage(CONTEXT);
        Headers kafka = new RecordHeaders();
        headers.forEach((name, text) -> kafka.add(name, text.getBytes(StandardCharsets.UTF_8)));
        message.setHeader(KafkaConstants.HEADERS, kafka);
        message.setBody(value);
        return message;
    }

    static Message message(String value, Map<String, String> headers) {
        return message(value.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** Returns the decoded body, parsed if the format left it as bytes. */
    static JsonNode decoded(RecordFormat format, byte[] value) throws IOException {
        Message message = message(value, Map.of());
        format.decode(message);
        return message.getBody() instanceof byte[] bytes ? JSON.readTree(bytes) : (JsonNode) message.getBody();
    }
}
