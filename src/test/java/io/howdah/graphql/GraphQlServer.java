package io.howdah.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.config.OperationSettings;
import io.howdah.graphql.execution.ExecuteStep;
import io.howdah.graphql.execution.GraphQlEngine;
import io.howdah.graphql.execution.PersistedQueries;
import io.howdah.graphql.http.GraphQlHttp;
import io.howdah.http.RunningServers;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.query.OperationRunner;
import io.howdah.query.ProcessorTimes;
import io.howdah.runtime.HelperErrorHandler;
import io.howdah.runtime.source.Hooks;
import io.howdah.testing.Http;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.AdviceWithRouteBuilder;
import org.apache.camel.model.ModelCamelContext;

/** Server with the shipped GraphQL route behind real HTTP, on a database of its own. */
public final class GraphQlServer implements AutoCloseable {

    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource(
            "test.graphqls",
            "type Ride @readModel(collection: \"rides\", key: \"id\") @public { id: ID!, note: String! }")));

    private static final OperationSettings OPERATIONS = TestLimits.operations(4, 100, Duration.ofSeconds(10));

    private final HttpClient http = Http.client();
    private final TestMongo mongo;
    private final OperationRunner runner;
    private final RunningServers servers;

    public GraphQlServer() throws Exception {
        this(new TestMongo(), OPERATIONS, PersistedQueries.withoutList());
    }

    public GraphQlServer(TestMongo mongo, OperationSettings settings, PersistedQueries persisted) throws Exception {
        this(MODELS, mongo, settings, persisted);
    }

    public GraphQlServer(ReadModels models) throws Exception {
        this(models, new TestMongo(), OPERATIONS, PersistedQueries.withoutList());
    }

    private GraphQlServer(ReadModels models, TestMongo mongo, OperationSettings settings, PersistedQueries persisted)
            throws Exception {
        this.mongo = mongo;
        runner = new OperationRunner(settings, new ProcessorTimes(settings.maxProcessorPercent()));
        GraphQlHttp edge = new GraphQlHttp(persisted);
        GraphQlEngine engine = mongo.engine(models, runner, persisted);
        servers = RunningServers.start(RunningServers.FREE_PORTS, (main, http) -> {
            main.bind("graphqlHttpParse", (Processor) edge::parse);
            main.bind("graphqlHttpFail", (Processor) edge::fail);
            main.bind("graphqlHttpRespond", (Processor) edge::respond);
            main.bind("graphqlExecute", new ExecuteStep(engine));
            main.bind("helperErrorHandler", new HelperErrorHandler());
            main.bind("hooks", new Hooks());
            main.configure().withRoutesIncludePattern("classpath:routes/api/graphql.camel.yaml");
        });
    }

    public URI uri(String suffix) {
        return URI.create("http://127.0.0.1:" + servers.servers().port() + "/graphql" + suffix);
    }

    public TestMongo mongo() {
        return mongo;
    }

    /** Changes the operation's route, as an engineer does in YAML. */
    void changeOperation(AdviceWithRouteBuilder change) throws Exception {
        change("graphql-operation", change);
    }

    void change(String route, AdviceWithRouteBuilder change) throws Exception {
        ModelCamelContext context = (ModelCamelContext) servers.camel();
        AdviceWith.adviceWith(context.getRouteDefinition(route), context, change);
    }

    /** Returns the number of requests in routes. */
    public int running() {
        return servers.camel().getInflightRepository().size();
    }

    /** Moves the API route to threads that may block, as without {@code routePolicy: onEventLoop} in the YAML. */
    void leaveTheEventLoop() throws Exception {
        change("graphql-http", new AdviceWithRouteBuilder() {
            @Override
            public void configure() {
                getOriginalRoute().setRoutePolicyRef(null);
            }
        });
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        try {
            servers.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        runner.close();
        mongo.close();
    }

    public static void assertFailure(HttpResponse<String> response, int status, String code, String mediaType)
            throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains(mediaType + "; charset=utf-8");
        JsonNode body = json(response);
        assertThat(body.has("data")).isFalse();
        assertThat(body.at("/errors/0/message").asText()).isNotEmpty();
        assertThat(body.at("/errors/0/extensions/code").asText()).isEqualTo(code);
    }

    public static JsonNode json(HttpResponse<String> response) throws Exception {
        return new ObjectMapper().readTree(response.body());
    }
}
