package io.howdah.runtime.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HooksTest {

    private static final String API = """
            - route:
                id: api
                from:
                  uri: direct:api
                  steps:
                    - doTry:
                        steps:
                          - to: {uri: direct:before-graphql}
                          - setBody: {simple: {expression: "${body} api"}}
                          - to: {uri: direct:after-graphql}
                        doCatch:
                          - exception: [java.lang.IllegalStateException]
                            steps:
                              - setBody: {constant: {expression: refused}}
            """;
    private static final String AFTER = """
            - route:
                id: after
                from:
                  uri: direct:after-graphql
                  steps:
                    - setBody: {simple: {expression: "${body} after"}}
            """;

    private final Main main = new Main();
    private final Hooks hooks = new Hooks();

    @AfterEach
    void stop() {
        main.stop();
    }

    @Test
    void onlyDefinedHooksAreCalled() throws Exception {
        // When the hook is declared after the route that calls it
        start(API + AFTER);

        // Then
        assertThat(request()).isEqualTo("body api after");
        assertThat(tries(main.getCamelContext())).hasSize(2);
    }

    @Test
    void hookInJavaIsCalled() throws Exception {
        // Given
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:before-graphql").throwException(new IllegalStateException("refused"));
            }
        });

        // When
        start(API);

        // Then
        assertThat(request()).isEqualTo("refused");
    }

    @Test
    void routeThatIsCreatedLaterCallsTheHooksDefinedThen() throws Exception {
        // Given
        start("");

        // When
        hooks.replace(Set.of(), Set.of("direct:api", "direct:after-graphql"));
        load(API + AFTER);

        // Then
        assertThat(request()).isEqualTo("body api after");

        // When the hook is removed
        main.getCamelContext().getRouteController().stopRoute("api");
        main.getCamelContext().removeRoute("api");
        hooks.replace(Set.of("direct:api", "direct:after-graphql"), Set.of("direct:api"));
        load(API);

        // Then
        assertThat(request()).isEqualTo("body api");
    }

    @Test
    void theShippedRoutesCallEachHookOnce() {
        String all = new ApplicationSources(List.of())
                .routeFiles().stream().map(RouteFile::text).reduce("", String::concat);

        assertThat(Hooks.ALL)
                .allSatisfy(hook -> assertThat(Arrays.stream(all.split("\n")))
                        .filteredOn(line -> line.strip().equals("uri: " + hook))
                        .hasSize(1));
    }

    private void start(String routes) throws Exception {
        main.setDefaultPropertyPlaceholderLocation("false");
        main.bind("hooks", hooks);
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                if (!routes.isEmpty()) {
                    load(routes);
                }
            }
        });
        main.start();
    }

    private void load(String routes) throws Exception {
        CamelContext context = main.getCamelContext();
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("routes.camel.yaml", routes));
    }

    private String request() {
        return main.getCamelContext().createProducerTemplate().requestBody("direct:api", "body", String.class);
    }

    /** The steps of the try. */
    private static List<?> tries(CamelContext context) {
        RouteDefinition route = ((ModelCamelContext) context).getRouteDefinition("api");
        return route.getOutputs().get(0).getOutputs();
    }
}
