package io.howdah.rest;

import io.howdah.http.AsyncStep;
import io.howdah.query.Deadline;
import io.howdah.query.OperationRunner;
import io.howdah.query.PageCursors;
import io.howdah.query.Reader;
import io.opentelemetry.context.Scope;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;

/** The steps {@code restList} and {@code restDocument}: replace a {@link RestRequest} by its result, without blocking a thread. */
public final class ReadStep extends AsyncStep<RestAnswer> {

    private final OperationRunner runner;
    private final BiFunction<RestRequest, Reader, RestAnswer> read;

    private ReadStep(OperationRunner runner, BiFunction<RestRequest, Reader, RestAnswer> read) {
        this.runner = runner;
        this.read = read;
    }

    /** Returns the step that reads a page; the body becomes a list of maps. */
    public static ReadStep list(RestApi api, OperationRunner runner, PageCursors cursors) {
        return new ReadStep(runner, new ListRead(api, cursors)::read);
    }

    /** Returns the step that reads a document; the body becomes a map. */
    public static ReadStep document(RestApi api, OperationRunner runner) {
        return new ReadStep(runner, new DocumentRead(api)::read);
    }

    @Override
    protected CompletableFuture<RestAnswer> begin(Exchange exchange) throws InvalidPayloadException {
        RestRequest request = exchange.getMessage().getMandatoryBody(RestRequest.class);
        return runner.run(
                request.caller().client(),
                request.caller().correlationId(),
                request.disconnect(),
                deadline -> CompletableFuture.completedFuture(read(request, deadline)));
    }

    private RestAnswer read(RestRequest request, Deadline deadline) {
        try (Scope unused = request.caller().trace().makeCurrent()) {
            return read.apply(request, new Reader(request.caller().principal(), deadline.remaining()));
        }
    }

    @Override
    protected void end(Exchange exchange, RestAnswer answer) {
        exchange.setProperty(RestHttp.HEADERS, answer.headers());
        exchange.getMessage().setBody(answer.body());
    }
}
