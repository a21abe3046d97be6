package io.howdah.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.howdah.testing.Docs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages for contributors name classes, rooms and profiles that exist, and every room. */
class ContributorPagesTest {

    private static final String CONTRIBUTING = "CONTRIBUTING.md";
    private static final String ARCHITECTURE = "docs/architecture.md";

    private static final Pattern CLASS = Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:\\.([A-Z]\\w*))?`");
    private static final Pattern FULL_NAME = Pattern.compile("\\bio\\.howdah(?:\\.[a-z0-9]+)*\\.[A-Z]\\w+");
    private static final Pattern PROFILE = Pattern.compile("(?<=[` ])-P(\\w+)");
    private static final Pattern PROFILE_ID = Pattern.compile("<profile>(?:\\s|<!--[^>]*-->)*<id>(\\w+)</id>");
    private static final Pattern ROOM = Pattern.compile("(?m)^\\| \\[(\\w+)]\\(\\S+\\) \\| (.*) \\|$");

    @ParameterizedTest
    @ValueSource(strings = {CONTRIBUTING, ARCHITECTURE})
    void everyClassExists(String page) throws IOException {
        Map<String, Path> sources = sources();
        List<MatchResult> named = CLASS.matcher(Docs.text(page)).results().toList();

        assertThat(named).isNotEmpty();
        assertThat(named.stream().filter(name -> !isDeclared(name, sources)).map(MatchResult::group))
                .isEmpty();
    }

    private static boolean isDeclared(MatchResult name, Map<String, Path> sources) {
        Path source = sources.get(name.group(1));
        return source != null
                && (name.group(2) == null
                        || Pattern.compile("\\b(class|record|interface|enum) " + name.group(2) + "\\b")
                                .matcher(Docs.text(source))
                                .find());
    }

    @Test
    void everyRoomHasARowThatNamesItsSubRooms() throws IOException {
        Map<String, String> rows = ROOM.matcher(Docs.text(CONTRIBUTING))
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
        Map<String, Set<String>> rooms = rooms();

        assertThat(rows.keySet()).isEqualTo(rooms.keySet());
        rooms.forEach((room, inner) ->
                inner.forEach(name -> assertThat(rows.get(room)).as(room).contains("`" + name + "`")));
    }

    @Test
    void everyFullNameOfAClassLeadsToOne() {
        for (Path page : Docs.pages()) {
            assertThat(FULL_NAME.matcher(Docs.text(page)).results().map(MatchResult::group))
                    .as(page.toString())
                    .allSatisfy(
                            name -> assertThatCode(() -> Class.forName(name)).doesNotThrowAnyException());
        }
    }

    @Test
    void profilesAreThoseOfTheBuild() {
        assertThat(names(PROFILE, CONTRIBUTING)).isEqualTo(names(PROFILE_ID, "pom.xml"));
    }

    private static Set<String> names(Pattern pattern, String file) {
        return pattern.matcher(Docs.text(file))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Path> sources() throws IOException {
        Map<String, Path> sources = new TreeMap<>();
        for (String root : List.of("src/main/java", "src/test/java")) {
            try (Stream<Path> files = Files.walk(Docs.root().resolve(root))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .forEach(file ->
                                sources.put(file.getFileName().toString().replace(".java", ""), file));
            }
        }
        return sources;
    }

    /** The rooms below io.howdah, each with the packages in it, such as {@code server/tail}. */
    private static Map<String, Set<String>> rooms() throws IOException {
        Path root = Docs.root().resolve("src/main/java/io/howdah");
        Map<String, Set<String>> rooms = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> root.relativize(file.getParent()))
                    .filter(folder -> !folder.toString().isEmpty())
                    .forEach(folder -> {
                        Set<String> inner =
                                rooms.computeIfAbsent(folder.getName(0).toString(), room -> new TreeSet<>());
                        if (folder.getNameCount() > 1) {
                            inner.add(folder.subpath(1, folder.getNameCount()).toString());
                        }
                    });
        }
        return rooms;
    }
}
