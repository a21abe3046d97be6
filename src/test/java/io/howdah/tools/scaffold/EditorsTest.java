package io.howdah.tools.scaffold;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import graphql.parser.Parser;
import graphql.schema.idl.SchemaParser;
import io.howdah.testing.Docs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Route files that Howdah ships or writes have the canonical form of visual editors. */
class EditorsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EXPRESSION = "ExpressionDefinition\"";

    private static Schema canonical;

    @TempDir
    private Path root;

    /** Reads the schema of this Camel version without shorthands: a string cannot replace an object, and an expression needs its key. */
    @BeforeAll
    static void readSchema() throws IOException {
        JsonNode schema = JSON.readTree(Templates.resource("/schema/camelYamlDsl.json"));
        withoutShorthands(schema);
        canonical =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4).getSchema(schema);
    }

    @Test
    void shippedRoutesAreCanonical() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/routes"))) {
            List<Path> routes = files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .toList();
            assertThat(routes)
                    .hasSizeGreaterThan(10)
                    .allSatisfy(
                            file -> assertThat(problems(Files.readString(file))).isEmpty());
        }
    }

    @Test
    void writtenRoutesAreCanonical() throws IOException {
        Path app = root.resolve("app");
        NewApplication.create(app, DomainName.of("parcels", Optional.empty()));
        NewDomain.add(
                app,
                DomainName.of("orders", Optional.empty()),
                Optional.of(Path.of("src/test/resources/scaffold/events/orders.json")),
                new DomainOptions(Optional.empty(), List.of(), List.of(), Optional.empty(), Optional.empty()));
        for (String domain : List.of("parcels", "orders")) {
            assertThat(problems(Files.readString(app.resolve("routes/" + domain + ".camel.yaml"))))
                    .isEmpty();
        }
    }

    @Test
    void shorthandsAreFound() {
        String route = """
                - route:
                    id: short
                    from:
                      uri: direct:short
                      steps:
                        - %s
                """;
        assertThat(problems(route.formatted("to: {uri: direct:a}"))).isEmpty();
        assertThat(problems(route.formatted("to: direct:a"))).isNotEmpty();
        assertThat(problems(route.formatted("setBody: {expression: {simple: {expression: a}}}")))
                .isEmpty();
        assertThat(problems(route.formatted("setBody: {simple: {expression: a}}")))
                .isNotEmpty();
        assertThat(problems(route.formatted("setBody: {expression: {simple: a}}")))
                .isNotEmpty();
        assertThat(problems(route.formatted("setBdy: {}"))).isNotEmpty();
    }

    @Test
    void directivesFileDeclaresAllDirectives() throws IOException {
        Path app = root.resolve("app");
        NewApplication.create(app, DomainName.of("parcels", Optional.empty()));
        String text = Files.readString(app.resolve(".howdah/directives.graphqls"))
                + Files.readString(app.resolve("graphql/parcels.graphqls"));
        assertThat(new SchemaParser().buildRegistry(Parser.parse(text)).getType("Parcel"))
                .isPresent();
        assertThat(Files.readString(app.resolve(".graphqlrc.yaml")))
                .contains(".howdah/directives.graphqls", "graphql/**/*.graphqls");
    }

    private static List<String> problems(String yaml) {
        JsonNode routes = JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
        return canonical.validate(routes).stream()
                .map(Object::toString)
                .filter(problem -> !isSetting(routes, problem))
                .toList();
    }

    /** Returns whether a problem is a placeholder for a number, which the schema does not allow. */
    private static boolean isSetting(JsonNode routes, String problem) {
        return problem.endsWith(": string found, number expected")
                && routes.at(problem.substring(0, problem.indexOf(':')))
                        .asText()
                        .startsWith("{{");
    }

    private static void withoutShorthands(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.get("oneOf") instanceof ArrayNode ways && ways.size() > 1) {
                remove(ways, way -> way.path("type").asText().equals("string") && way.size() == 1);
            }
            if (object.get("anyOf") instanceof ArrayNode ways) {
                for (JsonNode way : ways) {
                    if (way.get("oneOf") instanceof ArrayNode expressions && isExpression(expressions)) {
                        remove(
                                expressions,
                                each -> !each.at("/properties/expression").isObject());
                    }
                }
            }
        }
        new ArrayList<>(children(node)).forEach(EditorsTest::withoutShorthands);
    }

    private static boolean isExpression(ArrayNode ways) {
        return ways.get(0).path("$ref").toString().endsWith(EXPRESSION);
    }

    private static void remove(ArrayNode ways, Predicate<JsonNode> which) {
        for (Iterator<JsonNode> each = ways.iterator(); each.hasNext(); ) {
            if (which.test(each.next())) {
                each.remove();
            }
        }
    }

    /** docs/editors.md: a domain's file runs on Camel alone, like in the camel command, with the page's stand-ins for the templates. */
    @Test
    void transformRunsOnCamelAlone() throws Exception {
        Path app = root.resolve("app");
        NewApplication.create(app, DomainName.of("parcels", Optional.empty()));
        String standIns = Docs.block("docs/editors.md", "yaml", "routeTemplate").text();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Properties settings = new Properties();
            settings.put("parcels.topic", "parcels.events");
            context.getPropertiesComponent().setInitialProperties(settings);
            RoutesLoader loader = PluginHelper.getRoutesLoader(context);
            loader.loadRoutes(
                    ResourceHelper.fromString("stand-ins.yaml", standIns),
                    ResourceHelper.fromString(
                            "parcels.yaml", Files.readString(app.resolve("routes/parcels.camel.yaml"))));
            context.start();
            JsonNode made = context.createProducerTemplate()
                    .requestBody(
                            "direct:parcels-transform",
                            Files.readString(app.resolve("golden/parcels/created.input.json")),
                            JsonNode.class);
            assertThat(made.path("customerId").asText()).isEqualTo("alice");
            assertThat(context.getRoutes()).hasSize(4);
        }
    }

    private static List<JsonNode> children(JsonNode node) {
        List<JsonNode> children = new ArrayList<>();
        node.forEach(children::add);
        return children;
    }
}
