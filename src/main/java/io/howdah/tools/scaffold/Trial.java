package io.howdah.tools.scaffold;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.ingest.format.RecordFormats;
import io.howdah.model.InvalidDocumentException;
import io.howdah.model.ReadModel;
import io.howdah.runtime.source.StartException;
import io.howdah.runtime.source.StartFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.bson.Document;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** Runs the transforms of a new domain on its sample event, to write the expected result of its golden case. */
final class Trial {

    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

    /** Readable Extended JSON of MongoDB: a value has its type only if JSON has no such type. */
    static final JsonWriterSettings STORED = JsonWriterSettings.builder()
            .outputMode(JsonMode.EXTENDED)
            .int32Converter((value, writer) -> writer.writeNumber(Integer.toString(value)))
            .doubleConverter((value, writer) -> writer.writeNumber(Double.toString(value)))
            .dateTimeConverter((value, writer) -> {
                writer.writeStartObject();
                writer.writeString("$date", Instant.ofEpochMilli(value).toString());
                writer.writeEndObject();
            })
            .build();

    private Trial() {}

    /**
     * Returns the expected result of the event: an object with the stored {@code document} and the payload, {@code frame}.
     *
     * @throws StartException if the transform's result is not a valid document
     */
    static String expected(ReadModel model, String transform, String payload, SampleEvent event) {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("objectMapper", SampleEvent.JSON);
            context.build();
            Exchange record = new DefaultExchange(context);
            record.getMessage().setBody(event.text().getBytes(StandardCharsets.UTF_8));
            decode(record, event);
            JsonNode made = jq(context, transform, record);
            Document document = model.toDocument(SampleEvent.JSON.convertValue(made, FIELDS));
            record.getMessage().setBody(model.toData(document));
            ObjectNode expected = SampleEvent.JSON.createObjectNode();
            expected.set("document", SampleEvent.JSON.readTree(document.toJson(STORED)));
            expected.set("frame", jq(context, payload, record));
            return SampleEvent.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(expected) + "\n";
        } catch (InvalidDocumentException e) {
            throw new StartException(event.name() + ": " + e.getMessage() + "; set the type with --field name:Type", e);
        } catch (IOException e) {
            throw new StartException(event.name() + ": " + StartFailure.oneLine(e), e);
        }
    }

    private static JsonNode jq(CamelContext context, String expression, Exchange exchange) {
        return context.resolveLanguage("jq").createExpression(expression).evaluate(exchange, JsonNode.class);
    }

    private static void decode(Exchange record, SampleEvent event) throws IOException {
        Settings settings = Settings.of(SettingValues.load(List.of(), List.of(), Map.of()));
        RecordFormats formats = new RecordFormats(
                schema -> Optional.empty(), settings.schemaRegistry(), settings.downstreamTimeout(), SampleEvent.JSON);
        record.setProperty("HowdahFormat", formats.require(event.isCloudEvent() ? "cloudevents" : "json", ""));
        formats.decode(record);
    }
}
