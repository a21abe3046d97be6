package io.howdah.observe;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.UnitOfWorkHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns an {@link Error} that escapes from a route, such as a class of a missing JAR, into a failure of its exchange. So the
 * consumer's thread survives and retries the exchange. Camel 4.17.0 does not catch errors in the conditions of an error handler.
 */
public final class ErrorBarrier implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorBarrier.class);

    private final Processor route;

    /** Creates the barrier around a consumer's route. */
    public ErrorBarrier(Processor route) {
        this.route = route;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        try {
            route.process(exchange);
        } catch (Error e) {
            LOG.atError()
                    .addKeyValue("route", exchange.getFromRouteId())
                    .addKeyValue("reason", e.toString())
                    .log("Route failed with an error of the JVM; it is retried");
            exchange.setException(e);
            // Camel does not complete the exchange, and a stop would wait for it.
            exchange.getContext().getInflightRepository().remove(exchange, exchange.getFromRouteId());
            UnitOfWorkHelper.doneUow(exchange.getUnitOfWork(), exchange);
        }
    }
}
