package io.howdah.runtime.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.runtime.check.RouteReferences;
import io.howdah.runtime.source.RouteFile;
import io.howdah.runtime.source.StartException;
import io.howdah.testing.Things;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WrittenRoutesTest {

    private static final String ROUTES = Things.routes("{id, sequence}", "{id}", false);

    @Test
    void onlyChangedRoutesAreReplaced() {
        // When
        RoutePlan plan = written(ROUTES.replace("{id}", "{id, sequence}")).after(written(ROUTES), Set.of());

        // Then
        assertThat(plan.created()).containsExactly("things-payload");
        assertThat(plan.stopped()).containsExactly("things-payload");
        assertThat(plan.paused()).containsExactly("things-notify");
    }

    @Test
    void commentsAndNotationAreIgnored() {
        String otherwise = "# before\n" + ROUTES.replace("\"{{things.topic}}\"", "'{{things.topic}}' # behind");

        assertThat(written(otherwise).after(written(ROUTES), Set.of()).isEmpty())
                .isTrue();
    }

    @Test
    void aRemovedRouteIsStopped() {
        String without = ROUTES.substring(0, ROUTES.indexOf("- route:"));

        RoutePlan plan = written(without).after(written(ROUTES), Set.of());

        assertThat(plan.created()).isEmpty();
        assertThat(plan.stopped()).containsExactlyInAnyOrder("things-transform", "things-payload");
    }

    @Test
    void aRouteIsReplacedWhenAHookThatItCallsIsAddedOrRemoved() {
        String api = """
                - route: {id: graphql-operation, from: {uri: "direct:graphql", steps: [{to: {uri: "direct:after-graphql"}}]}}
                - route: {id: live, from: {uri: "direct:live", steps: [{to: {uri: "direct:before-graphql-live"}}]}}
                """;
        String hook = "- route: {id: hook, from: {uri: \"direct:after-graphql\", steps: []}}\n";

        // When it is added
        RoutePlan added = written(api + hook).after(written(api), Set.of());
        assertThat(added.created()).containsExactly("graphql-operation", "hook");
        assertThat(added.stopped()).containsExactly("graphql-operation");

        // When it changes
        RoutePlan changed = written(api + hook.replace("[]", "[{log: x}]")).after(written(api + hook), Set.of());
        assertThat(changed.created()).containsExactly("hook");
        assertThat(changed.paused()).containsExactly("graphql-operation");

        // When it is removed
        RoutePlan removed = written(api).after(written(api + hook), Set.of());
        assertThat(removed.created()).containsExactly("graphql-operation");
        assertThat(removed.stopped()).containsExactlyInAnyOrder("graphql-operation", "hook");
    }

    @Test
    void aCallOfALongerNameDoesNotCount() {
        // Given the name of the payload begins with that of the helper
        String routes = ROUTES + helper("things");

        // When
        RoutePlan plan = written(routes.replace("helped", "helped otherwise")).after(written(routes), Set.of());

        // Then
        assertThat(plan.created()).containsExactly("things");
        assertThat(plan.paused()).isEmpty();
    }

    @Test
    void aNameInATextIsNotACall() {
        // Given
        String routes = ROUTES + helper("other").replace("helped", "as direct:things-payload does") + helper("lone");
        String otherwise = routes.replace("{id}", "{id, sequence}");

        // When
        RoutePlan plan = written(otherwise).after(written(routes), Set.of());

        // Then
        assertThat(plan.paused()).containsExactly("things-notify");
    }

    @Test
    void aCallByAPlaceholderCounts() {
        // Given
        String routes = ROUTES.replace("value: direct:things-payload", "value: \"{{payload}}\"");

        // When
        RoutePlan plan = written(routes.replace("{id}", "{id, sequence}")).after(written(routes), Set.of());

        // Then
        assertThat(plan.created()).containsExactly("things-payload");
        assertThat(plan.paused()).containsExactly("things-notify");
    }

    @Test
    void aCallOfTheTemplateCountsForItsRoutes() {
        // Given
        String template = """
                - routeTemplate:
                    id: notify
                    from:
                      uri: direct:{{model}}
                      steps:
                        - to: direct:helper
                """;
        String routes = ROUTES + template + helper("helper");

        // When
        RoutePlan plan = written(routes.replace("helped", "helped otherwise")).after(written(routes), Set.of());

        // Then
        assertThat(plan.created()).containsExactly("helper");
        assertThat(plan.paused()).containsExactly("things-notify");
    }

    @Test
    void aModelNameWithinATextIsNotAReference() {
        // Given a parameter with another model's name in its text
        String routes =
                ROUTES.replace("value: Thing\n", "value: Thing\n      - name: note\n        value: \"a: 5:Other}\"\n");

        // Then
        assertThat(written(routes).after(written(routes), Set.of("Other")).created())
                .isEmpty();
        assertThat(written(routes).after(written(routes), Set.of("Thing")).created())
                .containsExactly("things-ingest", "things-notify");
    }

    @Test
    void aConfigurationThatATextMentionsIsNotAReference() {
        // Given
        String configuration = """
                - routeConfiguration:
                    id: errors
                    onException: []
                """;
        String routes = ROUTES + configuration + helper("lone").replace("helped", "has no routeConfigurationId");

        // When
        RoutePlan plan =
                written(routes.replace("onException: []", "onCompletion: []")).after(written(routes), Set.of());

        // Then
        assertThat(plan.configurations()).containsExactly("errors");
        assertThat(plan.created()).isEmpty();
    }

    /** The file may have changed since lint checked it. */
    @Test
    void aFileThatIsNotYamlDoesNotCountAsEmpty() {
        assertThatThrownBy(() -> written(ROUTES + "- route: {id: \"half\n"))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("things.camel.yaml:");
    }

    private static String helper(String id) {
        return """
                - route:
                    id: %1$s
                    description: helped
                    from:
                      uri: direct:%1$s
                      steps:
                        - log: helped
                """.formatted(id);
    }

    private static WrittenRoutes written(String text) {
        return WrittenRoutes.read(
                List.of(new RouteFile("things.camel.yaml", "file:things.camel.yaml", text)),
                new RouteReferences(Map.of("payload", "direct:things-payload"), Map.of()));
    }
}
