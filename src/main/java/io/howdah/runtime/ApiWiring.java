package io.howdah.runtime;

import io.howdah.config.OperationSettings;
import io.howdah.config.Settings;
import io.howdah.graphql.execution.GraphQlEngine;
import io.howdah.graphql.execution.PersistedQueries;
import io.howdah.graphql.http.GraphQlHttp;
import io.howdah.graphql.schema.RouteCalls;
import io.howdah.model.ReadModels;
import io.howdah.observe.Tracing;
import io.howdah.query.OperationRunner;
import io.howdah.query.PageCursors;
import io.howdah.query.ProcessorTimes;
import io.howdah.rest.ReadStep;
import io.howdah.rest.RestApi;
import io.howdah.rest.RestCommands;
import io.howdah.rest.RestHttp;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.StartException;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;

/** Creates the objects that answer GraphQL and REST requests from the stored documents. */
final class ApiWiring implements AutoCloseable {

    final PersistedQueries persisted;
    final GraphQlEngine graphQl;
    final GraphQlHttp graphQlHttp;
    final RestApi rest;
    final RestHttp restHttp;
    final RestCommands restCommands;
    final Processor restList;
    final Processor restDocument;
    private final OperationRunner operations;

    ApiWiring(
            Settings settings,
            ApplicationSources sources,
            ReadModels models,
            CamelContext context,
            Storage storage,
            ProcessorTimes processorTimes,
            Tracing tracing) {
        PageCursors cursors = new PageCursors(storage.cursorKeys());
        this.persisted = persistedQueries(settings.operations(), sources);
        this.operations = new OperationRunner(settings.operations(), processorTimes);
        this.graphQl = new GraphQlEngine(
                models,
                storage.collections(),
                cursors,
                operations,
                persisted,
                settings.graphql(),
                new RouteCalls(context, settings.operations()),
                tracing);
        this.graphQlHttp = new GraphQlHttp(persisted);
        this.rest =
                new RestApi(models, storage.collections(), settings.graphql().maxComplexity());
        this.restHttp = new RestHttp(rest);
        this.restCommands = new RestCommands(rest);
        this.restList = ReadStep.list(rest, operations, cursors);
        this.restDocument = ReadStep.document(rest, operations);
    }

    private static PersistedQueries persistedQueries(OperationSettings settings, ApplicationSources sources) {
        if (settings.manifest().isEmpty()) {
            return PersistedQueries.withoutList();
        }
        String file = settings.manifest().get();
        String text = sources.file(file)
                .orElseThrow(() -> new StartException("howdah.graphql.manifest=" + file
                        + " must be the path of a file in the application folder; there is no such file"));
        return PersistedQueries.of(file, text, settings.manifestOnly());
    }

    void bindTo(MeterRegistry meters) {
        graphQl.bindTo(meters);
        restHttp.bindTo(meters);
        operations.bindTo(meters);
    }

    @Override
    public void close() {
        operations.close();
    }
}
