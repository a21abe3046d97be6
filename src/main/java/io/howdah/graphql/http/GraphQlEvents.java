package io.howdah.graphql.http;

import io.howdah.graphql.Caller;
import io.howdah.graphql.GraphQlHttpException;
import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.LiveClient;
import io.howdah.graphql.execution.RequestReader;
import io.howdah.graphql.live.LiveOperations;
import io.howdah.graphql.live.LiveOperations.Admitted;
import io.howdah.graphql.live.LiveOperations.Begun;
import io.howdah.graphql.live.LiveOperations.Malformed;
import io.howdah.graphql.live.LiveOperations.Outcome;
import io.howdah.graphql.live.LiveOperations.Refused;
import io.howdah.graphql.live.LiveOperations.Result;
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
 * One operation whose results are sent as server-sent events: the "distinct connections mode" of <a
 * href="https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md">GraphQL over Server-Sent Events</a>. A subscription's
 * events have cursors as their {@code id}, which an EventSource repeats when it comes again.
 */
final class GraphQlEvents {

    private final LiveOperations operations;
    private final IncomingClient arrival;
    private final Session session;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final int mostBytes;
    private final Disconnect departure = Disconnect.create();

    /** Makes it, for somebody who has said who they are; {@code mostBytes} is the largest body. */
    GraphQlEvents(LiveOperations operations, IncomingClient arrival, Session session, int mostBytes) {
        this.operations = operations;
        this.arrival = arrival;
        this.session = session;
        this.request = arrival.request();
        this.response = request.response();
        this.mostBytes = mostBytes;
    }

    void begin() {
        response.closeHandler(gone -> leave());
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() <= mostBytes) {
                body.appendBuffer(part);
            } else if (!response.headWritten()) {
                arrival.refuseBody(mostBytes);
            }
        });
        request.endHandler(ended -> {
            if (!response.headWritten()) {
                run(body);
            }
        });
    }

    private void leave() {
        departure.signal();
        arrival.leave();
    }

    private void run(Buffer body) {
        try {
            GraphQlRequest asked;
            if (request.method().equals(HttpMethod.GET)) {
                asked = RequestReader.get(request.query());
            } else if (request.method().equals(HttpMethod.POST)) {
                RequestReader.requireJson(request.getHeader(HttpHeaders.CONTENT_TYPE));
                asked = RequestReader.post(body.getBytes());
            } else {
                throw GraphQlHttpException.methodNotAllowed("GraphQL is asked for by POST or GET.", "GET, POST");
            }
            run(asked);
        } catch (GraphQlHttpException e) {
            refuse(new Malformed(e.status(), String.valueOf(e.getMessage()), e.allow()));
        }
    }

    private void refuse(Malformed malformed) {
        if (!malformed.allow().isEmpty()) {
            response.putHeader(HttpHeaders.ALLOW, malformed.allow());
        }
        arrival.refuse(malformed.status(), malformed.message());
    }

    private void run(GraphQlRequest asked) {
        Context trace = arrival.trace();
        response.putHeader("X-Correlation-Id", TraceContext.id(trace));
        Caller caller = new Caller(
                GraphQlHttp.frontend(request.path()),
                session.principal(),
                arrival.client(session.principal()),
                trace,
                Objects.requireNonNullElse(request.getHeader("Idempotency-Key"), ""));
        String left = Objects.requireNonNullElse(request.getHeader("Last-Event-ID"), "");
        operations.run(
                asked.by(caller).until(departure).with(LiveClient.begin(left)),
                request.method().equals(HttpMethod.POST),
                arrival.context(),
                this::tell);
    }

    private void tell(Outcome outcome) {
        if (response.closed()) {
            leave();
        } else if (outcome instanceof Malformed malformed) {
            refuse(malformed);
        } else if (outcome instanceof Begun begun) {
            try {
                tell(operations.admit(begun, arrival.address()));
            } catch (RefusedException e) {
                arrival.refuse(e);
            }
        } else {
            EncodedEvent result = outcome instanceof Result done ? done.json() : ((Refused) outcome).result();
            response.putHeader(HttpHeaders.CONTENT_TYPE, Accept.EVENTS)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-store, no-transform")
                    .end(Buffer.buffer("event: next\ndata: ")
                            .appendBytes(result.bytes())
                            .appendString("\n\nevent: complete\ndata: \n\n"));
            arrival.leave();
        }
    }

    private void tell(Admitted admitted) {
        Transport transport = arrival.events("next", admitted.begun().cursors());
        Runnable forget = operations.watch(session, OpenConnection.of(transport, arrival.path(), arrival.context()));
        operations.tell(admitted, transport, arrival.context(), () -> {
            forget.run();
            leave();
        });
    }
}
