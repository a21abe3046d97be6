package io.howdah.runtime.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RouteFilesTest {

    private static final String ROUTE = "- route:\n    id: things\n    from:\n      uri: direct:things\n";

    @Test
    void placesOfRoutesAndTextsAreKnown() {
        RouteFiles files = read(ROUTE);

        assertThat(files.placeOfRoute("things")).contains("a.camel.yaml:2:9");
        assertThat(files.placeOfText("direct:things")).contains("a.camel.yaml:4:12");
        assertThat(files.placeOfRoute("nobody")).isEmpty();
        assertThat(files.placeOfText("nobody")).isEmpty();
    }

    @Test
    void fileThatCannotBeReadSaysWhyAndWhere() {
        RouteFiles files = RouteFiles.read(List.of(file("a.camel.yaml", "- a: ["), file("b.camel.yaml", ROUTE)));

        assertThat(files.documents().get(0).root()).isEmpty();
        assertThat(files.documents().get(0).failure()).isPresent();
        assertThat(files.documents().get(0).failurePlace()).isEqualTo(new SourceLocation("a.camel.yaml", 1, 7));
        assertThat(files.documents().get(1).root()).isPresent();
        assertThat(files.placeOfRoute("things")).contains("b.camel.yaml:2:9");
    }

    private static RouteFiles read(String text) {
        return RouteFiles.read(List.of(file("a.camel.yaml", text)));
    }

    private static RouteFile file(String name, String text) {
        return new RouteFile(name, "file:" + name, text);
    }
}
