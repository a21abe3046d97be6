package io.howdah.graphql.http;

import io.howdah.graphql.Caller;
import io.howdah.graphql.GraphQlHttpException;
import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.LiveClient;
import io.howdah.graphql.execution.RequestReader;
import io.howdah.graphql.live.LiveOperations;
import io.howdah.graphql.live.LiveOperations.Admitted;
import io.howdah.graphql.live.LiveOperations.Malformed;
import io.howdah.graphql.live.LiveOperations.Outcome;
import io.howdah.graphql.live.LiveOperations.Refused;
import io.howdah.graphql.live.LiveOperations.Result;
import io.howdah.graphql.live.LiveOperations.Started;
import io.howdah.http.Accept;
import io.howdah.observe.TraceContext;
import io.howdah.push.EncodedEvent;
import io.howdah.push.RefusedException;
import io.howdah.push.channel.OpenConnection;
import io.howdah.push.channel.Transport;
import io.howdah.push.transport.IncomingClient;
import io.howdah.query.Disconnect;
import io.howdah.security.Session;
import io.opentelemetry.context.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Objects;

/**
 * Sends the results of one operation as server-sent events: the "distinct connections mode" of <a
 * href="https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md">GraphQL over Server-Sent Events</a>. A
 * subscription's events have their cursor as {@code id}, which an EventSource sends again when it reconnects.
 */
final class GraphQlEvents {

    private final LiveOperations operations;
    private final IncomingClient client;
    private final Session session;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final int maxBytes;
    private final Disconnect disconnect = Disconnect.create();

    /** Creates the stream of an authenticated client. {@code maxBytes} is the maximum size of the body. */
    GraphQlEvents(LiveOperations operations, IncomingClient client, Session session, int maxBytes) {
        this.operations = operations;
        this.client = client;
        this.session = session;
        this.request = client.request();
        this.response = request.response();
        this.maxBytes = maxBytes;
    }

    void start() {
        response.closeHandler(gone -> leave());
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() <= maxBytes) {
                body.appendBuffer(part);
            } else if (!response.headWritten()) {
                client.refuseBody(maxBytes);
            }
        });
        request.endHandler(ended -> {
            if (!response.headWritten()) {
                run(body);
            }
        });
    }

    private void leave() {
        disconnect.signal();
        client.leave();
    }

    private void run(Buffer body) {
        try {
            GraphQlRequest graphQlRequest;
            if (request.method().equals(HttpMethod.GET)) {
                graphQlRequest = RequestReader.get(request.query());
            } else if (request.method().equals(HttpMethod.POST)) {
                RequestReader.requireJson(request.getHeader(HttpHeaders.CONTENT_TYPE));
                graphQlRequest = RequestReader.post(body.getBytes());
            } else {
                throw GraphQlHttpException.methodNotAllowed("Send GraphQL requests by POST or GET.", "GET, POST");
            }
            run(graphQlRequest);
        } catch (GraphQlHttpException e) {
            refuse(new Malformed(e.status(), String.valueOf(e.getMessage()), e.allow()));
        }
    }

    private void refuse(Malformed malformed) {
        if (!malformed.allow().isEmpty()) {
            response.putHeader(HttpHeaders.ALLOW, malformed.allow());
        }
        client.refuse(malformed.status(), malformed.message());
    }

    private void run(GraphQlRequest graphQlRequest) {
        Context trace = client.trace();
        response.putHeader("X-Correlation-Id", TraceContext.id(trace));
        Caller caller = new Caller(
                GraphQlHttp.frontend(request.path()),
                session.principal(),
                client.client(session.principal()),
                trace,
                Objects.requireNonNullElse(request.getHeader("Idempotency-Key"), ""));
        String lastEventId = Objects.requireNonNullElse(request.getHeader("Last-Event-ID"), "");
        operations.run(
                graphQlRequest.withCaller(caller).withDisconnect(disconnect).with(LiveClient.start(lastEventId)),
                request.method().equals(HttpMethod.POST),
                client.context(),
                this::send);
    }

    private void send(Outcome outcome) {
        if (response.closed()) {
            leave();
        } else if (outcome instanceof Malformed malformed) {
            refuse(malformed);
        } else if (outcome instanceof Started started) {
            try {
                send(operations.admit(started, client.address()));
            } catch (RefusedException e) {
                client.refuse(e);
            }
        } else {
            EncodedEvent result = outcome instanceof Result single ? single.json() : ((Refused) outcome).result();
            response.putHeader(HttpHeaders.CONTENT_TYPE, Accept.EVENTS)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-store, no-transform")
                    .end(Buffer.buffer("event: next\ndata: ")
                            .appendBytes(result.bytes())
                            .appendString("\n\nevent: complete\ndata: \n\n"));
            client.leave();
        }
    }

    private void send(Admitted admitted) {
        Transport transport = client.events("next", admitted.started().cursors());
        Runnable unwatch = operations.watch(session, OpenConnection.of(transport, client.path(), client.context()));
        operations.subscribe(admitted, transport, client.context(), () -> {
            unwatch.run();
            leave();
        });
    }
}
