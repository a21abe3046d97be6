package io.howdah.tools.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.runtime.check.Code;
import io.howdah.runtime.check.Finding;
import io.howdah.runtime.source.SourceLocation;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Finding ERROR = new Finding(
            Code.DIRECT_MISSING,
            new SourceLocation("my app/routes/rides.camel.yaml", 12, 9),
            "direct:nobody is called and no route serves it",
            "correct the name");

    private static final Finding WARNING = new Finding(
            Code.URI_QUERY, new SourceLocation("/srv/app/routes/rides.camel.yaml", 3, 7), "a query", "move it");

    @Test
    void textHasALineForEach() {
        assertThat(Report.TEXT.of(List.of(ERROR, WARNING)))
                .isEqualTo("my app/routes/rides.camel.yaml:12:9: error direct-missing: direct:nobody is called and no"
                        + " route serves it; correct the name\n"
                        + "/srv/app/routes/rides.camel.yaml:3:7: warning uri-query: a query; move it\n");
        assertThat(Report.TEXT.of(List.of())).isEqualTo("no findings\n");
    }

    @Test
    void jsonHasEveryField() throws Exception {
        JsonNode list = JSON.readTree(Report.JSON.of(List.of(ERROR, WARNING)));

        assertThat(list).hasSize(2);
        assertThat(list.get(0))
                .isEqualTo(JSON.createObjectNode()
                        .put("code", "direct-missing")
                        .put("severity", "error")
                        .put("file", "my app/routes/rides.camel.yaml")
                        .put("line", 12)
                        .put("column", 9)
                        .put("what", "direct:nobody is called and no route serves it")
                        .put("why", Code.DIRECT_MISSING.why())
                        .put("fix", "correct the name")
                        .put("cure", "correct the name"));
        assertThat(JSON.readTree(Report.JSON.of(List.of()))).isEmpty();
    }

    @Test
    void sarifHasARuleForEachCodeAndAResultForEachFinding() throws Exception {
        // When
        JsonNode log = JSON.readTree(Report.SARIF.of(List.of(ERROR, WARNING, ERROR)));

        // Then
        assertThat(log.path("version").asText()).isEqualTo("2.1.0");
        JsonNode run = log.path("runs").get(0);
        JsonNode rules = run.at("/tool/driver/rules");
        assertThat(run.at("/tool/driver/name").asText()).isEqualTo("howdah lint");
        assertThat(rules).extracting(rule -> rule.path("id").asText()).containsExactly("direct-missing", "uri-query");
        assertThat(rules.get(0).at("/help/text").asText())
                .contains(Code.DIRECT_MISSING.why(), Code.DIRECT_MISSING.fix());
        assertThat(rules)
                .extracting(rule -> rule.at("/defaultConfiguration/level").asText())
                .containsExactly("error", "warning");
        JsonNode results = run.path("results");
        assertThat(results).hasSize(3);
        assertThat(results)
                .allSatisfy(result -> assertThat(
                                rules.get(result.path("ruleIndex").asInt()).path("id"))
                        .isEqualTo(result.path("ruleId")));
        assertThat(results.get(0).path("level").asText()).isEqualTo("error");
        assertThat(results.get(0).at("/message/text").asText())
                .isEqualTo("direct:nobody is called and no route serves it; correct the name");
        JsonNode location = results.get(0).at("/locations/0/physicalLocation");
        assertThat(location.at("/artifactLocation/uri").asText()).isEqualTo("my%20app/routes/rides.camel.yaml");
        assertThat(location.at("/region/startLine").asInt()).isEqualTo(12);
        assertThat(location.at("/region/startColumn").asInt()).isEqualTo(9);
        assertThat(results.get(1)
                        .at("/locations/0/physicalLocation/artifactLocation/uri")
                        .asText())
                .isEqualTo("file:///srv/app/routes/rides.camel.yaml");
    }
}
