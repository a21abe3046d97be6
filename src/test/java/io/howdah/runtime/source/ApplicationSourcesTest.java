package io.howdah.runtime.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationSourcesTest {

    @TempDir
    private Path here;

    @TempDir
    private Path there;

    @Test
    void fingerprintDependsOnContentsAndNotOnPaths() throws IOException {
        // Given
        write(here, "- route: 1", "type A");
        write(there, "- route: 1", "type A");

        // Then
        String fingerprint = fingerprint(here);
        assertThat(fingerprint).hasSize(64).isEqualTo(fingerprint(there));

        // When a route or the SDL changes
        write(there, "- route: 2", "type A");
        assertThat(fingerprint(there)).isNotEqualTo(fingerprint);
        write(there, "- route: 1", "type B");
        assertThat(fingerprint(there)).isNotEqualTo(fingerprint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application.properties", "application-prod.properties", "environments/prod.properties"})
    void settingsIncludeThoseOfProfiles(String name) throws IOException {
        write(here, "- route: 1", "type A");
        ApplicationSources sources = new ApplicationSources(List.of(here));
        String before = sources.settings();

        Files.createDirectories(here.resolve(name).getParent());
        Files.writeString(here.resolve(name), "rides.topic=rides");

        assertThat(sources.settings()).isNotEqualTo(before).contains("rides.topic=rides");
    }

    @ParameterizedTest
    @ValueSource(strings = {"routes/api", "routes/edge"})
    void fileOfAFolderReplacesTheRuntimesFileByCurrentOrFormerPath(String api) throws IOException {
        // Given
        write(here, "- route: 1", "type A");
        Files.createDirectories(here.resolve(api));
        Files.writeString(here.resolve(api + "/graphql.camel.yaml"), "- route: 2");

        // When
        List<RouteFile> files = new ApplicationSources(List.of(here)).routeFiles();

        // Then
        assertThat(files)
                .filteredOn(file -> file.name().endsWith("graphql.camel.yaml"))
                .extracting(RouteFile::text)
                .containsExactly("- route: 2");
        assertThat(files)
                .filteredOn(file -> file.name().endsWith("rest.camel.yaml"))
                .hasSize(1);
        assertThat(files)
                .filteredOn(file -> ApplicationSources.isApi(file.name()))
                .hasSize(7);
    }

    private static String fingerprint(Path folder) {
        return new ApplicationSources(List.of(folder)).fingerprint();
    }

    private static void write(Path folder, String route, String schema) throws IOException {
        Files.createDirectories(folder.resolve("routes"));
        Files.createDirectories(folder.resolve("graphql"));
        Files.writeString(folder.resolve("routes/rides.camel.yaml"), route);
        Files.writeString(folder.resolve("graphql/rides.graphqls"), schema);
    }
}
