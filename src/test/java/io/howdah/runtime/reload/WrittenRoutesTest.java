package io.howdah.runtime.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.runtime.source.RouteFile;
import io.howdah.runtime.source.StartException;
import io.howdah.testing.Things;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WrittenRoutesTest {

    private static final String ROUTES = Things.routes("{id, sequence}", "{id}", false);

    @Test
    void onlyWhatSaysSomethingElseIsMadeAgain() {
        // When
        RoutePlan plan = written(ROUTES.replace("{id}", "{id, sequence}")).after(written(ROUTES), Set.of());

        // Then
        assertThat(plan.made()).containsExactly("things-payload");
        assertThat(plan.stopped()).containsExactly("things-payload");
        assertThat(plan.paused()).containsExactly("things-notify");
    }

    @Test
    void commentsAndFormsOfWritingSayNothing() {
        String otherwise = "# before\n" + ROUTES.replace("\"{{things.topic}}\"", "'{{things.topic}}' # behind");

        assertThat(written(otherwise).after(written(ROUTES), Set.of()).isEmpty())
                .isTrue();
    }

    @Test
    void aRouteThatIsGoneIsStopped() {
        String without = ROUTES.substring(0, ROUTES.indexOf("- route:"));

        RoutePlan plan = written(without).after(written(ROUTES), Set.of());

        assertThat(plan.made()).isEmpty();
        assertThat(plan.stopped()).containsExactlyInAnyOrder("things-transform", "things-payload");
    }

    /** As one that is being written again after it was looked at. */
    @Test
    void aFileThatIsNoYamlIsNotAnEmptyOne() {
        assertThatThrownBy(() -> written(ROUTES + "- route: {id: \"half\n"))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("things.camel.yaml:");
    }

    private static WrittenRoutes written(String text) {
        return WrittenRoutes.read(List.of(new RouteFile("things.camel.yaml", "file:things.camel.yaml", text)));
    }
}
