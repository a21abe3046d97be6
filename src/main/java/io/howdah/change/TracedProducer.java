package io.howdah.change;

import io.howdah.trace.TraceContext;
import io.opentelemetry.context.Scope;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.service.ServiceHelper;

/** Lets the driver know, while the stock producer waits for it, which span the exchange belongs to. */
final class TracedProducer extends DefaultProducer {

    private final Producer stock;

    TracedProducer(ChangeStreamEndpoint endpoint, Producer stock) {
        super(endpoint);
        this.stock = stock;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        try (Scope unused = TraceContext.of(exchange).makeCurrent()) {
            stock.process(exchange);
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ServiceHelper.startService(stock);
    }

    @Override
    protected void doStop() throws Exception {
        ServiceHelper.stopService(stock);
        super.doStop();
    }
}
