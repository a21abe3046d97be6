package io.howdah.push.channel;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.model.changestream.OperationType;
import io.howdah.model.InvalidDocumentException;
import io.howdah.model.ReadModel;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a channel's payload transform on documents that do not come through its notify route: documents of a snapshot,
 * and changes read again for a catch-up. Thread-safe.
 */
final class PayloadTransform {

    private static final Logger LOG = LoggerFactory.getLogger(PayloadTransform.class);

    private final CamelContext context;
    private final PayloadData data;
    private final Predicate<Exchange> isRecordError;
    private @Nullable ProducerTemplate template;

    /**
     * Creates a transform.
     *
     * @param isRecordError whether the failure is a record error, so that retrying cannot succeed
     */
    PayloadTransform(CamelContext context, ObjectMapper json, Predicate<Exchange> isRecordError) {
        this.context = context;
        this.data = new PayloadData(json);
        this.isRecordError = isRecordError;
    }

    /**
     * A document with its payload.
     *
     * @param data null for a deletion and for a document that the transform cannot show
     */
    record Shown(StoredChange change, @Nullable ObjectNode data) {}

    /**
     * Returns a document as a channel shows it; empty if the change concerns no subscriber.
     *
     * @param position position of the change; empty for a snapshot
     * @throws IllegalStateException if an infrastructure error prevents the transform
     */
    Optional<Shown> transform(
            NotifyRoute route, ReadModel model, String position, OperationType operation, Document stored) {
        return transform(route, model, position, operation, stored, owners -> true);
    }

    /**
     * Returns a document as a channel shows it; empty if the filter rejects its owners. The payload transform does not
     * run then.
     */
    Optional<Shown> transform(
            NotifyRoute route,
            ReadModel model,
            String position,
            OperationType operation,
            Document stored,
            Predicate<OwnerHashes> filter) {
        StoredChange change;
        try {
            change = StoredChange.of(model, position, operation, stored);
        } catch (InvalidDocumentException e) {
            logUnshown(route, e.getMessage());
            return Optional.empty();
        }
        if (!change.concernsAnyone() || !filter.test(OwnerHashes.of(change.ownerMarks()))) {
            return Optional.empty();
        }
        return Optional.of(new Shown(change, change.deleted() ? null : payload(route, change)));
    }

    private @Nullable ObjectNode payload(NotifyRoute route, StoredChange change) {
        Exchange exchange = context.getEndpoint(route.payload()).createExchange();
        try {
            exchange.setProperty(NotificationSteps.MODEL, route.model());
            exchange.setProperty(NotificationSteps.CHANNEL, route.channel());
            exchange.getMessage().setBody(change.model().toData(change.stored()));
            Exchange done = template().send(route.payload(), exchange);
            if (done.getException() == null) {
                Object body = done.isRouteStop() ? null : done.getMessage().getBody();
                return body == null ? null : data.of(change.model(), body);
            }
            if (!isRecordError.test(done)) {
                throw new IllegalStateException(
                        "payload transform of channel " + route.channel() + " failed", done.getException());
            }
            logUnshown(route, done.getException().getClass().getName());
        } catch (InvalidDocumentException | IllegalArgumentException e) {
            logUnshown(route, e.getMessage());
        }
        return null;
    }

    private static void logUnshown(NotifyRoute route, @Nullable String reason) {
        LOG.atError()
                .addKeyValue("model", route.model())
                .addKeyValue("channel", route.channel())
                .addKeyValue("reason", reason)
                .log("Payload transform cannot show a document");
    }

    private synchronized ProducerTemplate template() {
        if (template == null) {
            template = context.createProducerTemplate();
        }
        return template;
    }
}
