package io.howdah.runtime;

import io.howdah.describe.AsyncApi;
import io.howdah.describe.OpenApi;
import io.howdah.http.HttpServers;
import io.howdah.model.ReadModels;
import io.howdah.push.camel.PushComponent;
import io.howdah.push.channel.Channels;
import io.howdah.security.AuthenticationHealthCheck;
import org.apache.camel.spi.RoutePolicy;

/** The objects of {@link RouteBeans#OF_PORTS}. */
record PortBeans(
        HttpServers servers,
        PushComponent push,
        RoutePolicy onEventLoop,
        AsyncApi asyncApi,
        OpenApi openApi,
        AuthenticationHealthCheck authentication) {

    static PortBeans of(
            EntryWiring entry, ReadModels models, Channels channels, PushComponent push, RoutePolicy onEventLoop) {
        return new PortBeans(
                entry.servers,
                push,
                onEventLoop,
                new AsyncApi(models, channels::routes),
                new OpenApi(models),
                new AuthenticationHealthCheck(entry.authenticator));
    }
}
