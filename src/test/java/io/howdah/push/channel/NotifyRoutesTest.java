package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotifyRoutesTest {

    /** A copy of the template with the parameter's former name. */
    private static final String FORMER_TEMPLATE = """
            - routeTemplate:
                id: former
                parameters: [{name: model}, {name: channel}, {name: frame, defaultValue: "direct:as-is"}]
                from: {uri: "direct:in", steps: [{to: {uri: "{{frame}}"}}]}
            """;

    @ParameterizedTest
    @CsvSource({
        "notify, '{name: payload, value: \"direct:{{name}}\"}', direct:shown",
        "notify, '{name: frame, value: \"direct:{{name}}\"}', direct:shown",
        "notify, '{name: conflate, value: \"true\"}', bean:asIs",
        "former, '{name: frame, value: \"direct:{{name}}\"}', direct:shown",
    })
    void payloadTransformHasAFormerName(String template, String parameter, String expected) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().addInitialProperty("name", "shown");

            // When
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(
                            PluginHelper.getResourceLoader(context)
                                    .resolveResource("classpath:routes/templates/notify.camel.yaml"),
                            ResourceHelper.fromString("former.camel.yaml", FORMER_TEMPLATE),
                            ResourceHelper.fromString("things.camel.yaml", """
                                    - templatedRoute:
                                        routeTemplateRef: %s
                                        routeId: things-notify
                                        parameters: [{name: model, value: Thing}, {name: channel, value: things}, %s]
                                    """.formatted(template, parameter)));

            // Then
            assertThat(NotifyRoutes.declaredIn(context))
                    .extracting(NotifyRoute::payload)
                    .containsExactly(expected);
        }
    }
}
