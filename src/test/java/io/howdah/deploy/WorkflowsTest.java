package io.howdah.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.Docs;
import io.howdah.testing.TestServices;
import io.howdah.testing.YamlFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The workflows below .github/workflows/, and the one that {@code howdah init} writes. */
class WorkflowsTest {

    private static final String WORKFLOWS = ".github/workflows/";

    /** A workflow of this repository, or an action by a version's tag or by a commit: what Renovate can pin and move. Never a branch. */
    private static final Pattern ACTION = Pattern.compile("\\./\\.github/.*|[\\w-]+/[\\w./-]+@(v\\d+|[0-9a-f]{40})");

    /** An image with a tag, and possibly a digest. */
    private static final Pattern IMAGE = Pattern.compile("[\\w./-]+:[\\w.-]+(@sha256:[0-9a-f]{64})?");

    static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(Docs.root().resolve(WORKFLOWS))) {
            List<Path> all = new ArrayList<>(files.sorted().toList());
            all.add(Docs.root().resolve("src/main/resources/howdah/scaffold/application/ci.yaml"));
            return all;
        }
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

    @Test
    void eachBuildAndEachReleaseChecksTheDependencies() {
        assertThat(YamlFiles.read(WORKFLOWS + "test.yaml")
                        .at("/jobs/dependencies/uses")
                        .asText())
                .isEqualTo("./.github/workflows/dependencies.yaml");
        JsonNode dependencies = YamlFiles.read(WORKFLOWS + "dependencies.yaml");
        assertThat(dependencies.at("/on").has("workflow_call")).isTrue();
        assertThat(dependencies.at("/on").has("schedule")).isTrue();
        assertThat(runs(dependencies.at("/jobs/check"))).containsExactly("./howdah check-dependencies");
        assertThat(runs(YamlFiles.read(WORKFLOWS + "release.yaml").at("/jobs/publish")))
                .contains("java -jar howdah.jar check-dependencies");
    }

    @Test
    void releaseSignsTheImageTheChartAndTheJarAndSaysWhereTheyComeFrom() {
        // Given
        JsonNode publish = YamlFiles.read(WORKFLOWS + "release.yaml").at("/jobs/publish");
        String scripts = String.join("\n", runs(publish));

        // Then
        assertThat(publish.at("/permissions/id-token").asText()).isEqualTo("write");
        assertThat(publish.at("/permissions/attestations").asText()).isEqualTo("write");
        assertThat(scripts)
                .contains(
                        "cosign sign --yes \"$IMAGE@$IMAGE_DIGEST\"",
                        "cosign sign --yes \"$OWNER/charts/howdah@$CHART_DIGEST\"",
                        "cosign sign-blob --yes --bundle howdah.jar.sigstore.json howdah.jar",
                        "cosign sign-blob --yes --bundle howdah-server.jar.sigstore.json howdah-server.jar",
                        "gh release create \"$GITHUB_REF_NAME\" howdah.jar howdah.jar.sha256 howdah.jar.sigstore.json bom.json",
                        " howdah-server.jar howdah-server.jar.sha256 howdah-server.jar.sigstore.json bom-server.json ");
        assertThat(steps(publish, "actions/attest-build-provenance"))
                .extracting(step -> step.at("/subject-digest").asText()
                        + step.at("/subject-path").asText())
                .containsExactly(
                        "${{ steps.image.outputs.digest }}", "${{ steps.chart.outputs.digest }}", "howdah*.jar");
        assertThat(steps(publish, "actions/attest-sbom"))
                .extracting(step -> step.at("/subject-path").asText() + " "
                        + step.at("/sbom-path").asText())
                .containsExactly("howdah.jar bom.json", "howdah-server.jar bom-server.json");
        assertThat(scripts)
                .contains(
                        "unzip -p howdah.jar META-INF/sbom/bom.json > bom.json",
                        "unzip -p howdah-server.jar META-INF/sbom/bom.json > bom-server.json");
    }

    @Test
    void onlyAnImageThatTheReleaseSignedIsDeployed() {
        List<String> runs = runs(YamlFiles.read(WORKFLOWS + "deploy.yaml").at("/jobs/deploy"));

        assertThat(runs).hasSize(2);
        assertThat(runs.get(0))
                .startsWith("cosign verify \"ghcr.io/${GITHUB_REPOSITORY,,}@$DIGEST\"")
                .contains(
                        "--certificate-oidc-issuer https://token.actions.githubusercontent.com",
                        "/\\.github/workflows/release\\.yaml@refs/tags/v\"");
        assertThat(runs.get(1)).contains("helm upgrade");
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void updateBotCanPinEveryAction(Path file) {
        for (JsonNode job : YamlFiles.documents(Docs.text(file)).get(0).at("/jobs")) {
            Stream.concat(Stream.of(job), StreamSupport.stream(job.at("/steps").spliterator(), false))
                    .filter(each -> each.has("uses"))
                    .forEach(each -> assertThat(each.at("/uses").asText()).matches(ACTION));
        }
    }

    @Test
    void updateBotPinsActionsAndImages() {
        JsonNode renovate = YamlFiles.read("renovate.json");
        assertThat(texts(renovate.at("/extends"))).contains("helpers:pinGitHubActionDigests", "docker:pinDigests");
        assertThat(Docs.text("Dockerfile")
                        .lines()
                        .filter(line -> line.startsWith("ARG "))
                        .map(line -> line.split("=", 2)[1]))
                .hasSize(2)
                .allMatch(IMAGE.asMatchPredicate());
        for (JsonNode service : YamlFiles.read("compose.yaml").at("/services")) {
            if (!service.has("build")) {
                assertThat(service.at("/image").asText()).matches(IMAGE);
            }
        }
    }

    @Test
    void jarIsNotBuiltWithoutItsBillOfMaterials() {
        String pom = Docs.text("pom.xml");
        String rule = pom.substring(pom.indexOf("<id>bill-of-materials-is-there</id>"));
        assertThat(rule.substring(0, rule.indexOf("</execution>")))
                .contains(
                        "<phase>package</phase>",
                        "<goal>enforce</goal>",
                        "<requireFilesSize>",
                        "<file>${project.build.outputDirectory}/META-INF/sbom/bom.json</file>");
    }

    /** What each step of an action is given. */
    private static List<JsonNode> steps(JsonNode job, String action) {
        return StreamSupport.stream(job.at("/steps").spliterator(), false)
                .filter(step -> step.at("/uses").asText().startsWith(action + "@"))
                .map(step -> step.at("/with"))
                .toList();
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
