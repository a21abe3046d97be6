package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.Docs;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.Things;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics that Prometheus scrapes are those of docs/metrics.md, the dashboard and the alert rules. */
class MetricsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PAGE = "docs/metrics.md";
    private static final String TOPIC = "things.topic";
    private static final String OWN = "howdah_";

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\w+)(| by [^|]+) \\| ([^|]+) \\|$");
    private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z]\\w*)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
    private static final Pattern CODE = Pattern.compile("`(\\w+)`");

    /** What of an expression is no name: texts, matchers, ranges, and labels in parentheses. */
    private static final Pattern NO_NAMES = Pattern.compile("\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]"
            + "|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)|\\boffset\\s+\\w+");

    private static final Pattern NAME = Pattern.compile("\\b[a-z_]\\w*\\b(?!\\s*\\()");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool");

    @TempDir
    private static Path root;

    private static RunningApplication howdah;
    private static String told;

    /**
     * A metric as Howdah exposes it, or as the page documents it.
     *
     * @param labels without those that the type brings
     */
    private record Metric(String type, Set<String> labels) {}

    @BeforeAll
    static void everythingHappens() throws Exception {
        ApplicationFolder.in(root)
                .set(TOPIC, "none")
                .write(ApplicationFolder.ROUTES_FILE, Things.routes("{id: .id, sequence: .sequence}"));
        howdah = RunningApplication.folder(root, Map.of(), List.of(TOPIC));
        howdah.reloadChanges();
        try (NotificationClient client = howdah.subscribe("things")) {
            String event = "{\"id\":\"%s\",\"sequence\":%s}";
            howdah.send(TOPIC, "bad", event.formatted("bad", "\"one\""));
            howdah.send(TOPIC, "good", event.formatted("good", "1"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.frames()).hasSize(1));
        }
        howdah.query("{ thing(id: \"good\") { id } }");
        howdah.query("{ nothing }");
        howdah.get(howdah.port(), "/api/things");
        howdah.get(howdah.port(), "/api/things/none");
        // So that there was a pause.
        System.gc();
        await().atMost(PATIENCE).untilAsserted(() -> {
            told = scrape();
            assertThat(told)
                    .contains(OWN + "ingest_dead_letters_total{", OWN + "ingest_lag{", "jvm_gc_pause_seconds_count{");
        });
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    /** As the page has Prometheus ask. */
    private static String scrape() throws Exception {
        JsonNode job = new YAMLMapper()
                .readTree(Docs.block(PAGE, "yaml", "scrape_configs").text())
                .at("/scrape_configs/0");
        return howdah.get(howdah.managementPort(), job.path("metrics_path").asText())
                .body();
    }

    @Test
    void ownMetricsAreThoseOfThePage() {
        Map<String, Metric> found = new TreeMap<>(found());
        // Micrometer's own, in addition to each timer and summary.
        found.keySet().removeIf(name -> !name.startsWith(OWN) || name.endsWith("_max"));
        Map<String, Metric> documented = new TreeMap<>(documented());
        documented.keySet().removeIf(name -> !name.startsWith(OWN));

        assertThat(found).isEqualTo(documented);
    }

    @Test
    void otherMetricsOfThePageAreThere() {
        Map<String, Metric> documented = new TreeMap<>(documented());
        documented.keySet().removeIf(name -> name.startsWith(OWN));

        assertThat(documented).isNotEmpty();
        assertThat(found()).containsAllEntriesOf(documented);
    }

    @Test
    void unitsAreThoseOfTheNames() {
        Stream.of("seconds", "bytes")
                .forEach(unit -> assertThat(ROW.matcher(Docs.text(PAGE))
                                .results()
                                .filter(row ->
                                        row.group(1).replaceFirst("_total$", "").endsWith("_" + unit)))
                        .isNotEmpty()
                        .allSatisfy(row -> assertThat(row.group(4)).startsWith(unit + " ")));
    }

    @Test
    void dashboardAsksForWhatIsThere() throws Exception {
        // Given
        JsonNode dashboard = new ObjectMapper()
                .readTree(Docs.root()
                        .resolve("deploy/observability/dashboard.json")
                        .toFile());
        List<JsonNode> targets = new ArrayList<>();
        dashboard.path("panels").forEach(panel -> panel.path("targets").forEach(targets::add));

        // Then
        assertThat(targets).hasSizeGreaterThan(30).allSatisfy(target -> {
            assertThat(target.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            assertThat(target.path("expr").asText()).contains("instance=~\"$instance\"");
            requireThere(target.path("expr").asText());
        });
        assertThat(dashboard.at("/templating/list"))
                .anySatisfy(
                        variable -> assertThat(variable.path("type").asText()).isEqualTo("datasource"));
        assertThat(dashboard.findValuesAsText("definition"))
                .singleElement()
                .satisfies(definition ->
                        requireThere(definition.replaceFirst("label_values\\((\\w+), instance\\)", "$1")));
        assertThat(dashboard.findValuesAsText("id")).doesNotHaveDuplicates();
    }

    @Test
    void everyMetricIsOnTheDashboard() throws Exception {
        String dashboard = Docs.text("deploy/observability/dashboard.json");

        assertThat(documented().keySet())
                .filteredOn(name -> name.startsWith(OWN) && !name.equals("howdah_reload_seconds"))
                .allSatisfy(name -> assertThat(dashboard).contains(name));
    }

    @Test
    void alertsAskForWhatIsThereAndSayWhatToDo() throws Exception {
        JsonNode rules = new YAMLMapper()
                .readTree(
                        Docs.root().resolve("deploy/observability/alerts.yaml").toFile())
                .at("/groups/0/rules");

        assertThat(rules).hasSizeGreaterThan(5).allSatisfy(rule -> {
            requireThere(rule.path("expr").asText());
            assertThat(rule.path("alert").asText()).startsWith("Howdah");
            assertThat(rule.at("/labels/severity").asText()).isIn("warning", "critical");
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
            assertThat(rule.at("/annotations/description").asText()).isNotBlank();
        });
        assertThat(rules.findValuesAsText("alert")).doesNotHaveDuplicates();
    }

    @Test
    void everyNameOfAnExpressionIsFound() {
        assertThat(
                        names(
                                "sum by (le, channel) (rate(a_bucket{b=~\"$c\", d=\"e_f\"}[$__rate_interval])) > 1"
                                        + " and on (g) max(label_replace(h_total, \"i\", \"$1\", \"j\", \".*\") offset 5m) or k unless l"))
                .containsExactlyInAnyOrder("a_bucket", "h_total", "k", "l");
    }

    @Test
    void numbersAreThoseOfWhatHappened() {
        String ofRoute = "{model=\"Thing\",routeId=\"things-ingest\"}";

        assertThat(value(OWN + "ingest_records_total" + ofRoute)).isEqualTo(2);
        assertThat(value(OWN + "ingest_applied_total" + ofRoute)).isEqualTo(1);
        assertThat(value(OWN + "ingest_paused" + ofRoute)).isZero();
        assertThat(value(OWN + "ingest_waiting" + ofRoute)).isZero();
        assertThat(value(OWN + "model_age_seconds" + ofRoute)).isBetween(0.0, (double) PATIENCE.toSeconds());
        assertThat(value(OWN + "stream_stalled{route=\"things-notify\"}")).isZero();
        assertThat(value(OWN + "push_latency_seconds_count{channel=\"things\"}"))
                .isEqualTo(1);
        assertThat(value(OWN + "push_latency_seconds_sum{channel=\"things\"}"))
                .isBetween(0.000_001, (double) PATIENCE.toSeconds());
        assertThat(value(OWN + "graphql_operation_seconds_count{code=\"OK\"}")).isEqualTo(1);
        assertThat(value(OWN + "graphql_operation_seconds_count{code=\"GRAPHQL_VALIDATION_FAILED\"}"))
                .isEqualTo(1);
        assertThat(value(OWN + "rest_request_seconds_count{kind=\"list\",status=\"200\"}"))
                .isEqualTo(1);
        assertThat(value(OWN + "rest_request_seconds_count{kind=\"document\",status=\"404\"}"))
                .isEqualTo(1);
        assertThat(value(OWN + "reload_seconds_count{outcome=\"done\"}")).isZero();
    }

    private static double value(String sample) {
        return told.lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError(sample + " is not there"));
    }

    private static void requireThere(String expression) {
        Set<String> samples = SAMPLE.matcher(told)
                .results()
                .map(sample -> sample.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(names(expression)).as(expression).isNotEmpty();
        assertThat(samples).as(expression).containsAll(names(expression));
    }

    /** The metrics that an expression of Prometheus names. */
    private static Set<String> names(String expression) {
        return NAME.matcher(NO_NAMES.matcher(expression).replaceAll(" "))
                .results()
                .map(MatchResult::group)
                .filter(name -> !OPERATORS.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Metric> documented() {
        return ROW.matcher(Docs.text(PAGE))
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(1), row -> new Metric(row.group(2), all(CODE, row.group(3))), (one, other) -> {
                            throw new AssertionError("twice: " + one);
                        }));
    }

    private static Map<String, Metric> found() {
        return FAMILY.matcher(told).results().collect(Collectors.toMap(family -> family.group(1), family -> {
            String suffix = switch (family.group(2)) {
                case "summary", "histogram" -> "_count";
                default -> "";
            };
            return new Metric(
                    family.group(2),
                    SAMPLE.matcher(told)
                            .results()
                            .filter(sample ->
                                    sample.group(1).equals(family.group(1) + suffix) && sample.group(2) != null)
                            .flatMap(sample -> all(LABEL, sample.group(2)).stream())
                            .collect(Collectors.toSet()));
        }));
    }

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }
}
