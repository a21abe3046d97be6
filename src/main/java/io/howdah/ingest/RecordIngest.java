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

/** The steps of an ingest route that work on one record; the bean {@code ingestRecord} of the routes. */
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
     * Makes the steps.
     *
     * @param json converts what a transform made of JSON nodes
     * @param maxRecordBytes the largest value that is ingested
     * @param maxFuture how far a version that is a time may lie in the future
     */
    public RecordIngest(ObjectMapper json, int maxRecordBytes, Duration maxFuture) {
        this.json = json;
        this.maxRecordBytes = maxRecordBytes;
        this.maxFuture = maxFuture;
    }

    /**
     * Takes the record out of the message; the body becomes its value's bytes, or null for a deletion.
     *
     * @throws InvalidRecordException if the value is empty or too large, or if there is nothing to go by
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
            throw new InvalidRecordException("the value is empty; a deletion is a null value");
        }
        if (value != null && value.length > maxRecordBytes) {
            throw new InvalidRecordException("the value has " + value.length
                    + " bytes, more than howdah.ingest.max-record-bytes=" + maxRecordBytes);
        }
        exchange.getMessage().setBody(value);
    }

    /**
     * Adds what the transform made of the record to its batch: a map or JSON object with the model's fields, or with the key's
     * and the part's where the topic writes a part, or null for a deletion.
     *
     * @throws InvalidDocumentException if that is no document of the model
     * @throws InvalidRecordException if it is no object, a deletion without a key, or a version too far in the future
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
        // The batch keeps what it needs; a thousand bodies need not live until its end.
        message.setBody(null);
    }

    /** Puts the record aside for the dead-letter topic, with the failure that was caught. */
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

    /** The change at the time that the event itself tells, where its format has a place for one. */
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
                .orElse(source.place().offset());
        requirePresent(version);
        return change(batch, id, content, version, source);
    }

    /** A deletion that the transform marked: key and version are those that it made, where it made them. */
    private RecordChange marked(Batch batch, SourceRecord source, @Nullable Object body) {
        ReadModel model = batch.model();
        Map<String, Object> made = isObject(body) ? fields(body) : Map.of();
        Object id = model.key().stream().allMatch(field -> made.get(field) != null) ? model.id(made) : null;
        Object holder = batch.part().equals(ReadModel.MAIN_PART) ? made : made.get(batch.part());
        Object version = holder instanceof Map<?, ?> fields
                ? model.version(batch.part()).<Object>map(fields::get).orElse(null)
                : null;
        return deletion(batch, source, id, version);
    }

    private RecordChange deletion(Batch batch, SourceRecord source, @Nullable Object id, @Nullable Object told) {
        ReadModel model = batch.model();
        String key = source.keyText();
        if (id == null && key == null) {
            throw new InvalidRecordException("a deletion needs the record's key");
        }
        Object of = id == null ? model.id(Objects.requireNonNull(key)) : id;
        DocumentLimits.checkKey(of);
        Object version = null;
        if (model.version(batch.part()).isEmpty()) {
            version = source.place().offset();
        } else if (told != null) {
            version = model.toVersion(batch.part(), told);
            requirePresent(version);
        }
        return change(batch, of, null, version, source);
    }

    /** A clock that is wrong by years would make every later change stale. */
    private void requirePresent(Object version) {
        if (version instanceof Date time
                && time.toInstant().isAfter(Instant.now().plus(maxFuture))) {
            throw new InvalidRecordException("the version " + time.toInstant()
                    + " lies in the future by more than howdah.ingest.max-future=" + maxFuture.toSeconds() + "s");
        }
    }

    private static RecordChange change(
            Batch batch, Object id, @Nullable Document content, @Nullable Object version, SourceRecord source) {
        SourceRecord.Place place = source.place();
        SourceRecord.Origin present = batch.origin(place.topic());
        SourceRecord.Origin origin = origin(batch, source);
        // A dead letter of a topic that was deleted since is older than all that the present one holds.
        int base = origin.topicId().equals(present.topicId()) ? origin.base() : -1;
        return new RecordChange(
                id,
                batch.part(),
                content,
                version,
                new Source(origin.topicId(), place.partition(), place.offset(), source.time(), base, source.epoch()),
                source.time(),
                BatchTrace.traceparent(source),
                source);
    }

    private static SourceRecord.Origin origin(Batch batch, SourceRecord source) {
        SourceRecord.Origin old = source.origin();
        return old == null ? batch.origin(source.place().topic()) : old;
    }

    private static boolean isObject(@Nullable Object body) {
        return body instanceof Map<?, ?> || (body instanceof JsonNode node && node.isObject());
    }

    private Map<String, Object> fields(@Nullable Object body) {
        if (body == null) {
            throw new InvalidRecordException(
                    "the transform gave nothing; a deletion is a null value, or the header " + DELETE + " set to true");
        }
        if (isObject(body)) {
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
