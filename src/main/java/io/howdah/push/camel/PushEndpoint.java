package io.howdah.push.camel;

import io.howdah.push.transport.ProtocolHandler;
import java.util.Optional;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.vertx.websocket.VertxWebsocketConfiguration;
import org.apache.camel.component.vertx.websocket.VertxWebsocketEndpoint;

/** A path on the application port, or, with a host in its URI, another server to which the stock client connects. */
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

    /** Whether clients subscribe here: to declared channels only, admitted by the route, and with nothing to say themselves. */
    boolean isForChannels() {
        return path().endsWith(CHANNEL);
    }

    /** The protocol that is served here, if it is not the channels' own. */
    Optional<ProtocolHandler> door() {
        return getComponent().door(path());
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
            getComponent().hub().declare(path());
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
                    "%s: sockets are served on the application port alone; write vertx-websocket:%s without a host and port"
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
