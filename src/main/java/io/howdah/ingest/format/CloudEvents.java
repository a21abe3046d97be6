package io.howdah.ingest.format;

import static org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_DATA_CONTENT_TYPE;
import static org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_ID;
import static org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_SCHEMA_URL;
import static org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_SOURCE;
import static org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_SUBJECT;
import static org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_TIME;
import static org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_TYPE;
import static org.apache.camel.cloudevents.CloudEvent.CAMEL_CLOUD_EVENT_VERSION;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.jackson.JsonFormatOptions;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Format {@code cloudevents}: one CloudEvent per record, structured (JSON in the value) or binary (attributes in {@code
 * ce_*} headers).
 *
 * <p>The body becomes the event's {@code data}. The attributes become Camel's headers, such as {@code
 * CamelCloudEventSubject}. In both modes, an extension becomes the header {@code ce_<name>}.
 */
final class CloudEvents implements RecordFormat {

    private static final String STRUCTURED = "application/cloudevents";
    private static final String BATCH = "application/cloudevents-batch";
    /**
     * The header may be long and hostile: no two parts of this pattern can match the same text, so it never backtracks
     * far.
     */
    private static final Pattern JSON_TYPE =
            Pattern.compile("[^;/]*/(?:[^;]*\\+)?json\\s*(?:;.*)?", Pattern.CASE_INSENSITIVE);

    private static final int MAX_YEAR = 9999;

    private final ObjectMapper json;

    /**
     * Creates the format. It reads numbers as this mapper does: the library's own mapper turns decimals into doubles.
     */
    CloudEvents(ObjectMapper json) {
        // An extension whose name violates the specification is no reason to reject the event.
        JsonFormatOptions lenient = JsonFormatOptions.builder()
                .forceExtensionNameLowerCaseDeserialization(true)
                .forceIgnoreInvalidExtensionNameDeserialization(true)
                .build();
        this.json = json.copy().registerModule(JsonFormat.getCloudEventJacksonModule(lenient));
    }

    @Override
    public void decode(Message message) {
        CloudEvent event = event(
                message.getBody(byte[].class),
                message.getHeader(KafkaConstants.HEADERS, new RecordHeaders(), Headers.class));
        describe(event, message);
        message.setBody(data(event));
    }

    private CloudEvent event(byte[] value, Headers headers) {
        String type = text(headers, "content-type").toLowerCase(Locale.ROOT);
        if (type.startsWith(BATCH)) {
            throw new UnreadableValueException("the value is a batch of CloudEvents; a record must contain one event");
        }
        if (type.startsWith(STRUCTURED) && !JSON_TYPE.matcher(type).matches()) {
            throw new UnreadableValueException("the value is a CloudEvent of type " + type + "; it must be JSON");
        }
        boolean binary = !type.startsWith(STRUCTURED) && headers.lastHeader("ce_specversion") != null;
        return binary ? binary(value, headers) : structured(value);
    }

    private CloudEvent structured(byte[] value) {
        try {
            return json.readValue(value, CloudEvent.class);
        } catch (JsonMappingException e) {
            throw new UnreadableValueException("the value is not a CloudEvent: " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw new UnreadableValueException(
                    "the value is not a CloudEvent: it is not JSON, and the header ce_specversion,"
                            + " which marks the binary mode, is missing");
        } catch (IOException | RuntimeException e) {
            throw new UnreadableValueException("the value is not a CloudEvent: " + e.getMessage());
        }
    }

    private static CloudEvent binary(byte[] value, Headers headers) {
        try {
            return KafkaMessageFactory.createReader(headers, value).toEvent();
        } catch (RuntimeException e) {
            throw new UnreadableValueException("the headers do not describe a CloudEvent: " + e.getMessage());
        }
    }

    private static void describe(CloudEvent event, Message message) {
        set(message, CAMEL_CLOUD_EVENT_ID, event.getId());
        set(message, CAMEL_CLOUD_EVENT_SOURCE, event.getSource());
        set(message, CAMEL_CLOUD_EVENT_VERSION, event.getSpecVersion());
        set(message, CAMEL_CLOUD_EVENT_TYPE, event.getType());
        set(message, CAMEL_CLOUD_EVENT_SUBJECT, event.getSubject());
        set(message, CAMEL_CLOUD_EVENT_TIME, time(event.getTime()));
        set(message, CAMEL_CLOUD_EVENT_SCHEMA_URL, event.getDataSchema());
        set(message, CAMEL_CLOUD_EVENT_DATA_CONTENT_TYPE, event.getDataContentType());
        event.getExtensionNames().forEach(name -> set(message, "ce_" + name, event.getExtension(name)));
    }

    private static void set(Message message, String header, @Nullable Object value) {
        if (value != null) {
            message.setHeader(header, value.toString());
        }
    }

    private static @Nullable String time(@Nullable OffsetDateTime time) {
        if (time == null) {
            return null;
        }
        if (time.getYear() < 0 || time.getYear() > MAX_YEAR) {
            throw new UnreadableValueException("the event's time must be in the years 0 to " + MAX_YEAR);
        }
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }

    /**
     * Returns the data, JSON as a node or as bytes. An event without data becomes a JSON null, so that a transform can
     * use the attributes alone.
     */
    private static Object data(CloudEvent event) {
        CloudEventData data = event.getData();
        if (data == null) {
            return NullNode.getInstance();
        }
        if (data instanceof JsonCloudEventData node) {
            return node.getNode();
        }
        String type = event.getDataContentType();
        if (type != null && !JSON_TYPE.matcher(type).matches()) {
            throw new UnreadableValueException("the event's data has the type " + type + "; it must be JSON");
        }
        return data.toBytes();
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
