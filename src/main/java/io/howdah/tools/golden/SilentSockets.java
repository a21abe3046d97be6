package io.howdah.tools.golden;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/** The scheme {@code vertx-websocket:} without event loops and ports. */
final class SilentSockets extends DefaultComponent {

    private final RemoteEndpoints outside;

    SilentSockets(RemoteEndpoints outside) {
        this.outside = outside;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        parameters.clear();
        return new StubEndpoint(uri, this, outside);
    }
}
