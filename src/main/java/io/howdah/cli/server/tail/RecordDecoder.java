package io.howdah.cli.server.tail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.ingest.format.RecordFormats;
import io.howdah.ingest.format.UnreadableValueException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.cloudevents.CloudEvent;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Decodes records like the ingest route of their topic. */
public final class RecordDecoder {

    private final CamelContext context;
    private final RecordFormats formats;
    private final ObjectMapper json;
    private final String format;
    private final @Nullable String versionField;

    /**
     * Creates a decoder.
     *
     * @param context creates exchanges; it need not be started
     * @param formats the known formats
     * @param json reads JSON with exact numbers
     * @param format result of {@link RecordFormats#require}
     * @param versionField the field of a value that contains its version, or null
     */
    public RecordDecoder(
            CamelContext context,
            RecordFormats formats,
            ObjectMapper json,
            String format,
            @Nullable String versionField) {
        this.context = context;
        this.formats = formats;
        this.json = json;
        this.format = format;
        this.versionField = versionField;
    }

    /** Returns a record as a line of output. A value that cannot be decoded is shown as a problem; it is no failure. */
    TailLine decode(ConsumerRecord<byte[], byte[]> record, Instant seen) {
        String position = record.topic() + "-" + record.partition() + "@" + record.offset();
        String key = record.key() == null ? null : text(record.key());
        Instant time = Instant.ofEpochMilli(record.timestamp());
        if (record.value() == null) {
            return new TailLine(position + "  deleted", key, null, time, seen, null, null);
        }
        if (record.value().length == 0) {
            return new TailLine(position, key, null, time, seen, null, "the value is empty");
        }
        try {
            Exchange exchange = new DefaultExchange(context);
            exchange.setProperty(RecordFormats.PROPERTY, format);
            exchange.getMessage().setHeader(KafkaConstants.HEADERS, record.headers());
            exchange.getMessage().setBody(record.value());
            formats.decode(exchange);
            JsonNode value = node(exchange.getMessage().getBody());
            return new TailLine(position, key, version(value), eventTime(exchange, time), seen, value, null);
        } catch (JsonProcessingException e) {
            return new TailLine(position, key, null, time, seen, null, "the value is not JSON");
        } catch (UnreadableValueException e) {
            return new TailLine(position, key, null, time, seen, null, line(e));
        } catch (IOException e) {
            return new TailLine(position, key, null, time, seen, null, "cannot be decoded at present: " + line(e));
        }
    }

    private JsonNode node(@Nullable Object body) throws IOException {
        if (body instanceof JsonNode node) {
            return node;
        }
        if (body instanceof byte[] bytes) {
            return json.readTree(bytes);
        }
        return json.valueToTree(body);
    }

    private @Nullable String version(JsonNode value) {
        return versionField != null && value.hasNonNull(versionField)
                ? value.get(versionField).asText()
                : null;
    }

    private static Instant eventTime(Exchange exchange, Instant otherwise) {
        String time = exchange.getMessage().getHeader(CloudEvent.CAMEL_CLOUD_EVENT_TIME, String.class);
        try {
            return time == null ? otherwise : OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeException e) {
            return otherwise;
        }
    }

    /** Returns bytes as text, or in hexadecimal if they are not UTF-8. */
    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return "0x" + HexFormat.of().formatHex(bytes);
        }
    }

    private static String line(Throwable failure) {
        return String.valueOf(failure.getMessage()).strip().replaceAll("\\s+", " ");
    }
}
