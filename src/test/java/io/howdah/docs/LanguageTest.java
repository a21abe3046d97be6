package io.howdah.docs;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.howdah.docs.LanguageRules.Finding;
import io.howdah.docs.Passage.Area;
import io.howdah.testing.Docs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Pages, Javadoc, comments, messages and names are in plain technical English. What is left from before is counted in {@link #CEILINGS}:
 * no count may grow.
 */
class LanguageTest {

    private static final String CEILINGS = "src/test/resources/language/ceilings.txt";
    private static final String WRITE = "howdah.language.write";
    private static final String REPORT = "howdah.language.report";

    private static final String HEAD = """
            # How often each rule of LanguageRules may still be broken, by area. A missing row is 0. Counts only fall:
            # mvn test -Dtest=LanguageTest -Dhowdah.language.write=true
            """;

    /** How many findings of a rule a failure lists. */
    private static final int LISTED = 25;

    private static List<Passage> passages;

    @BeforeAll
    static void read() {
        passages = Prose.of(Docs.root());
    }

    @Test
    void isPlain() throws IOException {
        // Given
        Map<String, Integer> ceilings = ceilings();

        // When
        Map<String, List<Finding>> findings = passages.stream()
                .flatMap(passage -> LanguageRules.check(passage).stream())
                .collect(groupingBy(LanguageTest::row, TreeMap::new, toList()));

        // Then
        if (Boolean.getBoolean(REPORT)) {
            System.out.println(Readability.report(passages));
        }
        if (Boolean.getBoolean(WRITE)) {
            boolean first = ceilings.isEmpty();
            findings.forEach(
                    (row, found) -> ceilings.merge(row, first ? found.size() : 0, (a, b) -> Math.min(a, found.size())));
            ceilings.keySet().retainAll(findings.keySet());
            ceilings.values().removeIf(count -> count == 0);
            Files.writeString(
                    Docs.root().resolve(CEILINGS),
                    HEAD
                            + ceilings.entrySet().stream()
                                    .map(e -> e.getKey() + " " + e.getValue() + "\n")
                                    .collect(joining()));
        }
        String grown = findings.entrySet().stream()
                .filter(row -> row.getValue().size() > ceilings.getOrDefault(row.getKey(), 0))
                .map(row -> "%s: %d, allowed %d%n%s"
                        .formatted(
                                row.getKey(),
                                row.getValue().size(),
                                ceilings.getOrDefault(row.getKey(), 0),
                                newestFirst(row.getValue())))
                .collect(joining("\n"));
        if (!grown.isEmpty()) {
            fail("Write plain English (LanguageRules has the rules). Files that changed last come first.\n" + grown);
        }
        long loose = ceilings.entrySet().stream()
                .filter(row -> findings.getOrDefault(row.getKey(), List.of()).size() < row.getValue())
                .count();
        if (loose > 0) {
            System.out.printf(
                    "%d rows of %s can fall: mvn test -Dtest=LanguageTest -D%s=true%n", loose, CEILINGS, WRITE);
        }
    }

    @Test
    void ceilingsNameRulesThatExist() throws IOException {
        List<String> rules =
                LanguageRules.ALL.stream().map(LanguageRules.Rule::name).collect(toList());
        rules.add("long-sentence");

        assertThat(ceilings().keySet()).allSatisfy(row -> {
            assertThat(rules).contains(row.split(" ")[1]);
            assertThat(Area.valueOf(row.split(" ")[0].toUpperCase(Locale.ROOT))).isNotNull();
        });
        assertThat(rules).doesNotHaveDuplicates();
    }

    @Test
    void eachAreaHasText() {
        Map<Area, Long> counts = passages.stream().collect(groupingBy(Passage::area, counting()));

        assertThat(counts).containsOnlyKeys(Area.values());
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isGreaterThan(100));
    }

    private static String row(Finding finding) {
        return finding.area().name().toLowerCase(Locale.ROOT) + " "
                + finding.rule().name();
    }

    private static Map<String, Integer> ceilings() throws IOException {
        Map<String, Integer> ceilings = new TreeMap<>();
        Path file = Docs.root().resolve(CEILINGS);
        for (String line : Files.readAllLines(file)) {
            if (!line.startsWith("#") && !line.isBlank()) {
                int end = line.lastIndexOf(' ');
                ceilings.put(line.substring(0, end), Integer.parseInt(line.substring(end + 1)));
            }
        }
        return ceilings;
    }

    private static String newestFirst(List<Finding> findings) {
        return findings.stream()
                        .sorted(Comparator.comparing((Finding finding) -> Docs.root()
                                        .resolve(finding.file())
                                        .toFile()
                                        .lastModified())
                                .reversed())
                        .limit(LISTED)
                        .map(finding -> "  " + finding)
                        .collect(joining("\n"))
                + (findings.size() > LISTED ? "\n  and %d more".formatted(findings.size() - LISTED) : "");
    }
}
