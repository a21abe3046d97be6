package io.howdah.push;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.model.InvalidDocumentException;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a channel's frame transform on documents that do not come by its notify route: those of a snapshot, and changes that are
 * read again.
 */
final class FrameMaker {

    private static final Logger LOG = LoggerFactory.getLogger(FrameMaker.class);

    private final CamelContext context;
    private final FrameData data;
    private final Predicate<Exchange> isOwnFault;
    private @Nullable ProducerTemplate template;

    /**
     * Makes it.
     *
     * @param isOwnFault whether a document cannot be shown, however often it is tried
     */
    FrameMaker(CamelContext context, ObjectMapper json, Predicate<Exchange> isOwnFault) {
        this.context = context;
        this.data = new FrameData(json);
        this.isOwnFault = isOwnFault;
    }

    /**
     * Return what is shown of a document, nothing if it cannot be shown.
     *
     * @throws IllegalStateException if the outside failed
     */
    Optional<ObjectNode> data(NotifyRoute route, StoredChange change) {
        Exchange exchange = context.getEndpoint(route.frame()).createExchange();
        try {
            exchange.setProperty(NotificationSteps.MODEL, route.model());
            exchange.setProperty(NotificationSteps.CHANNEL, route.channel());
            exchange.getMessage().setBody(change.model().toData(change.stored()));
            Exchange done = template().send(route.frame(), exchange);
            if (done.getException() != null) {
                return failed(route, done);
            }
            return Optional.of(data.of(change.model(), done.getMessage().getBody()));
        } catch (InvalidDocumentException e) {
            LOG.atError()
                    .addKeyValue("model", route.model())
                    .addKeyValue("reason", e.getMessage())
                    .log("Stored document does not fit the SDL, it is not shown");
            return Optional.empty();
        }
    }

    private synchronized ProducerTemplate template() {
        if (template == null) {
            template = context.createProducerTemplate();
        }
        return template;
    }

    private Optional<ObjectNode> failed(NotifyRoute route, Exchange done) {
        if (!isOwnFault.test(done)) {
            throw new IllegalStateException(
                    "the frame of " + route.channel() + " cannot be made now", done.getException());
        }
        LOG.atError()
                .addKeyValue("model", route.model())
                .addKeyValue("error", done.getException().getClass().getName())
                .log("Document cannot be shown");
        return Optional.empty();
    }
}
