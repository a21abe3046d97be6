package io.howdah.push.camel;

import io.howdah.push.transport.ProtocolHandler;
import java.util.Optional;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConfiguration;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEndpoint;

/** Endpoint for a path on the application port. If its URI has a host, it is the stock client of another server. */
final class PushEndpoint extends VertxWebsocketEndpoint {
    private static final String CHANNEL = "/{channel}";

    PushEndpoint(String uri, PushComponent component, VertxWebsocketConfiguration configuration) {
        super(uri, component, configuration);
    }

    @Override
    public PushComponent getComponent() {
        return (PushComponent) super.getComponent();
    }

    String path() {
        return getConfiguration().getWebsocketURI().getPath();
    }

    /**
     * Returns whether clients subscribe to channels here: to declared ones only, admitted by the route, and without
     * sending messages.
     */
    boolean isForChannels() {
        return path().endsWith(CHANNEL);
    }

    /** Returns the handler of another protocol, if one serves this path. */
    Optional<ProtocolHandler> handler() {
        return getComponent().handler(path());
    }

    @Override
    public Producer createProducer() throws Exception {
        if (!isHere()) {
            return super.createProducer();
        }
        if (getConfiguration().isSendToAll()) {
            if (path().contains("{") || path().contains("*")) {
                throw new IllegalArgumentException(
                        "%s: a channel has one path; write it without a parameter or wildcard"
                                .formatted(getEndpointUri()));
            }
            getComponent().sockets().declare(path());
        }
        return new PushProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (getConfiguration().isConsumeAsClient()) {
            return super.createConsumer(processor);
        }
        if (!isHere()) {
            throw new IllegalArgumentException(
                    "%s: Howdah serves sockets on the application port only; write vertx-websocket:%s without a host and port"
                            .formatted(getEndpointUri(), path()));
        }
        Consumer consumer = new PushConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    private boolean isHere() {
        return getConfiguration().getHost().equals(getComponent().getDefaultHost())
                && getConfiguration().getPort() == getComponent().getDefaultPort();
    }
}
