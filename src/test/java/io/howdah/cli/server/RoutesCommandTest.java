package io.howdah.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.CommandLineRun;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code howdah routes} for an application that does not run. */
class RoutesCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void everyRouteOfTheDemoIsListed() throws Exception {
        Map<String, JsonNode> routes = json(CommandLineRun.of("routes", "--format", "json"));
        assertThat(route(routes, "rides-ingest"))
                .startsWith("ingest kafka:rides.events routes/domains/rides.camel.yaml:4:14 Reads a topic");
        assertThat(route(routes, "rides-notify"))
                .startsWith("notify changes of Ride routes/domains/rides.camel.yaml:14:14");
        assertThat(route(routes, "rides-transform"))
                .isEqualTo("transform direct:rides-transform routes/domains/rides.camel.yaml:26:9"
                        + " Turns a ride event into the stored ride");
        assertThat(route(routes, "deliveries-restaurant-ask")).startsWith("transform direct:deliveries-restaurant-ask");
        assertThat(route(routes, "rides-payload")).startsWith("frame direct:rides-payload");
        assertThat(route(routes, "graphql-http"))
                .startsWith("edge platform-http:/graphql routes/api/graphql.camel.yaml:");
        assertThat(route(routes, "graphql-operation")).startsWith("edge direct:graphql");
        assertThat(route(routes, "prescriptions-collect"))
                .startsWith("own direct:collect-prescription PrescriptionsRoutes.java:");
        assertThat(route(routes, "prescriptions-ingest"))
                .startsWith("ingest kafka:prescriptions.events io.howdah.demo.PrescriptionsRoutes");
    }

    @Test
    void tableHasTheSameRoutes() throws Exception {
        List<String> out = CommandLineRun.of("routes").out();
        assertThat(out.get(0).split(" +")).containsExactly("ID", "KIND", "FROM", "LOCATION", "DESCRIPTION");
        assertThat(out.subList(1, out.size()))
                .extracting(line -> line.split(" ", 2)[0])
                .containsExactlyElementsOf(
                        json(CommandLineRun.of("routes", "--format", "json")).keySet());
        assertThat(out).anyMatch(line -> line.matches("rides-payload +payload +direct:rides-payload .*"));
    }

    @Test
    void secretInAnEndpointIsHidden(@TempDir Path folder) throws Exception {
        ApplicationFolder application = ApplicationFolder.offline(folder).set("partner.token", "secret-42");
        application.write("routes/own.camel.yaml", """
                - route:
                    id: partner
                    description: Asks a partner
                    from:
                      uri: kafka:{{partner.token}}
                      parameters:
                        brokers: "{{howdah.kafka.brokers}}"
                      steps:
                        - log:
                            id: partner-log
                            message: none
                """);
        Map<String, JsonNode> routes = json(CommandLineRun.of("routes", "--format", "json", folder.toString()));
        assertThat(route(routes, "partner"))
                .isEqualTo("own kafka:(hidden) " + folder + "/routes/own.camel.yaml:2:9 Asks a partner");
        assertThat(routes).containsKeys("things-ingest", "graphql-http").doesNotContainKey("rides-ingest");
    }

    @Test
    void foldersAndUrlExcludeEachOther(@TempDir Path folder) {
        CommandLineRun run = CommandLineRun.of("routes", "--url", "http://127.0.0.1:1", folder.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().get(0)).contains("folders and --url exclude each other");
    }

    private static String route(Map<String, JsonNode> routes, String id) {
        JsonNode route = routes.get(id);
        return String.join(
                " ",
                route.path("kind").asText(),
                route.path("from").asText(),
                route.path("place").asText(),
                route.path("description").asText());
    }

    private static Map<String, JsonNode> json(CommandLineRun run) throws Exception {
        assertThat(run.exitCode()).as(run.err().toString()).isZero();
        Map<String, JsonNode> routes = new LinkedHashMap<>();
        for (String line : run.out()) {
            JsonNode route = JSON.readTree(line);
            routes.put(route.path("id").asText(), route);
        }
        return routes;
    }
}
