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

/** Stub of a remote endpoint. Nothing comes from it; {@link RemoteEndpoints} records or answers what is sent to it. */
final class StubEndpoint extends DefaultEndpoint {

    private final @Nullable Endpoint real;
    private final RemoteEndpoints remoteEndpoints;
    private final String scheme;

    /** Creates the stub of an existing endpoint, after Camel has checked the endpoint's options. */
    StubEndpoint(Endpoint real, RemoteEndpoints remoteEndpoints) {
        super(real.getEndpointUri(), null);
        setCamelContext(real.getCamelContext());
        this.real = real;
        this.remoteEndpoints = remoteEndpoints;
        this.scheme = scheme(real.getEndpointUri());
    }

    /** Creates the stub of an endpoint that cannot exist without its connection. */
    StubEndpoint(String uri, Component component, RemoteEndpoints remoteEndpoints) {
        super(uri, component);
        this.real = null;
        this.remoteEndpoints = remoteEndpoints;
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

    /** Creates a consumer that never receives anything; tests call the route's processor directly. */
    @Override
    public Consumer createConsumer(Processor processor) {
        return new DefaultConsumer(this, processor);
    }

    @Override
    public PollingConsumer createPollingConsumer() {
        throw new GoldenException("pollEnrich from " + scheme
                + ": reads from a remote endpoint, and a golden test cannot answer it; use enrich or to instead");
    }

    /** Sends to the stub. It creates the real producer when an ingest route stores its batch. */
    private final class StandInProducer extends DefaultProducer {

        private @Nullable Producer store;

        private StandInProducer() {
            super(StubEndpoint.this);
        }

        @Override
        public void process(Exchange exchange) throws Exception {
            if (real != null && remoteEndpoints.isStore(exchange, scheme)) {
                store(real).process(exchange);
            } else {
                remoteEndpoints.send(exchange, scheme);
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
