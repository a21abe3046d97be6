package io.howdah.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.testing.YamlFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what the release workflow does to the chart. */
class ChartIT {

    @TempDir
    private Path root;

    @Test
    void publishedChartRunsItsImageByDigest() throws Exception {
        // Given
        String digest = "sha256:" + "0123456789abcdef".repeat(4);
        String script = StreamSupport.stream(
                        YamlFiles.read(".github/workflows/release.yaml")
                                .at("/jobs/publish/steps")
                                .spliterator(),
                        false)
                .filter(step -> step.at("/name").asText().equals("Name the image in the chart by its digest"))
                .map(step -> step.at("/run").asText())
                .findFirst()
                .orElseThrow();
        Path copy = root.resolve("deploy/chart/howdah");
        try (Stream<Path> files = Files.walk(Chart.FOLDER)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(Chart.FOLDER.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }

        // When
        ProcessBuilder bash = new ProcessBuilder("bash", "-e", "-c", script)
                .directory(root.toFile())
                .inheritIO();
        bash.environment().putAll(Map.of("IMAGE", "ghcr.io/acme/howdah", "DIGEST", digest));
        assertThat(bash.start().waitFor()).isZero();

        // Then
        assertThat(ChartTest.image(Chart.renderFolder(copy))).isEqualTo("ghcr.io/acme/howdah@" + digest);
        assertThat(ChartTest.image(Chart.renderFolder(copy, values("image: {repository: r/shop, tag: v1}"))))
                .isEqualTo("r/shop:v1");
        String other = "sha256:" + "f".repeat(64);
        assertThat(ChartTest.image(
                        Chart.renderFolder(copy, values("image: {repository: r/shop, digest: '" + other + "'}"))))
                .isEqualTo("r/shop@" + other);
    }

    private Path values(String text) throws IOException {
        return Files.writeString(Files.createTempFile(root, "values", ".yaml"), text);
    }
}
