package io.howdah.dev.services;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import graphql.ExecutionInput;
import graphql.GraphQL;
import graphql.schema.DataFetcher;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;

/** GraphQL service of the restaurants team. The deliveries domain looks up restaurant names in it. */
public final class Restaurants implements AutoCloseable {

    private static final String SCHEMA = """
            type Query { restaurant(id: ID!): Restaurant }
            type Restaurant { id: ID! name: String! street: String! }
            """;
    private static final int THREADS = 2;

    private final HttpServer server;
    private final ExecutorService workers;
    private final GraphQL graphql = GraphQL.newGraphQL(schema()).build();

    private Restaurants(HttpServer server) {
        this.server = server;
        this.workers = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "restaurants");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts the service.
     *
     * @param port the port to listen on, 0 for a free one
     * @throws BindException when the port is taken
     */
    public static Restaurants start(String host, int port) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (BindException e) {
            BindException named = new BindException("cannot listen on " + host + ":" + port + ": " + e.getMessage());
            named.initCause(e);
            throw named;
        }
        Restaurants restaurants = new Restaurants(server);
        server.createContext("/graphql", restaurants::serve);
        server.setExecutor(restaurants.workers);
        server.start();
        return restaurants;
    }

    /** Returns the URL of the GraphQL endpoint. */
    public String url() {
        InetSocketAddress address = server.getAddress();
        return "http://" + address.getHostString() + ":" + address.getPort() + "/graphql";
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }

    private static GraphQLSchema schema() {
        Map<String, Restaurant> byId =
                Restaurant.ALL.stream().collect(Collectors.toMap(Restaurant::id, Function.identity()));
        DataFetcher<Restaurant> restaurant = query -> byId.get(query.<String>getArgument("id"));
        return new SchemaGenerator()
                .makeExecutableSchema(
                        new SchemaParser().parse(SCHEMA),
                        RuntimeWiring.newRuntimeWiring()
                                .type("Query", query -> query.dataFetcher("restaurant", restaurant))
                                .build());
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            if ("POST".equals(exchange.getRequestMethod())) {
                answerQuery(exchange);
            } else {
                answer(exchange, 405, error("only POST is served"));
            }
        }
    }

    private void answerQuery(HttpExchange exchange) throws IOException {
        ExecutionInput input;
        try {
            input = input(Json.MAPPER.readTree(exchange.getRequestBody()));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            answer(exchange, 400, error("the body must be a JSON object with a string \"query\""));
            return;
        }
        answer(exchange, 200, graphql.execute(input).toSpecification());
    }

    private static ExecutionInput input(JsonNode request) {
        if (!request.path("query").isTextual()) {
            throw new IllegalArgumentException("no query");
        }
        ExecutionInput.Builder input =
                ExecutionInput.newExecutionInput(request.path("query").asText());
        if (request.path("operationName").isTextual()) {
            input.operationName(request.path("operationName").asText());
        }
        if (request.hasNonNull("variables")) {
            input.variables(Json.MAPPER.convertValue(request.get("variables"), new TypeReference<>() {}));
        }
        return input.build();
    }

    private static Map<String, Object> error(String message) {
        return Map.of("errors", List.of(Map.of("message", message)));
    }

    private static void answer(HttpExchange exchange, int status, Map<String, Object> body) throws IOException {
        byte[] bytes = Json.write(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
