package io.howdah.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.testing.Docs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every decision record has the shape that docs/decisions/README.md states, and a row of its index. */
class DecisionsTest {

    private static final String INDEX = "docs/decisions/README.md";

    private static final Pattern FILE = Pattern.compile("(\\d{4})-[a-z0-9]+(-[a-z0-9]+)*\\.md");

    private static final Pattern HEAD = Pattern.compile("""
            \\A# (?<number>\\d+)\\. (?<title>\\S.*)

            - Status: (?<status>accepted|superseded by \\[\\d+\\]\\(\\S+\\.md\\)|deprecated)(?<amended>, amended by .*)?
            - Date: (?<date>20\\d\\d-[01]\\d-[0-3]\\d)

            ## Context
            """);

    private static final Pattern SECTION = Pattern.compile("(?m)^## (.*)$");

    static List<Path> decisions() throws IOException {
        try (Stream<Path> files = Files.list(Docs.root().resolve(INDEX).getParent())) {
            return files.filter(file -> !file.endsWith("README.md")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void hasStatusDateAndSections(Path file) {
        String text = Docs.text(file);
        assertThat(file.getFileName().toString()).matches(FILE);
        assertThat(text).containsPattern(HEAD);
        assertThat(SECTION.matcher(text).results().map(match -> match.group(1)))
                .containsExactly("Context", "Decision", "Alternatives", "Consequences");
        assertThat(Stream.of(text.split(SECTION.pattern())).skip(1)).noneMatch(String::isBlank);
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void nameHasTheNumber(Path file) {
        assertThat(file.getFileName().toString())
                .startsWith("%04d-".formatted(Integer.parseInt(head(file).group("number"))));
    }

    @Test
    void indexNamesEachOnceAndInOrder() throws IOException {
        assertThat(Docs.text(INDEX).lines().filter(line -> line.startsWith("| [")))
                .containsExactlyElementsOf(
                        decisions().stream().map(DecisionsTest::row).toList());
    }

    private static String row(Path file) {
        Matcher head = head(file);
        String status = head.group("amended") == null ? head.group("status") : head.group("status") + ", amended";
        return "| [%s](%s) | %s | %s, %s |"
                .formatted(head.group("number"), file.getFileName(), head.group("title"), head.group("date"), status);
    }

    private static Matcher head(Path file) {
        Matcher head = HEAD.matcher(Docs.text(file));
        assertThat(head.find()).as(file.toString()).isTrue();
        return head;
    }
}
