package io.howdah.trace;

import com.mongodb.MongoException;
import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * Makes a span of each command that the driver sends for something that is recorded: which command, of which collection, and never a
 * value of it. The driver runs it on the thread that waits for the answer, so that its parent is that thread's span.
 */
final class MongoSpans implements CommandListener {

    private final Tracing tracing;
    private final Map<Integer, Span> running = new ConcurrentHashMap<>();

    MongoSpans(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    public void commandStarted(CommandStartedEvent event) {
        Context parent = Context.current();
        if (!Span.fromContext(parent).isRecording()) {
            return;
        }
        String command = event.getCommandName();
        String collection = collection(command, event.getCommand());
        SpanBuilder span = tracing.span(
                        collection.isEmpty() ? command : command + " " + collection, SpanKind.CLIENT, parent)
                .setAttribute("db.system.name", "mongodb")
                .setAttribute("db.namespace", event.getDatabaseName())
                .setAttribute("db.operation.name", command)
                .setAttribute(
                        "server.address",
                        event.getConnectionDescription().getServerAddress().getHost())
                .setAttribute(
                        "server.port",
                        event.getConnectionDescription().getServerAddress().getPort());
        if (!collection.isEmpty()) {
            span.setAttribute("db.collection.name", collection);
        }
        running.put(event.getRequestId(), span.startSpan());
    }

    /** The value of the command's own name, but of that which asks for more. */
    private static String collection(String command, BsonDocument document) {
        BsonValue value = document.get(command.equals("getMore") ? "collection" : command);
        return value != null && value.isString() ? value.asString().getValue() : "";
    }

    @Override
    public void commandSucceeded(CommandSucceededEvent event) {
        Span span = running.remove(event.getRequestId());
        if (span != null) {
            span.end();
        }
    }

    @Override
    public void commandFailed(CommandFailedEvent event) {
        Span span = running.remove(event.getRequestId());
        if (span != null) {
            Throwable failure = event.getThrowable();
            boolean answered = failure instanceof MongoException told && told.getCode() > 0;
            Tracing.fail(
                    span,
                    answered
                            ? Integer.toString(((MongoException) failure).getCode())
                            : failure.getClass().getName());
            span.end();
        }
    }
}
