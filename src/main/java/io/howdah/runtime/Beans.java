package io.howdah.runtime;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.mongodb.client.MongoClient;
import io.howdah.change.ChangeStreamComponent;
import io.howdah.change.DurablePositions;
import io.howdah.config.IngestSettings;
import io.howdah.config.OperationSettings;
import io.howdah.config.Settings;
import io.howdah.graphql.execution.ExecuteStep;
import io.howdah.graphql.execution.GraphQlEngine;
import io.howdah.graphql.execution.PersistedQueries;
import io.howdah.graphql.http.GraphQlHttp;
import io.howdah.graphql.http.GraphQlProtocolHandler;
import io.howdah.graphql.schema.RouteCalls;
import io.howdah.ingest.BatchIngest;
import io.howdah.ingest.ErrorClassification;
import io.howdah.ingest.IngestPauses;
import io.howdah.ingest.IngestRetries;
import io.howdah.ingest.ModelStates;
import io.howdah.ingest.RecordHeaderFilter;
import io.howdah.ingest.RecordIngest;
import io.howdah.ingest.StuckRecords;
import io.howdah.ingest.format.RecordFormats;
import io.howdah.ingest.kafka.GroupMemberships;
import io.howdah.ingest.kafka.KafkaClients;
import io.howdah.ingest.kafka.KafkaEngine;
import io.howdah.ingest.kafka.PartitionLags;
import io.howdah.ingest.kafka.PollFailures;
import io.howdah.ingest.kafka.PollingHealthCheck;
import io.howdah.ingest.kafka.Polls;
import io.howdah.ingest.kafka.Topics;
import io.howdah.model.ReadModels;
import io.howdah.observe.Tracing;
import io.howdah.push.channel.NotificationSteps;
import io.howdah.query.OperationRunner;
import io.howdah.query.PageCursors;
import io.howdah.rest.ChangesHandler;
import io.howdah.rest.ListConversion;
import io.howdah.rest.ReadStep;
import io.howdah.rest.RestApi;
import io.howdah.rest.RestCommands;
import io.howdah.rest.RestHttp;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.Hooks;
import io.howdah.runtime.source.StartException;
import io.howdah.security.AuthenticationHealthCheck;
import io.howdah.security.Authenticator;
import io.howdah.security.CursorKeys;
import io.howdah.store.ModelCollections;
import io.howdah.store.ModelShapes;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;

/** What routes refer to by name: the beans of the shipped routes, the MongoDB client and its hardened component. */
public final class Beans {

    /** The names that routes may use: those that {@link #of} makes, and those that Application and the HTTP server bind. */
    public static final Set<String> NAMES = Set.of(
            "readModels",
            "objectMapper",
            "mongo",
            "modelCollections",
            "direct",
            "mongodb",
            "changeStreamTokens",
            "kafka",
            "authenticationHealth",
            "kafkaPollFailures",
            "downstream",
            "recordHeaders",
            "partitionLags",
            "groupMemberships",
            "polls",
            "stuckRecords",
            "topics",
            "modelStates",
            "modelShapes",
            "ingestTroubles",
            "ingestRecord",
            "openRecord",
            "acceptRecord",
            "asIs",
            "ingestBatch",
            "recordFormat",
            "faults",
            "helperErrorHandler",
            "hooks",
            "notification",
            "notificationFrame",
            "graphqlHttpParse",
            "graphqlHttpFail",
            "graphqlHttpRespond",
            "graphqlExecute",
            "graphqlDoor",
            "graphqlEngine",
            "listConversion",
            "restApi",
            "restChanges",
            "restHttp",
            "restParse",
            "restFail",
            "restRespond",
            "restList",
            "restDocument",
            "restCommand",
            "restCommandAnswer",
            "graphqlRouteCalls",
            "graphqlOperations",
            "httpServers",
            "vertx-websocket",
            "notificationFeeds",
            "asyncApi",
            "openApi",
            "onEventLoop");

    private Beans() {}

    /** The beans by the names that routes use; nothing of what they do is traced. */
    public static Map<String, Object> of(
            Settings settings,
            ApplicationSources sources,
            ReadModels models,
            MongoClient mongo,
            ModelCollections collections,
            Authenticator authenticator) {
        ExternalServices untraced = ExternalServices.of(settings, sources, Tracing.OFF);
        CursorKeys keys = new CursorKeys(
                mongo.getDatabase(settings.mongo().systemDatabase()),
                settings.cursors().secret());
        return of(settings, sources, models, mongo, collections, authenticator, keys, untraced);
    }

    /** The same in other surroundings. */
    public static Map<String, Object> of(
            Settings settings,
            ApplicationSources sources,
            ReadModels models,
            MongoClient mongo,
            ModelCollections collections,
            Authenticator authenticator,
            CursorKeys keys,
            ExternalServices surroundings) {
        PersistedQueries persisted = persistedQueries(settings.operations(), sources);
        OperationRunner operations = new OperationRunner(settings.operations());
        RouteCalls calls = new RouteCalls(settings.operations());
        PageCursors cursors = new PageCursors(keys);
        GraphQlEngine graphQl = new GraphQlEngine(
                models, collections, cursors, operations, persisted, settings.graphql(), calls, surroundings.tracing());
        RestApi rest = new RestApi(models, collections, settings.graphql().maxComplexity());
        RestHttp restHttp = new RestHttp(rest);
        RestCommands restCommands = new RestCommands(rest);
        GraphQlHttp graphQlHttp = new GraphQlHttp(persisted);
        ObjectMapper json = json();
        KafkaClients kafka = new KafkaClients(settings.kafka());
        PollFailures pollFailures = new PollFailures();
        IngestSettings ingest = settings.ingest();
        Topics topics = surroundings.topics();
        PartitionLags lags = new PartitionLags();
        GroupMemberships memberships = new GroupMemberships(pollFailures);
        Polls polls = new Polls(ingest.maxBatchTime().plus(ingest.maxBackoff()));
        ModelStates states = new ModelStates(mongo.getDatabase(settings.mongo().systemDatabase()), topics);
        ModelShapes shapes = new ModelShapes(
                mongo.getDatabase(settings.mongo().systemDatabase()), collections, ingest.acceptedModels());
        IngestRetries troubles = new IngestRetries(
                ingest.maxBackoff(), () -> mongo.getClusterDescription().hasWritableServer());
        StuckRecords stuck = new StuckRecords(mongo.getDatabase(settings.mongo().systemDatabase()));
        RecordIngest records = new RecordIngest(json, ingest.maxRecordBytes(), ingest.maxFuture());
        RecordFormats formats = surroundings.formats();
        return Map.ofEntries(
                Map.entry("readModels", models),
                // Camel's type converters take the one that is here, so that jq reads as we do.
                Map.entry("objectMapper", json),
                Map.entry("mongo", mongo),
                // Change streams look for it, to follow a rebuilt model.
                Map.entry("modelCollections", collections),
                Map.entry("direct", new BoundedDirectComponent()),
                Map.entry("mongodb", new ChangeStreamComponent()),
                // For routes of the engineer's own that must not miss a change over a restart.
                Map.entry(
                        "changeStreamTokens",
                        new DurablePositions(mongo.getDatabase(settings.mongo().systemDatabase()))),
                Map.entry("kafka", KafkaEngine.component(kafka, pollFailures, topics, lags, memberships, polls)),
                Map.entry("authenticationHealth", new AuthenticationHealthCheck(authenticator)),
                Map.entry("kafkaPollFailures", new PollingHealthCheck(pollFailures, memberships, polls)),
                Map.entry("downstream", downstream(settings.downstreamTimeout())),
                Map.entry("recordHeaders", new RecordHeaderFilter()),
                Map.entry("partitionLags", lags),
                // Health looks for it.
                Map.entry("groupMemberships", memberships),
                Map.entry("polls", polls),
                Map.entry("topics", topics),
                Map.entry("modelStates", states),
                // Operations look for it.
                Map.entry("stuckRecords", stuck),
                // Application looks for it, to ask it before anything is served.
                Map.entry("modelShapes", shapes),
                Map.entry("ingestTroubles", troubles),
                Map.entry("ingestRecord", records),
                // The steps that each record passes are processors: a bean's method is found by reflection each time.
                Map.entry("openRecord", (Processor) exchange -> open(records, formats, exchange)),
                Map.entry("acceptRecord", (Processor) records::accept),
                Map.entry("asIs", (Processor) exchange -> {}),
                Map.entry(
                        "ingestBatch",
                        new BatchIngest(
                                models,
                                collections,
                                new IngestPauses(states, shapes::obstacle, topics, ingest.dlqMaxRatio()),
                                troubles,
                                stuck,
                                surroundings.tracing(),
                                ingest.tombstoneTtl(),
                                ingest.maxRecordBytes())),
                Map.entry("recordFormat", formats),
                Map.entry("faults", new ErrorClassification()),
                // Camel looks for them.
                Map.entry("helperErrorHandler", new HelperErrorHandler()),
                Map.entry("hooks", new Hooks()),
                Map.entry("notification", new NotificationSteps(models, json, surroundings.tracing())),
                Map.entry("notificationFrame", (AggregationStrategy) NotificationSteps::framed),
                // Processors, as those of ingest are.
                Map.entry("graphqlHttpParse", (Processor) graphQlHttp::parse),
                Map.entry("graphqlHttpFail", (Processor) graphQlHttp::fail),
                Map.entry("graphqlHttpRespond", (Processor) graphQlHttp::respond),
                Map.entry("graphqlExecute", new ExecuteStep(graphQl)),
                // Application looks for it, to give it the feeds.
                Map.entry(
                        "graphqlDoor",
                        new GraphQlProtocolHandler(
                                graphQl,
                                models,
                                authenticator,
                                persisted,
                                settings.operations(),
                                settings.http().graphQlBytes())),
                Map.entry("listConversion", new ListConversion()),
                // Application looks for it, to give it the feeds.
                Map.entry("restChanges", new ChangesHandler(rest)),
                // Application looks for it, to have it measured.
                Map.entry("restHttp", restHttp),
                Map.entry("restParse", (Processor) restHttp::parse),
                Map.entry("restFail", (Processor) restHttp::fail),
                Map.entry("restRespond", (Processor) restHttp::respond),
                Map.entry("restList", ReadStep.list(rest, operations, cursors)),
                Map.entry("restDocument", ReadStep.document(rest, operations)),
                Map.entry("restCommand", (Processor) restCommands::ask),
                Map.entry("restCommandAnswer", (Processor) restCommands::answer),
                // A reload gives them other models.
                Map.entry("graphqlEngine", graphQl),
                Map.entry("restApi", rest),
                // Application looks for it, to give it the context.
                Map.entry("graphqlRouteCalls", calls),
                Map.entry("graphqlOperations", operations));
    }

    /** Return what reads JSON: numbers as they are. */
    public static ObjectMapper json() {
        // A decimal that went through a double would not be the one that was sent.
        return JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                // Nor is 12.50 to become 12.5 on its way through jq, since it stays as it is without a transform.
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    private static PersistedQueries persistedQueries(OperationSettings settings, ApplicationSources sources) {
        if (settings.manifest().isEmpty()) {
            return PersistedQueries.withoutList();
        }
        String file = settings.manifest().get();
        String text = sources.file(file)
                .orElseThrow(() -> new StartException("howdah.graphql.manifest=" + file
                        + " must name a file by its path from the application folder; there is none"));
        return PersistedQueries.of(file, text, settings.manifestOnly());
    }

    /** Takes the record out of the message and decodes its value; a null value is a deletion and has no format. */
    private static void open(RecordIngest records, RecordFormats formats, Exchange exchange) throws IOException {
        records.open(exchange);
        if (exchange.getMessage().getBody() != null) {
            formats.decode(exchange);
        }
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
