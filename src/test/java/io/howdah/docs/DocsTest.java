package io.howdah.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import graphql.language.DirectiveDefinition;
import graphql.language.InputValueDefinition;
import graphql.parser.Parser;
import io.howdah.Howdah;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.runtime.check.Code;
import io.howdah.runtime.check.Severity;
import io.howdah.testing.Docs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the project's pages name exists: files, headings, settings, variables, commands, directives, parameters, headers. */
class DocsTest {

    private static final String ADD_A_DOMAIN = "docs/add-a-domain.md";
    private static final String DEAD_LETTERS = "docs/dead-letters.md";
    private static final String TROUBLESHOOTING = "docs/troubleshooting.md";
    private static final String SDL = "docs/sdl.md";
    private static final String TEMPLATES = "docs/templates.md";
    private static final String CHECKER = "src/test/java/io/howdah/chaos/checkers/CheckerIT.java";
    private static final String FLEET = "src/test/java/io/howdah/chaos/checkers/FleetIT.java";
    private static final String CONFIGURATION_PAGE = "src/test/java/io/howdah/docs/ConfigurationPageTest.java";
    private static final String LANGUAGE = "src/test/java/io/howdah/docs/LanguageTest.java";
    private static final String TEMPLATE_PAGE = "src/test/java/io/howdah/docs/TemplatePageTest.java";
    private static final String TEST_SERVICES = "src/test/java/io/howdah/testing/TestServices.java";

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern LINK_TEXT = Pattern.compile("\\[([^\\]]+)\\]\\(");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern PATH = Pattern.compile("(?:src|docs|routes|graphql|\\.ci)/[\\w./-]+");
    private static final Pattern SETTING =
            Pattern.compile("(?<![\\w./-])(?:(?:howdah|camel\\.main)\\.[a-z][a-z.-]*[a-z]|[a-z]+\\.topic)(?![\\w/])");

    private static final Pattern VARIABLE = Pattern.compile("\\bHOWDAH_[A-Z_]*[A-Z]\\b");
    private static final Pattern METRIC = Pattern.compile(
            "\\bhowdah_(?:ingest|model|stream|push|graphql|rest|operations|http|audit|reload)_[a-z_]*[a-z]\\b");
    private static final Pattern COMMAND = Pattern.compile("(?:\\./howdah|-jar \\S*howdah\\.jar)((?: +[\\w-]+)?)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^|]*)` \\|");

    static List<Path> pages() {
        return Docs.pages();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyRelativeLinkLeadsSomewhere(Path page) {
        for (String target : all(LINK, Docs.text(page))) {
            if (!target.contains("://")) {
                String[] parts = target.split("#", 2);
                Path file = parts[0].isEmpty()
                        ? page
                        : page.resolveSibling(parts[0]).normalize();
                assertThat(file).exists();
                assertThat(parts.length == 1 || anchors(file).contains(parts[1]))
                        .as("heading #%s", target)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyPathExists(Path page) {
        List<Path> roots = List.of(Docs.root(), Docs.root().resolve("src/main/resources"));
        String text = Docs.text(page);
        for (String name : Stream.concat(all(CODE, text).stream(), all(LINK_TEXT, text).stream())
                .toList()) {
            if (PATH.matcher(name).matches()) {
                // The reader's own file is not there yet, but its folder is.
                String path = name.contains("parcels") ? name.substring(0, name.lastIndexOf('/')) : name;
                assertThat(roots).as(name).anyMatch(root -> Files.exists(root.resolve(path)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everySettingExists(Path page) {
        Set<String> known = settings();
        known.addAll(deadLetterHeaders());
        known.addAll(all(Pattern.compile("howdah\\.test\\.[a-z-]+"), Docs.text(TEST_SERVICES)));
        known.addAll(all(Pattern.compile("howdah\\.chaos\\.[a-z-]+"), Docs.text(CHECKER)));
        known.addAll(all(Pattern.compile("howdah\\.fleet\\.[a-z-]+"), Docs.text(FLEET)));
        known.addAll(all(Pattern.compile("howdah\\.docs\\.[a-z-]+"), Docs.text(CONFIGURATION_PAGE)));
        known.addAll(all(Pattern.compile("howdah\\.test\\.[a-z-]+"), Docs.text(TEMPLATE_PAGE)));
        known.addAll(all(Pattern.compile("howdah\\.language\\.[a-z-]+"), Docs.text(LANGUAGE)));
        known.add("howdah.jar");
        // An attribute of spans.
        known.add("howdah.outcome");
        assertThat(known).containsAll(all(SETTING, Docs.text(page)));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyVariableIsRead(Path page) {
        Set<String> variables =
                settings().stream().map(SettingValues::environmentName).collect(Collectors.toCollection(TreeSet::new));
        // Each may be a file that holds the value.
        List.copyOf(variables).forEach(name -> variables.add(name + "_FILE"));
        variables.addAll(all(VARIABLE, Docs.text("howdah")));
        variables.addAll(all(VARIABLE, Docs.text("src/main/resources/log4j2.properties")));
        variables.addAll(all(VARIABLE, Docs.text("src/main/java/io/howdah/cli/AdminOptions.java")));
        variables.addAll(all(VARIABLE, Docs.text("src/main/java/io/howdah/cli/TokenOptions.java")));
        variables.addAll(all(VARIABLE, Docs.text("src/main/java/io/howdah/cli/SettingOptions.java")));
        assertThat(variables).containsAll(all(VARIABLE, Docs.text(page)));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyMetricIsDescribed(Path page) {
        List<String> known = all(Pattern.compile("(?m)^\\| `(howdah_\\w+)` \\|"), Docs.text("docs/metrics.md"));
        assertThat(known).containsAll(all(METRIC, Docs.text(page)));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandExists(Path page) {
        Set<String> commands = Howdah.commandLine().getSubcommands().keySet();
        String code = Stream.concat(
                        all(CODE, Docs.text(page)).stream(),
                        Docs.blocks(Docs.root().relativize(page).toString()).stream()
                                .map(Docs.Block::text))
                .collect(Collectors.joining("\n"));
        for (String command : all(COMMAND, code)) {
            assertThat(command.isBlank() || commands.contains(command.strip()))
                    .as("howdah%s", command)
                    .isTrue();
        }
        assertThat(Docs.root().resolve("howdah")).isExecutable();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandOfAnOperatorIsUnderstood(Path page) {
        for (String line : Docs.commands(page)) {
            assertThatCode(() -> Howdah.commandLine().parseArgs(Docs.arguments(line)))
                    .as(line)
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyJsonIsJson(Path page) {
        ObjectMapper json = new ObjectMapper();
        for (Docs.Block block : Docs.blocks(Docs.root().relativize(page).toString())) {
            if (block.language().equals("json")) {
                assertThatCode(() -> json.readTree(block.text())).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void theReadmeRunsAndTestsWithOneCommandEach() {
        assertThat(Docs.blocks("README.md").subList(0, 2))
                .extracting(block -> block.text().strip())
                .containsExactly("./howdah dev", "mvn verify");
        assertThat(Docs.text(".ci/run")).containsPattern("(?m)^mvn( -\\S+)* verify$");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyClassThatIsRunFromTheJarIsThere(Path page) {
        for (String name : all(Pattern.compile("java -cp target/howdah\\.jar (\\S+)"), Docs.text(page))) {
            assertThatCode(() -> Class.forName(name)).doesNotThrowAnyException();
        }
    }

    @Test
    void directivesAreAllListedWithTheirArguments() {
        // Given
        Set<String> known = new Parser()
                        .parseDocument(Docs.text("src/main/resources/howdah/directives.graphqls"))
                        .getDefinitionsOfType(DirectiveDefinition.class)
                        .stream()
                        .map(DocsTest::signature)
                        .collect(Collectors.toCollection(TreeSet::new));

        // Then
        assertThat(new TreeSet<>(rows(SDL, "| directive |", "| directive |", "| directive |")))
                .isEqualTo(known);
    }

    @Test
    void templateParametersAreAllListed() {
        List<String> tables = rows(TEMPLATES, "| parameter |", "| parameter |");
        List<String> known = Stream.of("ingest", "notify")
                .map(name -> Docs.text("src/main/resources/routes/templates/" + name + ".camel.yaml"))
                .map(text -> text.substring(text.indexOf("parameters:"), text.indexOf("    route:")))
                .flatMap(text -> all(Pattern.compile("- name: (\\w+)"), text).stream())
                .toList();
        assertThat(tables).isEqualTo(known);
    }

    @Test
    void codesOfLintAreAllListedWithWhyAndFix() {
        String codes = Docs.text("docs/lint.md").split("(?m)^## Codes$", 2)[1];

        assertThat(all(Pattern.compile("(?m)^\\| `[a-z-]+` .*$"), codes))
                .isEqualTo(Stream.of(Code.values())
                        .map(code -> "| `%s` %s| %s | %s |"
                                .formatted(
                                        code.text(),
                                        code.severity() == Severity.WARNING ? "*(warning)* " : "",
                                        code.why(),
                                        code.fix()))
                        .toList());
    }

    @Test
    void deadLetterHeadersAreAllListed() {
        Set<String> listed = Stream.of(table(DEAD_LETTERS, "| header |").split("\n"))
                .flatMap(row -> all(CODE, row.split("\\|")[1]).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(listed).isEqualTo(deadLetterHeaders());
    }

    @Test
    void contributingNamesEveryPackage() throws IOException {
        Path code = Docs.root().resolve("src/main/java/io/howdah");
        try (Stream<Path> packages = Files.list(code).filter(Files::isDirectory)) {
            assertThat(packages.map(folder -> "src/main/java/io/howdah/" + folder.getFileName() + "/"))
                    .allSatisfy(
                            folder -> assertThat(Docs.text("CONTRIBUTING.md")).contains("](" + folder));
        }
    }

    @Test
    void indexListsEveryPage() throws IOException {
        String index = Docs.text("docs/index.md");
        try (Stream<Path> pages = Files.list(Docs.root().resolve("docs"))) {
            assertThat(pages.map(page -> page.getFileName().toString())
                            .filter(name -> name.endsWith(".md") && !name.equals("index.md")))
                    .allSatisfy(name -> assertThat(index).contains("](" + name + ")"));
        }
    }

    @Test
    void documentedStartUpMessagesAreThoseOfTheCode() {
        // Given
        String messages = Docs.block(TROUBLESHOOTING, "text", "linger-ms").text();
        SettingValues values = SettingValues.load(List.of(), List.of(), Map.of("HOWDAH_INGEST_LINGER_MS", "abc"));
        Docs.Block schema = Docs.block(ADD_A_DOMAIN, "graphql", "@readModel");
        SdlSource misspelt = new SdlSource(schema.file(), schema.text().replace("Long!", "Lnog!"));

        // Then
        assertThatThrownBy(() -> Settings.of(values))
                .satisfies(failure -> assertThat(messages.lines()).contains("howdah: " + failure.getMessage()));
        assertThatThrownBy(() -> ReadModels.load(List.of(misspelt)))
                .satisfies(failure -> assertThat(messages.lines())
                        .containsAnyElementsOf(failure.getMessage()
                                .lines()
                                .map(line ->
                                        "howdah: " + line.replaceFirst(": unknown", ": error sdl-invalid: unknown"))
                                .toList()));
    }

    private static Set<String> settings() {
        SettingValues values = SettingValues.load(List.of("demo", "dev"), List.of(), Map.of());
        Set<String> keys = new TreeSet<>(values.asMap().keySet());
        // The keys of the pages' own examples, which AddADomainIT, CookbookIT, FormatsIT, JavaBesideYamlIT and
        // TutorialIT write and
        // run.
        keys.addAll(List.of(
                "parcels.topic",
                "couriers.topic",
                "arrivals.topic",
                "scans.topic",
                "lockers.topic",
                "vans.topic",
                "pickups.topic",
                "fares.topic",
                "tips.topic",
                "orders.topic",
                "carts.topic",
                "dishes.topic",
                "menus.topic",
                "payments.topic"));
        // Kafka's own, which are passed on.
        keys.add("howdah.kafka.client");
        Stream.of(AdminClientConfig.configNames(), ConsumerConfig.configNames(), ProducerConfig.configNames())
                .flatMap(Set::stream)
                .forEach(name -> keys.add("howdah.kafka.client." + name));
        return keys;
    }

    private static Set<String> deadLetterHeaders() {
        String source = Docs.text("src/main/java/io/howdah/ingest/DeadLetter.java");
        return new TreeSet<>(all(Pattern.compile("setHeader\\(\"(howdah\\.[a-z.-]+)\""), source));
    }

    private static String signature(DirectiveDefinition directive) {
        String arguments = directive.getInputValueDefinitions().stream()
                .map(InputValueDefinition::getName)
                .collect(Collectors.joining(", "));
        return "@" + directive.getName() + (arguments.isEmpty() ? "" : "(" + arguments + ")");
    }

    /** The code in the first column of the tables that begin with these headings, in their order. */
    private static List<String> rows(String page, String... headings) {
        String rest = Docs.text(page);
        Stream<String> rows = Stream.of();
        for (String heading : headings) {
            rest = rest.substring(rest.indexOf(heading));
            rows = Stream.concat(rows, all(ROW, rest.substring(0, rest.indexOf("\n\n"))).stream());
            rest = rest.substring(heading.length());
        }
        return rows.toList();
    }

    private static String table(String page, String heading) {
        String text = Docs.text(page);
        String rest = text.substring(text.indexOf(heading));
        String table = rest.substring(0, rest.indexOf("\n\n"));
        return table.substring(table.indexOf("|---|---|") + "|---|---|\n".length());
    }

    /** GitHub's anchors of a page's headings. */
    private static Set<String> anchors(Path page) {
        return all(HEADING, Docs.text(page)).stream()
                .map(title -> title.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    /** The first group of each match, or the whole match where the pattern has none. */
    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.groupCount() == 0 ? match.group() : match.group(1))
                .toList();
    }
}
