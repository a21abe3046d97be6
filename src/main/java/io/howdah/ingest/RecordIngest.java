package io.howdah.ingest;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.ingest.RecordChange.Source;
import io.howdah.model.InvalidDocumentException;
import io.howdah.model.ReadModel;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** The steps of an ingest route that work on one record; the bean {@code ingestRecord} of the routes. */
public final class RecordIngest {

    /** Header that a transform sets to {@code true} for an event that deletes its key. */
    public static final String DELETE = "HowdahDelete";

    static final String RECORD = "HowdahRecord";
    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

    private final TopicIds topicIds;
    private final ObjectMapper json;
    private final int maxRecordBytes;

    /**
     * Makes the steps.
     *
     * @param topicIds where topics' ids are asked
     * @param json converts what a transform made of JSON nodes
     * @param maxRecordBytes the largest value that is ingested
     */
    public RecordIngest(TopicIds topicIds, ObjectMapper json, int maxRecordBytes) {
        this.topicIds = topicIds;
        this.json = json;
        this.maxRecordBytes = maxRecordBytes;
    }

    /**
     * Takes the record out of the message; the body becomes its value's bytes, or null for a deletion.
     *
     * @throws InvalidRecordException if the value is empty or too large, or if there is nothing to go by
     */
    public void open(Exchange exchange) {
        SourceRecord source = SourceRecord.of(exchange.getMessage());
        exchange.setProperty(RECORD, source);
        if (Batch.of(exchange).isAbandoned()) {
            throw new BatchAbandonedException();
        }
        byte[] value = source.value();
        if (value == null && source.key() == null) {
            throw new InvalidRecordException("the record has neither key nor value");
        }
        if (value != null && value.length == 0) {
            throw new InvalidRecordException("the value is empty; a deletion is a null value");
        }
        if (value != null && value.length > maxRecordBytes) {
            throw new InvalidRecordException("the value has " + value.length
                    + " bytes, more than howdah.ingest.max-record-bytes=" + maxRecordBytes);
        }
        exchange.getMessage().setBody(value);
    }

    /**
     * Adds what the transform made of the record to its batch: a map or JSON object with the model's fields, or null for
     * a deletion.
     *
     * @throws InvalidDocumentException if that is no document of the model
     * @throws InvalidRecordException if it is no object, or a deletion without a key
     */
    public void accept(Exchange exchange) {
        Batch batch = Batch.of(exchange);
        Message message = exchange.getMessage();
        SourceRecord source = source(exchange);
        boolean deletion = source.value() == null || message.getHeader(DELETE, false, Boolean.class);
        batch.add(
                deletion ? deletion(batch.model(), source) : upsert(batch.model(), source, fields(message.getBody())));
        // The batch keeps what it needs; a thousand bodies need not live until its end.
        message.setBody(null);
    }

    /** Puts the record aside for the dead-letter topic, with the failure that was caught. */
    public void reject(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Batch.of(exchange).add(DeadLetter.of(source(exchange), failure, exchange.getFromRouteId()));
        exchange.getMessage().setBody(null);
    }

    private RecordChange upsert(ReadModel model, SourceRecord source, Map<String, Object> fields) {
        Document document = model.toDocument(fields);
        Object id = Objects.requireNonNull(document.get("_id"));
        DocumentLimits.check(document, source.value() == null ? 0 : source.value().length);
        Object version =
                model.version().<Object>map(document::get).orElse(source.place().offset());
        return change(id, document, version, source);
    }

    private RecordChange deletion(ReadModel model, SourceRecord source) {
        String key = source.keyText();
        if (key == null) {
            throw new InvalidRecordException("a deletion needs the record's key");
        }
        Object version =
                model.version().isPresent() ? null : Long.valueOf(source.place().offset());
        Object id = model.id(key);
        DocumentLimits.check(new Document("_id", id), 0);
        return change(id, null, version, source);
    }

    private RecordChange change(Object id, @Nullable Document document, @Nullable Object version, SourceRecord source) {
        SourceRecord.Place place = source.place();
        return new RecordChange(
                id,
                document,
                version,
                new Source(topicIds.idOf(place.topic()), place.partition(), place.offset()),
                source.time(),
                source.headerText("traceparent"),
                source);
    }

    private Map<String, Object> fields(@Nullable Object body) {
        if (body == null) {
            throw new InvalidRecordException(
                    "the transform gave nothing; a deletion is a null value, or the header " + DELETE + " set to true");
        }
        if (body instanceof Map<?, ?> || (body instanceof JsonNode node && node.isObject())) {
            return json.convertValue(body, FIELDS);
        }
        if (body instanceof byte[] bytes) {
            return parse(bytes);
        }
        throw new InvalidRecordException("the transform must give an object with the model's fields, not a "
                + body.getClass().getSimpleName());
    }

    /** A route without a transform stores the record's value, which must be a JSON object. */
    private Map<String, Object> parse(byte[] bytes) {
        try {
            return json.readValue(bytes, FIELDS);
        } catch (IOException e) {
            throw new InvalidRecordException("the value is not a JSON object");
        }
    }

    private static SourceRecord source(Exchange exchange) {
        return Objects.requireNonNull(exchange.getProperty(RECORD, SourceRecord.class));
    }
}
