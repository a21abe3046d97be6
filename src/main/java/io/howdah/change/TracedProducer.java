package io.howdah.change;

import io.howdah.observe.MongoSpans;
import io.howdah.observe.TraceContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Producer;
import org.apache.camel.component.mongodb.MongoDbConstants;
import org.apache.camel.component.mongodb.MongoDbOperation;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.service.ServiceHelper;

/** Creates a tracing span for each operation of the standard producer, as a child of the exchange's span. */
final class TracedProducer extends DefaultProducer {

    private final ChangeStreamEndpoint endpoint;
    private final Producer stock;

    TracedProducer(ChangeStreamEndpoint endpoint, Producer stock) {
        super(endpoint);
        this.endpoint = endpoint;
        this.stock = stock;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        MongoDbOperation operation =
                message.getHeader(MongoDbConstants.OPERATION_HEADER, endpoint.getOperation(), MongoDbOperation.class);
        MongoSpans.of(
                TraceContext.of(exchange),
                String.valueOf(operation),
                message.getHeader(MongoDbConstants.DATABASE, endpoint.getDatabase(), String.class),
                message.getHeader(MongoDbConstants.COLLECTION, endpoint.getCollection(), String.class),
                () -> {
                    stock.process(exchange);
                    return exchange;
                });
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
