package io.howdah.runtime.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.cli.develop.DevelopCommands;
import io.howdah.config.SettingException;
import io.howdah.config.SettingValues;
import io.howdah.runtime.Lint;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.testing.Docs;
import io.howdah.tools.golden.GoldenInputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs lint on the folders below {@code src/test/resources/lint}, each with one error: the findings must equal the file
 * {@code expected}. Other applications of the repository must have no findings.
 */
class LintCorpusIT {

    private static final Path CORPUS = Docs.root().resolve("src/test/resources/lint");

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CORPUS)) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findingsEqualTheExpectedFile(Path folder) throws IOException {
        // When
        List<Finding> findings = findings(applications(folder));

        // Then
        assertThat(findings)
                .extracting(finding ->
                        location(folder, finding) + " " + finding.code().text())
                .isEqualTo(Files.readAllLines(folder.resolve("expected")));
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.what()).isNotBlank().doesNotContain("\n").doesNotEndWith(".");
            assertThat(finding.fix()).isNotBlank().doesNotContain("\n").doesNotEndWith(".");
        });
    }

    /** Returns the application folders of a case: the folder itself, or the folders in it. */
    private static List<Path> applications(Path folder) throws IOException {
        if (Files.isDirectory(folder.resolve("graphql"))) {
            return List.of(folder);
        }
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static String location(Path folder, Finding finding) {
        return finding.location().toString().replace(folder + "/", "");
    }

    @Test
    void everyCodeHasAFolder() throws IOException {
        List<String> names =
                cases().map(folder -> String.valueOf(folder.getFileName())).toList();

        assertThat(names).hasSizeGreaterThanOrEqualTo(60);
        assertThat(Arrays.stream(Code.values()).map(Code::text))
                .allSatisfy(code -> assertThat(Files.readString(CORPUS.resolve(code + "-1/expected")))
                        .containsPattern("(?m) " + code + "$"));
    }

    @Test
    void theDemoHasNoFindings() {
        SettingValues values = SettingValues.load(List.of("demo"), List.of(), Map.of());

        assertThat(Lint.of(new ApplicationSources(List.of()), values).findings())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"graphql", "ingest", "push"})
    void theAppsOfTheBenchmarksHaveNoFindings(String name) {
        Path app = Docs.root().resolve("bench").resolve(name).resolve("app");

        assertThat(findings(List.of(app))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "docs/add-a-domain.md, my-app",
        "docs/cookbook-ingest.md, my-deliveries",
        "docs/cookbook.md, my-shop",
        "docs/cookbook.md, my-pharmacy"
    })
    void theDocumentedDomainsHaveNoFindings(String page, String name, @TempDir Path root) throws IOException {
        Path app = Docs.writeFiles(page, name, root);
        if (name.equals("my-deliveries")) {
            // A second page adds a route, and leaves its setting to the reader.
            Docs.writeFiles("docs/cookbook-routes.md", name, root);
            Files.writeString(
                    app.resolve("application.properties"),
                    Files.readString(app.resolve("application.properties")) + "arrivals.topic=arrivals.events\n");
        }

        assertThat(findings(List.of(app))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"docs/formats.md, formats-app", "docs/commands.md, my-lockers"})
    void theExcerptsOfPagesHaveOnlyFindingsOfMissingParts(String page, String name, @TempDir Path root)
            throws IOException {
        Path app = Docs.writeFiles(page, name, root);
        Path schema = app.resolve("schemas/locker.avsc");
        Files.createDirectories(schema.getParent());
        Files.writeString(
                schema, "{\"type\":\"record\",\"name\":\"Locker\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"}]}");

        assertThat(findings(List.of(app)))
                .extracting(Finding::code)
                .isSubsetOf(Code.MODEL_WITHOUT_NOTIFY, Code.MODEL_WITHOUT_INGEST);
    }

    private static List<Finding> findings(List<Path> folders) {
        ApplicationSources sources = new ApplicationSources(folders);
        try {
            return Lint.of(
                            sources,
                            SettingValues.load(List.of(), folders, Map.of()),
                            () -> GoldenInputs.failures(sources, DevelopCommands::goldenDatabase))
                    .findings();
        } catch (SettingException e) {
            return Linter.unknownKey(sources, e).stream().toList();
        }
    }
}
