package io.howdah.runtime;

import io.howdah.graphql.execution.ExecuteStep;
import io.howdah.ingest.RecordHeaderFilter;
import io.howdah.push.channel.NotificationSteps;
import io.howdah.rest.ListConversion;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Processor;

/**
 * All objects in Camel's registry: name, purpose and source. Lint and docs/beans.md use this list. Objects that neither routes nor Camel
 * look up are not in the registry: constructors pass them on.
 *
 * <p>The steps of each record or request are processors, because Camel finds a bean's method by reflection at each call.
 */
final class RouteBeans {

    /** The objects of every context with routes. */
    static final List<RouteBean<RouteWiring>> ALWAYS = List.of(
            bean("mongo", "the connection to MongoDB, as in `mongodb:mongo`", it -> it.storage.mongo()),
            bean("mongodb", "the component of `mongodb:`, with change streams that resume", it -> it.changes),
            bean(
                    "changeStreamTokens",
                    "keeps a change stream's position across restarts, as `changeStreamTokenRepository`",
                    it -> it.changeTokens),
            bean(
                    "direct",
                    "the component of `direct:`, which limits the depth of calls",
                    it -> new BoundedDirectComponent()),
            bean("kafka", "the component of `kafka:`, with Howdah's consumer", it -> it.ingest.kafka),
            bean("downstream", "an HTTP client with a timeout, as `httpClient` of `graphql:`", it -> it.downstream),
            // Camel's type converters use this one, so jq reads JSON as Howdah does.
            bean("objectMapper", "reads and writes JSON without rounding numbers", it -> it.json),
            bean("asIs", "a step that changes nothing", it -> (Processor) exchange -> {}),
            bean("faults", "classifies an exchange's error, in `onWhen`", it -> it.errors),
            // Camel calls these two for each route that it adds.
            bean(
                    "helperErrorHandler",
                    "failures: leaves those of `direct:` routes to their callers",
                    it -> new HelperErrorHandler()),
            bean("hooks", "hooks: removes the calls of undefined ones", it -> it.hooks),
            // Camel creates the functions {{readmodel:}} and {{recordformat:}} by name, and they look up these two.
            bean("readModels", "the models that the SDL declares", it -> it.models),
            bean("recordFormat", "the formats of records", it -> it.ingest.formats),
            bean(
                    "recordHeaders",
                    "keeps the headers of Kafka's records away from Camel",
                    it -> new RecordHeaderFilter()),
            bean("openRecord", "ingest: reads the record of a message and decodes it", it ->
                    (Processor) it.ingest::open),
            bean("acceptRecord", "ingest: accepts the result of a transform", it ->
                    (Processor) it.ingest.records::accept),
            bean("ingestRecord", "ingest: the steps of a record that cannot be stored", it -> it.ingest.records),
            bean("ingestBatch", "ingest: the steps of a batch", it -> it.ingest.batches),
            // Camel finds its health checks here.
            bean("ingestTroubles", "health: why ingest routes wait", it -> it.ingest.retries),
            bean("kafkaPollFailures", "health: whether Kafka answers", it -> it.ingest.polling),
            bean("notification", "notify: the steps of a change", it -> it.notifications),
            bean("notificationFrame", "notify: accepts the result of a payload transform", it ->
                    (AggregationStrategy) NotificationSteps::transformed),
            bean("graphqlHttpParse", "GraphQL: reads a request", it -> (Processor) it.api.graphQlHttp::parse),
            bean("graphqlExecute", "GraphQL: runs an operation", it -> new ExecuteStep(it.api.graphQl)),
            bean("graphqlHttpRespond", "GraphQL: writes a result", it -> (Processor) it.api.graphQlHttp::respond),
            bean("graphqlHttpFail", "GraphQL: writes an error", it -> (Processor) it.api.graphQlHttp::fail),
            bean("restParse", "REST: reads a request", it -> (Processor) it.api.restHttp::parse),
            bean("restList", "REST: reads a page of documents", it -> it.api.restList),
            bean("restDocument", "REST: reads a document", it -> it.api.restDocument),
            bean("restCommand", "REST: turns a request into a command", it ->
                    (Processor) it.api.restCommands::toGraphQl),
            bean("restCommandAnswer", "REST: turns a command's result into a response", it ->
                    (Processor) it.api.restCommands::answer),
            bean("restRespond", "REST: writes a response", it -> (Processor) it.api.restHttp::respond),
            bean("restFail", "REST: writes an error", it -> (Processor) it.api.restHttp::fail),
            bean("listConversion", "REST: a type converter for pages, found by Camel", it -> new ListConversion()));

    /** The objects that only a server has: the context of golden tests opens no port. */
    static final List<RouteBean<PortBeans>> OF_PORTS = List.of(
            // Camel looks for the factory of its servers here.
            bean("httpServers", "the servers of both ports", PortBeans::servers),
            bean("vertx-websocket", "the component of `vertx-websocket:`, on the application port", PortBeans::push),
            bean(
                    "onEventLoop",
                    "a `routePolicy` of `platform-http:` routes that never block: they run on the event loop",
                    PortBeans::onEventLoop),
            bean("asyncApi", "writes the AsyncAPI document", PortBeans::asyncApi),
            bean("openApi", "writes the OpenAPI document", PortBeans::openApi),
            bean("authenticationHealth", "health: whether tokens can be verified", PortBeans::authentication));

    private RouteBeans() {}

    /** Returns all beans, in the order of the lists. */
    static Stream<RouteBean<?>> all() {
        return Stream.concat(ALWAYS.stream(), OF_PORTS.stream());
    }

    private static <W> RouteBean<W> bean(String name, String purpose, Function<W, Object> object) {
        return new RouteBean<>(name, purpose, object);
    }
}
