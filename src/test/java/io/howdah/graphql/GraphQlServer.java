package io.howdah.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.security.Authentication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.AdviceWithRouteBuilder;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;

/** The shipped edge route behind a real HTTP server, on a database of its own. */
final class GraphQlServer implements AutoCloseable {

    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource(
            "test.graphqls",
            "type Ride @readModel(collection: \"rides\", key: \"id\") @public { id: ID!, note: String! }")));

    private final HttpClient http = HttpClient.newHttpClient();
    private final TestMongo mongo = new TestMongo();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final VertxPlatformHttpServer server;

    GraphQlServer() throws Exception {
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost("127.0.0.1");
        configuration.setBindPort(0);
        configuration.setPort(0);
        server = new VertxPlatformHttpServer(configuration);
        context.addService(server);
        context.getRegistry().bind("graphqlHttp", new GraphQlHttp(Authentication.NONE));
        context.getRegistry().bind("graphqlEngine", mongo.engine(MODELS));
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(PluginHelper.getResourceLoader(context)
                        .resolveResource("classpath:routes/edge/graphql.camel.yaml"));
        context.start();
    }

    URI uri(String rest) {
        return URI.create("http://127.0.0.1:" + server.getPort() + "/graphql" + rest);
    }

    TestMongo mongo() {
        return mongo;
    }

    /** Change the operation's route, as an engineer would in the YAML. */
    void changeOperation(AdviceWithRouteBuilder change) throws Exception {
        AdviceWith.adviceWith(context.getRouteDefinition("graphql-operation"), context, change);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        context.stop();
        mongo.close();
    }

    static void assertFailure(HttpResponse<String> response, int status, String code, String mediaType)
            throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains(mediaType + "; charset=utf-8");
        JsonNode body = json(response);
        assertThat(body.has("data")).isFalse();
        assertThat(body.at("/errors/0/message").asText()).isNotEmpty();
        assertThat(body.at("/errors/0/extensions/code").asText()).isEqualTo(code);
    }

    static JsonNode json(HttpResponse<String> response) throws Exception {
        return new ObjectMapper().readTree(response.body());
    }
}
