package io.howdah.ingest;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.model.InvalidDocumentException;
import io.howdah.model.ReadModel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.cloudevents.CloudEvent;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Steps of an ingest route for one record. Bean {@code ingestRecord} of the routes; thread-safe. */
public final class RecordIngest {

    /** Header that a transform sets to {@code true} for an event that deletes its key. */
    public static final String DELETE = "HowdahDelete";

    static final String RECORD = "HowdahRecord";
    private static final String VERSION_HEADER = "HowdahVersionHeader";
    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

    private final ObjectMapper json;
    private final int maxRecordBytes;
    private final Duration maxFuture;

    /**
     * Creates the steps.
     *
     * @param json converts JSON nodes from a transform
     * @param maxRecordBytes the maximum size of a value in bytes
     * @param maxFuture how far a version that is a time may be in the future
     */
    public RecordIngest(ObjectMapper json, int maxRecordBytes, Duration maxFuture) {
        this.json = json;
        this.maxRecordBytes = maxRecordBytes;
        this.maxFuture = maxFuture;
    }

    /**
     * Reads the record from the message. The body becomes the value's bytes, or null for a deletion.
     *
     * @throws InvalidRecordException if the value is empty or too large, or if key and value are both null
     * @throws BatchAbandonedException if an earlier record of the batch failed with an infrastructure error
     */
    public void open(Exchange exchange) {
        Batch batch = Batch.of(exchange);
        SourceRecord source = SourceRecord.of(exchange.getMessage());
        if (batch.isAbandoned()) {
            exchange.setProperty(RECORD, source);
            throw new BatchAbandonedException();
        }
        source = batch.trace().begin(source);
        exchange.setProperty(RECORD, source);
        byte[] value = source.value();
        if (value == null && source.key() == null) {
            throw new InvalidRecordException("the record has neither key nor value");
        }
        if (value != null && value.length == 0) {
            throw new InvalidRecordException("the value is empty; a deletion needs a null value");
        }
        if (value != null && value.length > maxRecordBytes) {
            throw new InvalidRecordException("the value has " + value.length
                    + " bytes, more than howdah.ingest.max-record-bytes=" + maxRecordBytes);
        }
        exchange.getMessage().setBody(value);
    }

    /**
     * Adds the transform's result to the batch: a map or JSON object with the model's fields, or, if the topic feeds a
     * part, with the fields of the key and the part. For a record with a null value, or with the header {@value
     * #DELETE}, adds a deletion.
     *
     * @throws InvalidDocumentException if the result is not a document of the model
     * @throws InvalidRecordException if the result is not an object, if a deletion has no key, or if the version is too
     *     far in the future
     */
    public void accept(Exchange exchange) {
        Batch batch = Batch.of(exchange);
        Message message = exchange.getMessage();
        SourceRecord source = source(exchange);
        if (source.value() == null) {
            String name = exchange.getProperty(VERSION_HEADER, "", String.class);
            batch.add(deletion(batch, source, null, source.headerText(name)));
        } else if (message.getHeader(DELETE, false, Boolean.class)) {
            batch.add(timed(marked(batch, source, message.getBody()), message));
        } else {
            batch.add(timed(upsert(batch, source, fields(message.getBody())), message));
        }
        // The batch has what it needs; its bodies need not stay in memory until its end.
        message.setBody(null);
    }

    /** Adds the record to the batch's dead letters, with the caught exception. */
    public void reject(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Batch.of(exchange)
                .add(DeadLetter.of(
                        source(exchange),
                        origin(Batch.of(exchange), source(exchange)),
                        failure,
                        exchange.getFromRouteId()));
        exchange.getMessage().setBody(null);
    }

    /** Returns the change at the event's own time, if its format has one. */
    private static RecordChange timed(RecordChange change, Message message) {
        String time = message.getHeader(CloudEvent.CAMEL_CLOUD_EVENT_TIME, String.class);
        return time == null
                ? change
                : change.happenedAt(OffsetDateTime.parse(time).toInstant());
    }

    private RecordChange upsert(Batch batch, SourceRecord source, Map<String, Object> fields) {
        ReadModel model = batch.model();
        String part = batch.part();
        boolean main = part.equals(ReadModel.MAIN_PART);
        Document content = main ? model.toDocument(fields) : model.toPart(part, fields);
        Object id = main ? Objects.requireNonNull(content.get("_id")) : model.id(fields);
        DocumentLimits.checkKey(id);
        Object version = model.version(part)
                .<Object>map(field -> Objects.requireNonNull(content.get(field)))
                .orElse(source.position().offset());
        requirePresent(version);
        return change(batch, id, content, version, source);
    }

    /** Returns a deletion that the transform marked, with the key and version of its result, as far as it has them. */
    private RecordChange marked(Batch batch, SourceRecord source, @Nullable Object body) {
        ReadModel model = batch.model();
        Map<String, Object> result = isObject(body) ? fields(body) : Map.of();
        Object id = model.key().stream().allMatch(field -> result.get(field) != null) ? model.id(result) : null;
        Object values = batch.part().equals(ReadModel.MAIN_PART) ? result : result.get(batch.part());
        Object version = values instanceof Map<?, ?> fields
                ? model.version(batch.part()).<Object>map(fields::get).orElse(null)
                : null;
        return deletion(batch, source, id, version);
    }

    private RecordChange deletion(
            Batch batch, SourceRecord source, @Nullable Object id, @Nullable Object versionValue) {
        ReadModel model = batch.model();
        String key = source.keyText();
        if (id == null && key == null) {
            throw new InvalidRecordException("a deletion needs a record key");
        }
        Object documentId = id == null ? model.id(Objects.requireNonNull(key)) : id;
        DocumentLimits.checkKey(documentId);
        Object version = null;
        if (model.version(batch.part()).isEmpty()) {
            version = source.position().offset();
        } else if (versionValue != null) {
            version = model.toVersion(batch.part(), versionValue);
            requirePresent(version);
        }
        return change(batch, documentId, null, version, source);
    }

    /** Rejects a version in the future: it would make every later change stale. */
    private void requirePresent(Object version) {
        if (version instanceof Date time
                && time.toInstant().isAfter(Instant.now().plus(maxFuture))) {
            throw new InvalidRecordException("the version " + time.toInstant()
                    + " is in the future by more than howdah.ingest.max-future=" + maxFuture.toSeconds() + "s");
        }
    }

    private static RecordChange change(
            Batch batch, Object id, @Nullable Document content, @Nullable Object version, SourceRecord source) {
        SourceRecord.Position position = source.position();
        SourceRecord.Origin present = batch.origin(position.topic());
        SourceRecord.Origin origin = origin(batch, source);
        // A dead letter of a topic deleted since is older than every record of the current topic.
        int base = origin.topicId().equals(present.topicId()) ? origin.base() : -1;
        return new RecordChange(
                id,
                batch.part(),
                content,
                version,
                new Source(
                        origin.topicId(), position.partition(), position.offset(), source.time(), base, source.epoch()),
                source.time(),
                BatchTrace.traceparent(source),
                source);
    }

    private static SourceRecord.Origin origin(Batch batch, SourceRecord source) {
        SourceRecord.Origin old = source.origin();
        return old == null ? batch.origin(source.position().topic()) : old;
    }

    private static boolean isObject(@Nullable Object body) {
        return body instanceof Map<?, ?> || (body instanceof JsonNode node && node.isObject());
    }

    private Map<String, Object> fields(@Nullable Object body) {
        if (body == null) {
            throw new InvalidRecordException(
                    "the transform returned nothing; a deletion needs a null value, or the header " + DELETE
                            + " set to true");
        }
        if (isObject(body)) {
            return json.convertValue(body, FIELDS);
        }
        if (body instanceof byte[] bytes) {
            return parse(bytes);
        }
        throw new InvalidRecordException("the transform must return an object with the model's fields, not a "
                + body.getClass().getSimpleName());
    }

    /** Parses the record's value, which a route without a transform stores and which must be a JSON object. */
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
