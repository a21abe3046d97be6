package io.howdah.graphql;

import static io.howdah.graphql.GraphQlServer.assertFailure;
import static io.howdah.graphql.GraphQlServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.builder.AdviceWithRouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that steps which an engineer adds to {@code direct:graphql} take effect. */
class GraphQlOperationIT {

    private static final String NEW = "application/graphql-response+json";
    private static final String OLD = "application/json";
    private static final String TYPENAME = "{\"query\":\"{ __typename }\"}";

    private GraphQlServer server;

    @BeforeEach
    void start() throws Exception {
        server = new GraphQlServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesWhatAStepRefuses(boolean onEventLoop) throws Exception {
        // Given
        run(onEventLoop);
        change(exchange -> {
            throw new GraphQlRefusal("Not today.");
        });

        // Then
        assertFailure(post(NEW), 403, "FORBIDDEN", NEW);
        assertFailure(post(OLD), 200, "FORBIDDEN", OLD);
        assertThat(json(post(OLD)).at("/errors/0/message").asText()).isEqualTo("Not today.");
    }

    @Test
    void hidesTheReasonOfAStepsFailure() throws Exception {
        // Given
        change(exchange -> {
            throw new IllegalStateException("secret host");
        });

        // When
        HttpResponse<String> response = post(NEW);

        // Then
        assertFailure(response, 500, "INTERNAL_SERVER_ERROR", NEW);
        assertThat(response.body()).doesNotContain("secret", "Exception");
    }

    @Test
    void hidesTheClientsHeadersFromSteps() throws Exception {
        // Given
        Map<String, Object> seen = new HashMap<>();
        change(exchange -> seen.putAll(exchange.getMessage().getHeaders()));

        // When
        HttpResponse<String> response = server.send(HttpRequest.newBuilder(server.uri("?x=1"))
                .header("Content-Type", OLD)
                .header("CamelMongoDbOperation", "remove")
                .header("kafka.OVERRIDE_TOPIC", "other")
                .POST(BodyPublishers.ofString(TYPENAME)));

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(seen).isEmpty();
    }

    @Test
    void hidesAStepsHeadersFromTheClient() throws Exception {
        // Given
        change(exchange -> exchange.getMessage().setHeader("internal", "secret"));

        // When
        HttpResponse<String> response = post(OLD);

        // Then
        assertThat(response.headers().firstValue("internal")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void respondsWithTheResultOfAMaskingStep(boolean onEventLoop) throws Exception {
        // Given
        run(onEventLoop);
        server.changeOperation(new AdviceWithRouteBuilder() {
            @Override
            public void configure() {
                weaveAddLast().setBody().jq(".data.__typename = \"masked\"");
            }
        });

        // When
        HttpResponse<String> response = post(NEW);

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"data\":{\"__typename\":\"masked\"}}");
    }

    @Test
    void respondsToAnInvalidResultWithAFailure() throws Exception {
        // Given
        server.changeOperation(new AdviceWithRouteBuilder() {
            @Override
            public void configure() {
                weaveAddLast().setBody().constant("secret");
            }
        });

        // When
        HttpResponse<String> response = post(OLD);

        // Then
        assertFailure(response, 500, "INTERNAL_SERVER_ERROR", OLD);
        assertThat(response.body()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void runsTheStepsOnTheEventLoopByDefault(boolean onEventLoop) throws Exception {
        // Given
        run(onEventLoop);
        Set<String> threads = ConcurrentHashMap.newKeySet();
        change(exchange -> threads.add(Thread.currentThread().getName()));

        // When
        HttpResponse<String> response = post(NEW);

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(threads)
                .singleElement()
                .asString()
                .startsWith(onEventLoop ? "vert.x-eventloop-thread-" : "vert.x-worker-thread-");
    }

    private void run(boolean onEventLoop) throws Exception {
        if (!onEventLoop) {
            server.leaveTheEventLoop();
        }
    }

    private void change(org.apache.camel.Processor step) throws Exception {
        server.changeOperation(new AdviceWithRouteBuilder() {
            @Override
            public void configure() {
                weaveAddFirst().process(step);
            }
        });
    }

    private HttpResponse<String> post(String accept) throws Exception {
        return server.send(HttpRequest.newBuilder(server.uri(""))
                .header("Accept", accept)
                .header("Content-Type", OLD)
                .POST(BodyPublishers.ofString(TYPENAME)));
    }
}
