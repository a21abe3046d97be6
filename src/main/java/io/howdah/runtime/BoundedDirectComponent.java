package io.howdah.runtime;

import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Camel's {@code direct} component with a limit to the depth of calls. Without it, a route that calls itself, directly or through others,
 * would use all memory: Camel 4.17.0 does not count calls, and its routes use no stack. Beyond the limit the exchange fails with
 * {@link CallDepthException}, which ingest classifies as a record error.
 */
@Component("direct")
final class BoundedDirectComponent extends DirectComponent {

    static final int MAX_DEPTH = 100;

    /** Copied to the exchanges that splits, multicasts and wire taps create, so that these count as well. */
    private static final String DEPTH = "HowdahDirectDepth";

    /** Thrown when a call of a {@code direct:} route is nested too deeply. */
    static final class CallDepthException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private CallDepthException(String uri) {
            super(uri + " is called from within more than " + MAX_DEPTH
                    + " direct: routes; remove the cycle, which howdah lint finds");
        }
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        DirectEndpoint endpoint = new BoundedEndpoint(uri, this);
        endpoint.setBlock(isBlock());
        endpoint.setTimeout(getTimeout());
        setProperties(endpoint, parameters);
        return endpoint;
    }

    private static final class BoundedEndpoint extends DirectEndpoint {

        private BoundedEndpoint(String uri, DirectComponent component) {
            super(uri, component);
        }

        @Override
        public Consumer createConsumer(Processor processor) throws Exception {
            return super.createConsumer(new Bound(getEndpointUri(), AsyncProcessorConverterHelper.convert(processor)));
        }
    }

    private static final class Bound extends DelegateAsyncProcessor {

        private final String uri;

        private Bound(String uri, AsyncProcessor route) {
            super(route);
            this.uri = uri;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            int depth = exchange.getProperty(DEPTH, 0, int.class);
            if (depth == MAX_DEPTH) {
                exchange.setException(new CallDepthException(uri));
                callback.done(true);
                return true;
            }
            exchange.setProperty(DEPTH, depth + 1);
            return super.process(exchange, sync -> {
                exchange.setProperty(DEPTH, depth);
                callback.done(sync);
            });
        }
    }
}
