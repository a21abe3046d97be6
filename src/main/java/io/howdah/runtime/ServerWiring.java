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

/** What serves clients: the channels, the protocols on them, and what operators use. */
final class ServerWiring {

    final CamelContext context;
    final EntryWiring entry;
    final RouteWiring routes;
    final Channels feeds;
    final GraphQlProtocolHandler graphQlDoor;
    final PushComponent push;
    final Rebuilds rebuilds;
    final ServingHealthCheck serving;
    private final PortBeans ports;

    /**
     * Creates the server around a context that is not started yet.
     *
     * @param safe takes secrets out of a text
     * @param opened gets what is to be closed after the context has stopped
     */
    ServerWiring(
            Settings settings,
            ApplicationSources sources,
            ReadModels models,
            CamelContext context,
            Storage storage,
            EntryWiring entry,
            ExternalServices surroundings,
            MongoPresence presence,
            UnaryOperator<String> safe,
            Opened opened) {
        this.context = context;
        this.entry = entry;
        ProcessorTimes processorTimes = new ProcessorTimes(settings.operations().maxProcessorPercent());
        this.feeds = opened.add(feeds(settings, models, context, storage, entry, processorTimes));
        this.routes = opened.add(new RouteWiring(
                settings, sources, models, context, storage, surroundings, List.of(feeds), processorTimes));
        this.graphQlDoor = opened.add(new GraphQlProtocolHandler(
                context,
                feeds,
                routes.api.graphQl,
                models,
                entry.authenticator,
                routes.api.persisted,
                settings.operations(),
                processorTimes,
                settings.http().maxGraphQlBytes()));
        this.push = new PushComponent(
                entry.servers,
                feeds,
                Map.of(
                        "/graphql", graphQlDoor,
                        "/{frontend}/graphql", graphQlDoor,
                        "/api/{collection}/changes", new ChangesHandler(routes.api.rest, feeds)));
        this.ports = PortBeans.of(entry, models, feeds, push, entry.servers.onEventLoop());
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
        entry.servers.onManagement(Operations.of(context, entry, routes, rebuilds, feeds.connections(), safe)::mount);
    }

    private static Channels feeds(
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

    /** Gives the routes all that they may name. */
    void bindTo(BiConsumer<String, Object> registry) {
        routes.bindTo(registry);
        RouteBean.bind(RouteBeans.OF_PORTS, ports, registry);
    }

    /** Has clients and load balancers go elsewhere; repeating it changes nothing. */
    void leave() {
        serving.stopping();
        entry.servers.leave();
    }

    /** Measures everything; the context is up. */
    void bindTo(MeterRegistry meters) {
        entry.servers.bindTo(meters);
        entry.audit.bindTo(meters);
        entry.sessions.bindTo(meters);
        graphQlDoor.bindTo(meters);
        routes.bindTo(meters);
    }
}
