package io.howdah.tools.golden;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/** Component of the scheme {@code vertx-websocket:} without event loops and ports. */
final class SilentSockets extends DefaultComponent {

    private final RemoteEndpoints remoteEndpoints;

    SilentSockets(RemoteEndpoints remoteEndpoints) {
        this.remoteEndpoints = remoteEndpoints;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        parameters.clear();
        return new StubEndpoint(uri, this, remoteEndpoints);
    }
}
