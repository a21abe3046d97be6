package io.howdah.oracle;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.testing.Docs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each patch of src/test/mutations applies to the sources. A patch that does not apply tests nothing. */
class MutationPatchesTest {

    private static final Path FOLDER = Docs.root().resolve("src/test/mutations");
    private static final String NEW_FILE = "+++ b/";

    /**
     * One change of a patch.
     *
     * @param header the text that starts with {@code @@}
     * @param file the source file, relative to the project
     * @param before the lines that the patch expects there: context and removed lines
     * @param after the lines that replace them
     */
    private record Hunk(String header, String file, List<String> before, List<String> after) {

        void add(String line) {
            char kind = line.isEmpty() ? ' ' : line.charAt(0);
            String text = line.isEmpty() ? "" : line.substring(1);
            if (kind == ' ' || kind == '-') {
                before.add(text);
            }
            if (kind == ' ' || kind == '+') {
                after.add(text);
            }
        }
    }

    static List<Path> patches() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".patch"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("patches")
    void appliesToTheSources(Path patch) throws IOException {
        assertThat(hunks(Files.readAllLines(patch))).isNotEmpty().allSatisfy(hunk -> {
            assertThat(hunk.before()).as("%s changes nothing", hunk.header()).isNotEqualTo(hunk.after());
            assertThat(occurrences(hunk.before(), source(hunk.file())))
                    .as(
                            "%s: hunk %s must match exactly one place of %s. Fix the patch: change its lines to those"
                                    + " of the source so that it breaks the same behavior. It expects:%n%s%n",
                            patch.getFileName(),
                            hunk.header(),
                            hunk.file(),
                            hunk.before().stream().collect(joining("\n")))
                    .isOne();
        });
    }

    @Test
    void hunkThatNoLongerMatchesIsFound() {
        List<Hunk> hunks = hunks(List.of(
                "What it breaks.",
                "--- a/src/A.java",
                "+++ b/src/A.java",
                "@@ -7,3 +7,2 @@ class A {",
                "     if (x) {",
                "-        return;",
                "     }",
                "@@ -20,1 +19,2 @@",
                "",
                "+--- not a header",
                ""));

        assertThat(hunks)
                .containsExactly(
                        new Hunk(
                                "@@ -7,3 +7,2 @@ class A {",
                                "src/A.java",
                                List.of("    if (x) {", "        return;", "    }"),
                                List.of("    if (x) {", "    }")),
                        new Hunk("@@ -20,1 +19,2 @@", "src/A.java", List.of(""), List.of("", "--- not a header")));
        List<String> before = hunks.get(0).before();
        assertThat(occurrences(before, List.of("{", "    if (x) {", "        return;", "    }", "}")))
                .isOne();
        assertThat(occurrences(before, List.of("    if (x) {", "        // why", "        return;", "    }")))
                .isZero();
        assertThat(occurrences(before, before.subList(0, 2))).isZero();
    }

    private static List<Hunk> hunks(List<String> patch) {
        List<Hunk> hunks = new ArrayList<>();
        String file = "";
        for (int i = 0; i < patch.size(); i++) {
            String line = patch.get(i);
            if (line.startsWith(NEW_FILE)) {
                file = line.substring(NEW_FILE.length());
            } else if (line.startsWith("@@ ")) {
                Hunk hunk = new Hunk(line, file, new ArrayList<>(), new ArrayList<>());
                String[] ranges = line.split(" ");
                while (hunk.before().size() < length(ranges[1]) || hunk.after().size() < length(ranges[2])) {
                    hunk.add(patch.get(++i));
                }
                hunks.add(hunk);
            }
        }
        return hunks;
    }

    /** Returns the number of lines of a range such as {@code -7,3}. */
    private static int length(String range) {
        int comma = range.indexOf(',');
        return comma < 0 ? 1 : Integer.parseInt(range.substring(comma + 1));
    }

    private static List<String> source(String file) {
        Path path = Docs.root().resolve(file);
        assertThat(path)
                .as("Fix the patch: the source file was moved or renamed")
                .isRegularFile();
        try {
            return Files.readAllLines(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long occurrences(List<String> lines, List<String> source) {
        return Stream.iterate(0, start -> start + lines.size() <= source.size(), start -> start + 1)
                .filter(start -> source.subList(start, start + lines.size()).equals(lines))
                .count();
    }
}
