package io.howdah.ingest.kafka;

import io.howdah.observe.ErrorBarrier;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.spi.annotations.Component;

/**
 * The stock {@code kafka} component, whose consumers survive an {@link Error} that escapes from a route, such as a class that a
 * missing JAR should have: the batch fails and is read again. In Camel 4.17.0 {@code KafkaFetchRecords} catches exceptions alone, so
 * that the consumer's thread ends without a word. This class can go when upstream catches {@link Throwable} there.
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
