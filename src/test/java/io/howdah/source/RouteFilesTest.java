package io.howdah.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RouteFilesTest {

    private static final String TEMPLATE = """
            - routeTemplate:
                id: ingest
                parameters:
                  - name: topic
                  - name: transform
                    defaultValue: direct:as-is
                  - name: note
                    required: false
            """;

    @Test
    void placesOfRoutesAndTextsAreKnown() {
        RouteFiles files = read(TEMPLATE + use("topic"));

        assertThat(files.placeOfRoute("things")).contains("a.camel.yaml:11:14");
        assertThat(files.placeOfText("direct:as-is")).contains("a.camel.yaml:6:23");
        assertThat(files.placeOfRoute("nobody")).isEmpty();
        assertThat(files.placeOfText("nobody")).isEmpty();
    }

    @Test
    void parametersOfATemplateAreChecked() {
        assertProblems(
                TEMPLATE + use("topik"),
                "a.camel.yaml:13:15: template ingest has no parameter topik; it has note, topic, transform",
                "a.camel.yaml:10:23: template ingest needs the parameter topic; add it to parameters");
    }

    @Test
    void templateMayComeFromJavaAlone() {
        String text = use("topic");

        assertProblems(
                TEMPLATE.replace("id: ingest", "id: digest") + text,
                "a.camel.yaml:10:23: no template is called ingest; there are digest");
        assertThat(RouteFiles.read(List.of(file("a.camel.yaml", text)), true).placeOfRoute("things"))
                .isPresent();
    }

    @Test
    void routeConfigurationIsLookedUpUnlessItIsAPattern() {
        String route = "- route:\n    id: a\n    routeConfigurationId: %s\n";

        assertProblems(
                "- routeConfiguration:\n    id: errors\n" + route.formatted("erors"),
                "a.camel.yaml:5:27: no routeConfiguration is called erors; there are errors");
        read(route.formatted("'*'"));
    }

    @Test
    void idThatTwoFilesShareNamesBoth() {
        assertThatThrownBy(() -> RouteFiles.read(
                        List.of(
                                file("a.camel.yaml", "- route:\n    id: x\n"),
                                file("b.camel.yaml", "- route: {id: x}\n")),
                        false))
                .isInstanceOf(StartException.class)
                .hasMessage("b.camel.yaml:1:15: route id x is taken by a.camel.yaml:2:9; give one of them another id");
    }

    @Test
    void keyThatIsThereTwiceIsNamedAtAnyDepth() {
        assertProblems(
                "- route:\n    from:\n      uri: a\n      uri: b\n",
                "a.camel.yaml:4:7: uri is there twice, and only the last would count; delete one");
    }

    @Test
    void fileWithoutAListIsNamed() {
        assertProblems("# nothing\n", "a.camel.yaml: holds no route; write one, or delete the file");
        assertProblems(
                "route:\n  id: a\n",
                "a.camel.yaml:1:1: is not a list, so that Camel would ignore it; begin each entry with '- route:'");
    }

    private static String use(String parameter) {
        return """
                - templatedRoute:
                    routeTemplateRef: ingest
                    routeId: things
                    parameters:
                      - name: %s
                        value: things.events
                """.formatted(parameter);
    }

    private static RouteFiles read(String text) {
        return RouteFiles.read(List.of(file("a.camel.yaml", text)), false);
    }

    private static void assertProblems(String text, String... lines) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        StartException.class,
                        e -> assertThat(e.getMessage().lines()).containsExactly(lines));
    }

    private static RouteFile file(String name, String text) {
        return new RouteFile(name, "file:" + name, text);
    }
}
