package io.howdah.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.change.ChangeStreamComponent;
import io.howdah.change.DurablePositions;
import io.howdah.change.PositionListener;
import io.howdah.config.Settings;
import io.howdah.ingest.ErrorClassification;
import io.howdah.model.ReadModels;
import io.howdah.push.channel.NotificationSteps;
import io.howdah.query.ProcessorTimes;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.Hooks;
import io.howdah.text.JsonMappers;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.camel.CamelContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;

/**
 * What the routes of one Camel context need, whether they serve clients, are only checked before a reload, or run golden tests. Opens no
 * port and starts no thread before it is used.
 */
public final class RouteWiring implements AutoCloseable {

    final ReadModels models;
    final Storage storage;
    final ObjectMapper json = json();
    final IngestWiring ingest;
    final ApiWiring api;
    final NotificationSteps notifications;
    final ChangeStreamComponent changes;
    final DurablePositions changeTokens;
    final CloseableHttpClient downstream;
    final ErrorClassification faults = new ErrorClassification();
    final Hooks hooks = new Hooks();

    /**
     * Creates the objects that {@link #bindTo} gives to routes.
     *
     * @param context where the routes are; it need not be started
     * @param storage stays its owner's to close
     * @param surroundings closed with this object
     * @param listeners receive the positions of the notify routes' change streams
     * @param processorTimes is charged for operations
     */
    public RouteWiring(
            Settings settings,
            ApplicationSources sources,
            ReadModels models,
            CamelContext context,
            Storage storage,
            ExternalServices surroundings,
            List<PositionListener> listeners,
            ProcessorTimes processorTimes) {
        this.models = models;
        this.storage = storage;
        this.api = new ApiWiring(settings, sources, models, context, storage, processorTimes, surroundings.tracing());
        this.ingest = new IngestWiring(settings, models, context, storage, surroundings, json);
        this.notifications = new NotificationSteps(models, json, surroundings.tracing());
        this.changes = new ChangeStreamComponent(storage.collections(), listeners);
        this.changeTokens = new DurablePositions(storage.system());
        this.downstream = downstream(settings.downstreamTimeout());
    }

    /** Gives the routes all that they may name; see {@link RouteBeans}. */
    public void bindTo(BiConsumer<String, Object> registry) {
        RouteBean.bind(RouteBeans.ALWAYS, this, registry);
    }

    /** Measures everything; the routes have been made. */
    void bindTo(MeterRegistry meters) {
        api.bindTo(meters);
        ingest.bindTo(meters);
        changes.streams().bindTo(meters);
    }

    @Override
    public void close() {
        try {
            downstream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ingest.close();
            api.close();
        }
    }

    /** Returns what reads JSON: numbers as they are. */
    public static ObjectMapper json() {
        return JsonMappers.EXACT.copy();
    }

    /** An HTTP client that gives up, which the stock one of {@code graphql:} does not. */
    private static CloseableHttpClient downstream(Duration timeout) {
        Timeout limit = Timeout.of(timeout.toMillis(), TimeUnit.MILLISECONDS);
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(limit)
                                .setSocketTimeout(limit)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(limit)
                        .setResponseTimeout(limit)
                        .build())
                .disableAutomaticRetries()
                .build();
    }
}
