package io.howdah.ingest.kafka;

import io.howdah.observe.ErrorBarrier;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.spi.annotations.Component;

/**
 * Component {@code kafka} whose consumers survive an {@link Error} in a route, such as a class missing from the class
 * path: the batch fails and is read again.
 *
 * <p>In Camel 4.17.0, {@code KafkaFetchRecords} catches only exceptions, so an error ends the consumer's thread
 * silently. Remove this class when upstream catches {@link Throwable} there.
 */
@Component("kafka")
final class GuardedKafkaComponent extends KafkaComponent {

    @Override
    protected KafkaEndpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        KafkaEndpoint stock = super.createEndpoint(uri, remaining, parameters);
        KafkaEndpoint endpoint = new GuardedEndpoint(uri, this);
        endpoint.setConfiguration(stock.getConfiguration());
        endpoint.setKafkaClientFactory(stock.getKafkaClientFactory());
        endpoint.setKafkaManualCommitFactory(stock.getKafkaManualCommitFactory());
        endpoint.setBridgeErrorHandler(stock.isBridgeErrorHandler());
        endpoint.setExceptionHandler(stock.getExceptionHandler());
        endpoint.setExchangePattern(stock.getExchangePattern());
        endpoint.setLazyStartProducer(stock.isLazyStartProducer());
        return endpoint;
    }

    private static final class GuardedEndpoint extends KafkaEndpoint {

        private GuardedEndpoint(String uri, KafkaComponent component) {
            super(uri, component);
        }

        @Override
        public Consumer createConsumer(Processor processor) throws Exception {
            return super.createConsumer(new ErrorBarrier(processor));
        }
    }
}
