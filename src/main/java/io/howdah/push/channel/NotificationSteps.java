package io.howdah.push.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.model.changestream.OperationType;
import io.howdah.change.ChangeHeaders;
import io.howdah.change.StreamPositions;
import io.howdah.model.InvalidDocumentException;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.observe.Tracing;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.mongodb.MongoDbConstants;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps of a notify route, from a change to the event that its channel publishes; the bean {@code notification} of the
 * routes. Thread-safe.
 */
public final class NotificationSteps {

    static final String MODEL = "HowdahModel";
    static final String CHANNEL = "HowdahChannel";

    private static final Logger LOG = LoggerFactory.getLogger(NotificationSteps.class);
    private static final String CHANGE = "HowdahChange";
    private static final String PREVIOUS_POSITION = "HowdahPreviousPosition";

    private final ReadModels models;
    private final PayloadData data;
    private final Tracing tracing;

    /**
     * Creates the steps.
     *
     * @param models models that routes name in the property {@code HowdahModel}
     * @param json converts payloads to JSON
     * @param tracing records a span from each change to its event
     */
    public NotificationSteps(ReadModels models, ObjectMapper json, Tracing tracing) {
        this.models = models;
        this.tracing = tracing;
        this.data = new PayloadData(json);
    }

    /**
     * Opens a change. The body becomes the document's data, a map of the model's API fields; null for a deletion and a
     * resync. The property {@code HowdahChange} holds the change itself, and stays unset if it concerns no subscriber.
     */
    public void open(Exchange exchange) {
        Message message = exchange.getMessage();
        ReadModel model = models.get(exchange.getProperty(MODEL, String.class));
        String position = StreamPositions.of(message.getHeader(ChangeHeaders.RESUME_TOKEN, BsonDocument.class));
        BsonDocument previous = message.getHeader(ChangeHeaders.PREVIOUS_TOKEN, BsonDocument.class);
        exchange.setProperty(PREVIOUS_POSITION, previous == null ? null : StreamPositions.of(previous));
        String operation = message.getHeader(MongoDbConstants.STREAM_OPERATION_TYPE, String.class);
        // Howdah deletes a document by a tombstone. The TTL index removes it later, which concerns no subscriber.
        boolean isSilent = "delete".equals(operation) && !model.isExternal();
        // Without a body Camel would convert the message itself to a document, recursively until the stack overflows.
        Document stored = isSilent || message.getBody() == null ? null : message.getBody(Document.class);
        message.setBody(null);
        if (ChangeHeaders.RESYNC.equals(operation)) {
            exchange.setProperty(CHANGE, ChannelEvent.resync(position));
            return;
        }
        if (stored == null) {
            return;
        }
        try {
            StoredChange change = StoredChange.of(model, position, OperationType.fromString(operation), stored);
            if (change.concernsAnyone()) {
                // Without a payload, subscribers that saw the document see it leave.
                exchange.setProperty(CHANGE, NotifySpan.begin(tracing, exchange, change));
                message.setBody(change.deleted() ? null : model.toData(change.stored()));
            }
        } catch (InvalidDocumentException e) {
            // Only a new version of the document can fix this; other documents must not wait for it.
            LOG.atError()
                    .addKeyValue("model", model.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("Stored document does not match the SDL; its change is not sent");
        }
    }

    /** Converts the body to a channel event: a map or JSON object with the payload, or null. */
    public void frame(Exchange exchange) {
        Message message = exchange.getMessage();
        Object opened = exchange.getProperty(CHANGE);
        Object body = message.getBody();
        if (opened instanceof StoredChange change && !(body instanceof ChannelEvent)) {
            message.setBody(event(exchange, change, body == null ? null : data.of(change.model(), body)));
        } else if (!(opened instanceof StoredChange)) {
            message.setBody(opened);
        }
    }

    /** Replaces the body by a change without a payload: subscribers that saw the document see it leave. */
    public void withhold(Exchange exchange) {
        Object opened = exchange.getProperty(CHANGE);
        exchange.getMessage().setBody(opened instanceof StoredChange change ? event(exchange, change, null) : opened);
    }

    private static ChannelEvent event(Exchange exchange, StoredChange change, @Nullable ObjectNode data) {
        return ChannelEvent.of(change, data, exchange.getProperty(PREVIOUS_POSITION, String.class));
    }

    /** Returns the payload of a message's event; empty for a deletion and for an event without one. */
    public static Optional<JsonNode> shown(Message sent) {
        return sent.getBody() instanceof ChannelEvent event ? Optional.ofNullable(event.data()) : Optional.empty();
    }

    /**
     * Returns the exchange of a payload transform. If the transform stopped the exchange, its body becomes null and the
     * route continues.
     */
    public static Exchange transformed(@Nullable Exchange former, Exchange transform) {
        if (transform.isRouteStop()) {
            transform.setRouteStop(false);
            transform.getMessage().setBody(null);
        }
        return transform;
    }
}
