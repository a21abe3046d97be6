package io.howdah.runtime.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RouteFilesTest {

    private static final String ROUTE = "- route:\n    id: things\n    from:\n      uri: direct:things\n";

    @Test
    void locationsOfRoutesAndTextsAreKnown() {
        RouteFiles files = read(ROUTE);

        assertThat(files.locationOfRoute("things")).contains("a.camel.yaml:2:9");
        assertThat(files.locationOfText("direct:things")).contains("a.camel.yaml:4:12");
        assertThat(files.locationOfRoute("missing")).isEmpty();
        assertThat(files.locationOfText("missing")).isEmpty();
    }

    @Test
    void fileThatCannotBeReadHasAReasonAndALocation() {
        RouteFiles files = RouteFiles.read(List.of(file("a.camel.yaml", "- a: ["), file("b.camel.yaml", ROUTE)));

        assertThat(files.documents().get(0).root()).isEmpty();
        assertThat(files.documents().get(0).failure()).isPresent();
        assertThat(files.documents().get(0).failureLocation()).isEqualTo(new SourceLocation("a.camel.yaml", 1, 7));
        assertThat(files.documents().get(1).root()).isPresent();
        assertThat(files.locationOfRoute("things")).contains("b.camel.yaml:2:9");
    }

    private static RouteFiles read(String text) {
        return RouteFiles.read(List.of(file("a.camel.yaml", text)));
    }

    private static RouteFile file(String name, String text) {
        return new RouteFile(name, "file:" + name, text);
    }
}
