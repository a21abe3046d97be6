package io.howdah.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.Docs;
import io.howdah.testing.YamlFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation site: docs-site/ builds it from README.md and docs/. */
class DocsSiteTest {

    private static final String SIDEBAR = "docs-site/.vitepress/sidebar.js";

    /** A first cell of a table that is a link to a page: what the sidebar reads. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\[[^\\]]+\\]\\([^)]+\\)[^|]*) \\|");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+\\.md)(?:#[^)]*)?\\)");

    @Test
    void sidebarHoldsEveryPage() throws IOException {
        // Given
        String index = Docs.text("docs/index.md");
        List<String> listed = ROW.matcher(index)
                .results()
                .flatMap(row -> LINK.matcher(row.group(1)).results())
                .map(link -> link.group(1))
                .toList();

        // Then
        assertThat(Docs.text(SIDEBAR)).contains("docs/index.md", "docs/decisions");
        try (Stream<Path> pages = Files.list(Docs.root().resolve("docs"))) {
            assertThat(listed)
                    .containsAll(pages.map(page -> page.getFileName().toString())
                            .filter(name -> name.endsWith(".md") && !name.equals("index.md"))
                            .toList())
                    .contains("../README.md", "../CONTRIBUTING.md", "../SECURITY.md", "decisions/README.md");
        }
    }

    @Test
    void sidebarIsGroupedByReader() {
        assertThat(Pattern.compile("(?m)^## (\\w+)")
                        .matcher(Docs.text("docs/index.md"))
                        .results()
                        .map(heading -> heading.group(1)))
                .containsExactly("Everyone", "Engineers", "Frontend", "Operators", "Contributors");
    }

    @Test
    void lockPinsWhatPackageJsonNamesAndNoRegistry() throws IOException {
        // Given
        JsonNode wanted = new ObjectMapper().readTree(Docs.text("docs-site/package.json"));
        String text = Docs.text("docs-site/package-lock.json");
        JsonNode lock = new ObjectMapper().readTree(text);

        // Then
        assertThat(lock.at("/packages//devDependencies")).isEqualTo(wanted.at("/devDependencies"));
        assertThat(wanted.at("/devDependencies"))
                .allSatisfy(version -> assertThat(version.asText()).matches("\\d+\\.\\d+\\.\\d+"));
        assertThat(text).doesNotContain("\"resolved\"");
        assertThat(wanted.at("/scripts/docs").asText()).isEqualTo("vitepress dev");
    }

    @Test
    void workflowBuildsEachPullRequestAndPublishesMain() {
        JsonNode workflow = YamlFiles.read(".github/workflows/docs.yaml");

        assertThat(workflow.at("/on").has("pull_request")).isTrue();
        assertThat(Pattern.compile("npm (?:ci|run \\w+) --prefix docs-site")
                        .matcher(workflow.at("/jobs/build/steps").toString())
                        .results()
                        .map(MatchResult::group))
                .containsExactly("npm ci --prefix docs-site", "npm run build --prefix docs-site");
        assertThat(workflow.at("/jobs/publish/if").asText()).contains("refs/heads/main");
    }
}
