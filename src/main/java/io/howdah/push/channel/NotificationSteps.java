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

/** The steps of a notify route, from a change to what its channel sends; the bean {@code notification} of the routes. */
public final class NotificationSteps {

    static final String MODEL = "HowdahModel";
    static final String CHANNEL = "HowdahChannel";

    private static final Logger LOG = LoggerFactory.getLogger(NotificationSteps.class);
    private static final String CHANGE = "HowdahChange";
    private static final String PREVIOUS_POSITION = "HowdahPreviousPlace";

    private final ReadModels models;
    private final PayloadData data;
    private final Tracing tracing;

    /**
     * Makes the steps.
     *
     * @param models the models that routes name in the property {@code HowdahModel}
     * @param json turns the frame's data into JSON
     * @param tracing records the way from a change to its frames
     */
    public NotificationSteps(ReadModels models, ObjectMapper json, Tracing tracing) {
        this.models = models;
        this.tracing = tracing;
        this.data = new PayloadData(json);
    }

    /**
     * Takes a change of a stored document. The body becomes its data, a map of the model's fields for the API, or null
     * for a deletion and for a resync. The property {@code HowdahChange} says the rest, and stays unset for a change that
     * concerns nobody.
     */
    public void open(Exchange exchange) {
        Message message = exchange.getMessage();
        ReadModel model = models.get(exchange.getProperty(MODEL, String.class));
        String position = StreamPositions.of(message.getHeader(ChangeHeaders.RESUME_TOKEN, BsonDocument.class));
        BsonDocument previous = message.getHeader(ChangeHeaders.PREVIOUS_TOKEN, BsonDocument.class);
        exchange.setProperty(PREVIOUS_POSITION, previous == null ? null : StreamPositions.of(previous));
        String operation = message.getHeader(MongoDbConstants.STREAM_OPERATION_TYPE, String.class);
        // Howdah's own deletions leave a tombstone, which the TTL index removes later: that concerns nobody.
        boolean isSilent = "delete".equals(operation) && !model.isExternal();
        // Without a body Camel would make a document of the message itself, with all that it leads to, as far as the
        // stack reaches.
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
                // Without data it is told as gone to those who saw it before.
                exchange.setProperty(CHANGE, NotifySpan.begin(tracing, exchange, change));
                message.setBody(change.deleted() ? null : model.toData(change.stored()));
            }
        } catch (InvalidDocumentException e) {
            // Nothing but a new version of the document can cure it, and the others must not wait for that.
            LOG.atError()
                    .addKeyValue("model", model.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("Stored document does not fit the SDL and is not shown");
        }
    }

    /** Makes the body, a map or JSON object with the event's data, or null, into what the channel sends. */
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

    /** Lets the channel send a change without what it would show: those who have the document are told that it left. */
    public void withhold(Exchange exchange) {
        Object opened = exchange.getProperty(CHANGE);
        exchange.getMessage().setBody(opened instanceof StoredChange change ? event(exchange, change, null) : opened);
    }

    private static ChannelEvent event(Exchange exchange, StoredChange change, @Nullable ObjectNode data) {
        return ChannelEvent.of(change, data, exchange.getProperty(PREVIOUS_POSITION, String.class));
    }

    /** Return the data that a message shows to its channel's subscribers; nothing for a deletion, and where it shows none. */
    public static Optional<JsonNode> shown(Message sent) {
        return sent.getBody() instanceof ChannelEvent event ? Optional.ofNullable(event.data()) : Optional.empty();
    }

    /** Return what a frame transform has made of a change: nothing where it has stopped its exchange, which goes on. */
    public static Exchange framed(@Nullable Exchange former, Exchange frame) {
        if (frame.isRouteStop()) {
            frame.setRouteStop(false);
            frame.getMessage().setBody(null);
        }
        return frame;
    }
}
