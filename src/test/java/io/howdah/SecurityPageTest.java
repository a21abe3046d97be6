package io.howdah;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.testing.Docs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** SECURITY.md names tests that are there, and that speak of what they are named for. */
class SecurityPageTest {

    private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test))`");
    private static final Pattern CVE = Pattern.compile("(?m)^\\| (CVE-[0-9-]+) \\|.*\\|([^|]*)\\|$");

    @Test
    void everyTestExists() throws IOException {
        List<String> named = TEST.matcher(Docs.text("SECURITY.md"))
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();

        assertThat(named).hasSizeGreaterThan(15).allMatch(tests()::containsKey);
    }

    @Test
    void testOfEachCveSpeaksOfIt() throws IOException {
        Map<String, Path> tests = tests();
        Map<String, String> listed = CVE.matcher(Docs.text("SECURITY.md"))
                .results()
                .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2)));

        assertThat(listed)
                .containsOnlyKeys("CVE-2026-46726", "CVE-2026-49098", "CVE-2026-40022", "CVE-2026-66908")
                .allSatisfy((cve, named) -> assertThat(TEST.matcher(named).results())
                        .isNotEmpty()
                        .allSatisfy(match ->
                                assertThat(Docs.text(tests.get(match.group(1)))).contains(cve)));
    }

    @Test
    void eachAttackerHasATest() {
        String page = Docs.text("SECURITY.md");
        String table = page.substring(page.indexOf("| who |"), page.indexOf("\n\n", page.indexOf("| who |")));

        assertThat(table.lines().skip(2))
                .hasSizeGreaterThan(10)
                .allMatch(row -> TEST.matcher(row).find());
    }

    private static Map<String, Path> tests() throws IOException {
        try (Stream<Path> files = Files.walk(Docs.root().resolve("src/test/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""),
                            file -> file,
                            (one, other) -> one));
        }
    }
}
