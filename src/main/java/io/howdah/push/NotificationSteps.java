package io.howdah.push;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import io.howdah.change.ChangeHeaders;
import io.howdah.change.Cursor;
import io.howdah.model.InvalidDocumentException;
import io.howdah.model.ModelField;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.mongodb.MongoDbConstants;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of a notify route, from a change to its CloudEvent; the bean {@code notification} of the routes. */
public final class NotificationSteps {

    private static final Logger LOG = LoggerFactory.getLogger(NotificationSteps.class);
    private static final String MODEL = "HowdahModel";
    private static final String CHANNEL = "HowdahChannel";
    private static final String CHANGE = "HowdahChange";

    private final ReadModels models;
    private final ObjectMapper json;
    private final JsonFormat format = new JsonFormat();

    /**
     * Makes the steps.
     *
     * @param models the models that routes name in the property {@code HowdahModel}
     * @param json turns the frame's data into JSON
     */
    public NotificationSteps(ReadModels models, ObjectMapper json) {
        this.models = models;
        this.json = json;
    }

    /**
     * Takes a change of a stored document. The body becomes its data, a map of the model's fields for the API, or null
     * for a deletion and for a resync. The property {@code HowdahChange} says the rest, and stays unset for a change that
     * concerns nobody.
     */
    public void open(Exchange exchange) {
        Message message = exchange.getMessage();
        ReadModel model = models.get(exchange.getProperty(MODEL, String.class));
        String operation = message.getHeader(MongoDbConstants.STREAM_OPERATION_TYPE, String.class);
        if (ChangeHeaders.RESYNC.equals(operation)) {
            exchange.setProperty(CHANGE, new Change(ChangeType.RESYNC, "", cursor(message), null, null, null));
            message.setBody(null);
            return;
        }
        Document stored = "delete".equals(operation) ? null : message.getBody(Document.class);
        ChangeType type = stored == null ? null : type(stored);
        if (stored == null || type == null) {
            message.setBody(null);
            return;
        }
        try {
            Change change = change(type, stored, model, message);
            message.setBody(type == ChangeType.DELETED ? null : model.toData(stored));
            exchange.setProperty(CHANGE, change);
        } catch (InvalidDocumentException e) {
            // Nothing but a new version of the document can cure it, and the others must not wait for that.
            LOG.atError()
                    .addKeyValue("model", model.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("Stored document does not fit the SDL, its change is not notified");
            message.setBody(null);
        }
    }

    /** Wraps the body, a map or JSON object with the event's data, or null, into a CloudEvent in JSON, as bytes. */
    public void frame(Exchange exchange) {
        Message message = exchange.getMessage();
        Change change = exchange.getProperty(CHANGE, Change.class);
        String channel = exchange.getProperty(CHANNEL, String.class);
        CloudEventBuilder event =
                CloudEventBuilder.v1().withId(change.cursor()).withSource(URI.create("/howdah/" + channel));
        if (change.type() == ChangeType.RESYNC) {
            event.withType("io.howdah." + change.type().word());
        } else {
            event.withType("io.howdah." + channel + "." + change.type().word()).withSubject(change.subject());
        }
        if (change.version() != null) {
            event.withExtension("version", change.version());
        }
        if (change.time() != null) {
            event.withTime(change.time().atOffset(ZoneOffset.UTC));
        }
        if (change.traceparent() != null) {
            event.withExtension("traceparent", change.traceparent());
        }
        if (message.getBody() != null) {
            ReadModel model = models.get(exchange.getProperty(MODEL, String.class));
            event.withData("application/json", JsonCloudEventData.wrap(data(model, message.getBody())));
        }
        message.setBody(format.serialize(event.build()));
    }

    /** A frame's data holds only fields of the SDL, whatever the frame transform made. */
    private ObjectNode data(ReadModel model, Object body) {
        if (!(json.valueToTree(body) instanceof ObjectNode data)) {
            throw new IllegalArgumentException("the frame of " + model.name()
                    + " must be an object with the model's fields, not a "
                    + body.getClass().getSimpleName());
        }
        List<String> fields = model.fields().stream()
                .filter(field -> !field.stored())
                .map(ModelField::name)
                .toList();
        return data.deepCopy().retain(fields);
    }

    /** A tombstone that followed no document, such as a repeated deletion, concerns nobody. */
    private static @Nullable ChangeType type(Document stored) {
        Document header = stored.get("_h", new Document());
        boolean existed = header.containsKey("was");
        if (header.getBoolean("del", false)) {
            return existed ? ChangeType.DELETED : null;
        }
        return existed ? ChangeType.UPDATED : ChangeType.CREATED;
    }

    private static Change change(ChangeType type, Document stored, ReadModel model, Message message) {
        Document header = stored.get("_h", new Document());
        Object version = header.get("v", new Document()).get("main");
        Date at = header.getDate("at");
        return new Change(
                type,
                model.keyText(message.getHeader(MongoDbConstants.MONGO_ID)),
                cursor(message),
                version == null ? null : text(version),
                at == null ? null : at.toInstant(),
                header.getString("tp"));
    }

    private static String cursor(Message message) {
        return Cursor.of(message.getHeader(ChangeHeaders.RESUME_TOKEN, BsonDocument.class))
                .text();
    }

    private static String text(Object version) {
        return version instanceof Date date ? date.toInstant().toString() : version.toString();
    }
}
