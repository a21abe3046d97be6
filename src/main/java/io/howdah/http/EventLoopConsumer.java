package io.howdah.http;

import io.howdah.observe.TraceContext;
import io.howdah.security.Principal;
import io.howdah.security.Sessions;
import io.opentelemetry.context.Scope;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer;

/**
 * Runs a route's steps on the event loop of the request, if the route has the policy {@link OnEventLoop}. Other routes run
 * on worker threads, as in the standard consumer (Camel 4.17.0), which has no option for this and changes threads twice
 * for each request.
 */
final class EventLoopConsumer extends VertxPlatformHttpConsumer {

    private final PlatformHttpEndpoint endpoint;
    private final OnEventLoop policy;

    EventLoopConsumer(
            PlatformHttpEndpoint endpoint,
            Processor processor,
            List<Handler<RoutingContext>> handlers,
            String routerName,
            OnEventLoop policy) {
        super(endpoint, processor, handlers, routerName);
        this.endpoint = endpoint;
        this.policy = policy;
    }

    @Override
    protected void handleRequest(RoutingContext context) {
        if (isSuspended() || !policy.isOf(endpoint)) {
            super.handleRequest(context);
            return;
        }
        Exchange exchange = createExchange(false);
        exchange.setPattern(ExchangePattern.InOut);
        processHttpRequest(exchange, context).onComplete(read -> {
            if (read.succeeded()) {
                process(exchange, context);
            } else {
                fail(exchange, context, read.cause());
            }
        });
    }

    /** Gives the steps the request's session and trace. */
    @Override
    protected Future<Void> processHttpRequest(Exchange exchange, RoutingContext context) {
        Principal principal = Sessions.of(context).principal();
        exchange.setProperty(Principal.EXCHANGE_PROPERTY, principal);
        exchange.setProperty(RateGate.CLIENT, RateGate.client(context, principal));
        TraceContext.set(exchange, TraceContext.of(context));
        return super.processHttpRequest(exchange, context);
    }

    private void process(Exchange exchange, RoutingContext context) {
        Context loop = context.vertx().getOrCreateContext();
        Thread thread = Thread.currentThread();
        try {
            createUoW(exchange);
        } catch (Exception e) {
            fail(exchange, context, e);
            return;
        }
        try (Scope unused = TraceContext.of(exchange).makeCurrent()) {
            getAsyncProcessor().process(exchange, done -> {
                // Camel also calls a route asynchronous if it never left the thread.
                if (Thread.currentThread() == thread) {
                    answer(exchange, context);
                } else {
                    loop.runOnContext(back -> answer(exchange, context));
                }
            });
        }
    }

    private void answer(Exchange exchange, RoutingContext context) {
        try {
            EventLoopResponse.send(context.response(), exchange, endpoint.getHeaderFilterStrategy());
            end(exchange);
        } catch (Exception e) {
            fail(exchange, context, e);
        }
    }

    private void fail(Exchange exchange, RoutingContext context, Throwable failure) {
        context.fail(failure);
        exchange.setException(failure);
        end(exchange);
    }

    private void end(Exchange exchange) {
        doneUoW(exchange);
        releaseExchange(exchange, false);
    }
}
