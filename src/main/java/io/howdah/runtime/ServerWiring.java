package io.howdah.runtime;

import io.howdah.change.ChangeHistory;
import io.howdah.change.Cursors;
import io.howdah.config.Settings;
import io.howdah.graphql.http.GraphQlProtocolHandler;
import io.howdah.ingest.ErrorClassification;
import io.howdah.ingest.rebuild.Rebuilds;
import io.howdah.model.ReadModels;
import io.howdah.observe.ServingHealthCheck;
import io.howdah.push.camel.PushComponent;
import io.howdah.push.channel.Channels;
import io.howdah.query.ProcessorTimes;
import io.howdah.rest.ChangesHandler;
import io.howdah.runtime.source.ApplicationSources;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;

/** Creates the objects that serve clients: channels, protocols and the API for operators. */
final class ServerWiring {

    final CamelContext context;
    final EntryWiring entry;
    final RouteWiring routes;
    final Channels channels;
    final GraphQlProtocolHandler graphQlProtocol;
    final PushComponent push;
    final Rebuilds rebuilds;
    final ServingHealthCheck serving;
    private final PortBeans ports;

    /**
     * Creates the server for a context that is not started yet.
     *
     * @param safe removes secrets from a text
     * @param opened gets the objects to close after the context has stopped
     */
    ServerWiring(
            Settings settings,
            ApplicationSources sources,
            ReadModels models,
            CamelContext context,
            Storage storage,
            EntryWiring entry,
            ExternalServices services,
            MongoPresence presence,
            UnaryOperator<String> safe,
            Opened opened) {
        this.context = context;
        this.entry = entry;
        ProcessorTimes processorTimes = new ProcessorTimes(settings.operations().maxProcessorPercent());
        this.channels = opened.add(createChannels(settings, models, context, storage, entry, processorTimes));
        this.routes = opened.add(new RouteWiring(
                settings, sources, models, context, storage, services, List.of(channels), processorTimes));
        this.graphQlProtocol = opened.add(new GraphQlProtocolHandler(
                context,
                channels,
                routes.api.graphQl,
                models,
                entry.authenticator,
                routes.api.persisted,
                settings.operations(),
                processorTimes,
                settings.http().maxGraphQlBytes()));
        this.push = new PushComponent(
                entry.servers,
                channels,
                Map.of(
                        "/graphql", graphQlProtocol,
                        "/{frontend}/graphql", graphQlProtocol,
                        "/api/{collection}/changes", new ChangesHandler(routes.api.rest, channels)));
        this.ports = PortBeans.of(entry, models, channels, push, entry.servers.onEventLoop());
        this.rebuilds = new Rebuilds(
                models,
                storage.collections(),
                routes.ingest.routes,
                storage.shapes(),
                routes.ingest.states,
                routes.ingest.topics,
                storage.system(),
                routes.ingest.clients::properties,
                settings.ingest(),
                sources.fingerprint());
        this.serving = Health.serving(context, routes, presence);
        entry.servers.onManagement(
                Operations.of(context, entry, routes, rebuilds, channels.connections(), safe)::mount);
    }

    private static Channels createChannels(
            Settings settings,
            ReadModels models,
            CamelContext context,
            Storage storage,
            EntryWiring entry,
            ProcessorTimes processorTimes) {
        return new Channels(
                context,
                models,
                storage.collections(),
                storage.mongo(),
                new ChangeHistory(storage.mongo().getDatabase(settings.mongo().database()), storage.collections()),
                new Cursors(storage.cursorKeys()),
                RouteWiring.json(),
                new ErrorClassification()::isOwnFault,
                settings.push(),
                entry.sessions,
                processorTimes);
    }

    /** Binds all objects that routes may name. */
    void bindTo(BiConsumer<String, Object> registry) {
        routes.bindTo(registry);
        RouteBean.bind(RouteBeans.OF_PORTS, ports, registry);
    }

    /** Sends clients and load balancers to other processes. Idempotent. */
    void leave() {
        serving.stopping();
        entry.servers.leave();
    }

    /** Registers the metrics; the context must be started. */
    void bindTo(MeterRegistry meters) {
        entry.servers.bindTo(meters);
        entry.audit.bindTo(meters);
        entry.sessions.bindTo(meters);
        graphQlProtocol.bindTo(meters);
        routes.bindTo(meters);
    }
}
