package io.howdah.tools.golden;

import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/** Takes the place of an endpoint that leads outside: nothing comes from it, and what is sent to it is kept or answered. */
final class StubEndpoint extends DefaultEndpoint {

    private final @Nullable Endpoint real;
    private final RemoteEndpoints outside;
    private final String scheme;

    /** Takes the place of an endpoint that was made, so that its options are right. */
    StubEndpoint(Endpoint real, RemoteEndpoints outside) {
        super(real.getEndpointUri(), null);
        setCamelContext(real.getCamelContext());
        this.real = real;
        this.outside = outside;
        this.scheme = scheme(real.getEndpointUri());
    }

    /** Takes the place of one that could not be made without what it is connected to. */
    StubEndpoint(String uri, Component component, RemoteEndpoints outside) {
        super(uri, component);
        this.real = null;
        this.outside = outside;
        this.scheme = scheme(uri);
    }

    private static String scheme(String uri) {
        return uri.substring(0, uri.indexOf(':'));
    }

    @Override
    public boolean isLenientProperties() {
        return true;
    }

    @Override
    public Producer createProducer() {
        return new StandInProducer();
    }

    /** Never gives anything to its processor: whoever has something for the route asks the route. */
    @Override
    public Consumer createConsumer(Processor processor) {
        return new DefaultConsumer(this, processor);
    }

    @Override
    public PollingConsumer createPollingConsumer() {
        throw new GoldenException("pollEnrich from " + scheme
                + ": goes outside, and a golden test cannot answer it; use enrich or to, which it can");
    }

    /** Whether the real producer is needed is known by who sends. */
    private final class StandInProducer extends DefaultProducer {

        private @Nullable Producer store;

        private StandInProducer() {
            super(StubEndpoint.this);
        }

        @Override
        public void process(Exchange exchange) throws Exception {
            if (real != null && outside.isStore(exchange, scheme)) {
                store(real).process(exchange);
            } else {
                outside.send(exchange, scheme);
            }
        }

        private Producer store(Endpoint endpoint) throws Exception {
            Producer known = store;
            if (known == null) {
                known = endpoint.createProducer();
                ServiceHelper.startService(known);
                store = known;
            }
            return known;
        }

        @Override
        protected void doStop() throws Exception {
            ServiceHelper.stopService(store);
            super.doStop();
        }
    }
}
