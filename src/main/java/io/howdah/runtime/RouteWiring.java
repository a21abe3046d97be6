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
 * Creates the objects that the routes of a Camel context need: in a server, in a check before a reload, and in golden tests. Opens no port,
 * and starts no thread before the first use.
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
    final ErrorClassification errors = new ErrorClassification();
    final Hooks hooks = new Hooks();

    /**
     * Creates the objects that {@link #bindTo} binds.
     *
     * @param context the context of the routes; it need not be started
     * @param storage not closed by this object
     * @param services closed with this object
     * @param listeners receive the positions of the notify routes' change streams
     * @param processorTimes is charged with the processor time of operations
     */
    public RouteWiring(
            Settings settings,
            ApplicationSources sources,
            ReadModels models,
            CamelContext context,
            Storage storage,
            ExternalServices services,
            List<PositionListener> listeners,
            ProcessorTimes processorTimes) {
        this.models = models;
        this.storage = storage;
        this.api = new ApiWiring(settings, sources, models, context, storage, processorTimes, services.tracing());
        this.ingest = new IngestWiring(settings, models, context, storage, services, json);
        this.notifications = new NotificationSteps(models, json, services.tracing());
        this.changes = new ChangeStreamComponent(storage.collections(), listeners);
        this.changeTokens = new DurablePositions(storage.system());
        this.downstream = downstream(settings.downstreamTimeout());
    }

    /** Binds all objects that routes may name; see {@link RouteBeans}. */
    public void bindTo(BiConsumer<String, Object> registry) {
        RouteBean.bind(RouteBeans.ALWAYS, this, registry);
    }

    /** Registers the metrics; the routes must exist. */
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

    /** Creates a JSON mapper that keeps numbers exact. */
    public static ObjectMapper json() {
        return JsonMappers.EXACT.copy();
    }

    /** Creates an HTTP client with a timeout, which the default client of {@code graphql:} lacks. */
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
