package io.howdah.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.testing.Docs;
import io.howdah.testing.YamlFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dockerfile and compose.yaml say what the process understands, and agree with those that {@code howdah init} writes. */
class ContainersTest {

    private static final String SCAFFOLD = "src/main/resources/howdah/scaffold/application/";

    /** Instructions of a Dockerfile, with continued lines as one. */
    private static List<String> instructions(String file) {
        return Docs.text(file)
                .replace("\\\n", " ")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    /** Instructions of the image that a build without a target makes: those of the last stage. */
    private static List<String> image(String file) {
        List<String> all = instructions(file);
        return all.subList(lastStage(all), all.size());
    }

    private static int lastStage(List<String> instructions) {
        return IntStream.range(0, instructions.size())
                .filter(i -> instructions.get(i).startsWith("FROM "))
                .max()
                .orElseThrow();
    }

    private static List<String> image(String file, String name) {
        return named(image(file), name);
    }

    private static List<String> instructions(String file, String name) {
        return named(instructions(file), name);
    }

    private static List<String> named(List<String> instructions, String name) {
        return instructions.stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .toList();
    }

    @Test
    void imageRunsAsTheChartHasItAndAsThoseOfApplications() {
        String user = Chart.render().pod().at("/securityContext/runAsUser").asText();
        assertThat(image("Dockerfile", "USER")).containsExactly(user + ":" + user);
        assertThat(image(SCAFFOLD + "Dockerfile", "USER")).containsExactly(user);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", SCAFFOLD + "Dockerfile"})
    void portsAreThoseOfTheProcess(String file) {
        Settings settings = Settings.of(SettingValues.load(List.of(), List.of(), Map.of()));
        assertThat(image(file, "EXPOSE"))
                .containsExactly(settings.http().port() + " " + settings.http().managementPort());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", SCAFFOLD + "Dockerfile"})
    void javaIsProcessOneAndRuns(String file) throws Exception {
        String[] entry = new ObjectMapper().readValue(image(file, "ENTRYPOINT").get(0), String[].class);
        String[] command = new ObjectMapper().readValue(image(file, "CMD").get(0), String[].class);
        assertThat(entry[0]).isEqualTo("java");
        assertThat(Arrays.copyOfRange(entry, entry.length - 2, entry.length))
                .containsExactly("-jar", "/opt/howdah/howdah-server.jar");
        assertThat(command[0]).isEqualTo("run");
    }

    @Test
    void archiveOfClassesIsMadeForTheJarByThePathThatItIsRunBy() throws Exception {
        List<String> entry = List.of(
                new ObjectMapper().readValue(image("Dockerfile", "ENTRYPOINT").get(0), String[].class));
        String jar = entry.get(entry.indexOf("-jar") + 1);
        String archive = entry.stream()
                .filter(option -> option.startsWith("-XX:SharedArchiveFile="))
                .findFirst()
                .orElseThrow()
                .split("=", 2)[1];
        assertThat(image("Dockerfile", "RUN"))
                .singleElement()
                .asString()
                .endsWith(" " + jar + " " + archive + " /tmp/howdah.jar")
                .contains("from=build,source=/build/target/howdah.jar,target=/tmp/howdah.jar");
    }

    @Test
    void toolboxIsATargetOfItsOwnWhichComposeRuns() {
        // Given
        String dockerfile = Docs.text("Dockerfile");
        String toolbox = dockerfile.substring(dockerfile.indexOf(" AS toolbox\n"), dockerfile.indexOf(" AS server\n"));

        // Then
        assertThat(toolbox)
                .contains(
                        "COPY --from=build /build/target/howdah.jar .",
                        "USER " + image("Dockerfile", "USER").get(0),
                        "EXPOSE " + image("Dockerfile", "EXPOSE").get(0),
                        "\"-jar\", \"/opt/howdah/howdah.jar\"]");
        JsonNode howdah = YamlFiles.read("compose.yaml").at("/services/howdah");
        assertThat(howdah.at("/build/target").asText()).isEqualTo("toolbox");
        assertThat(howdah.at("/command/0").asText()).isEqualTo("dev");
    }

    @Test
    void imagesOfApplicationsHaveTheJarOfAServer() {
        assertThat(Docs.text(SCAFFOLD + "Dockerfile")).contains("mv /app/howdah-server.jar /opt/howdah/");
        assertThat(Docs.text(SCAFFOLD + "dockerignore").lines()).contains("!howdah-server.jar");
        assertThat(Docs.text(SCAFFOLD + "ci.yaml")).contains("curl -fsSL -o howdah-server.jar \"$SERVER_JAR_URL\"");
    }

    @Test
    void healthIsNotAskedForInTheContainer() {
        assertThat(instructions("Dockerfile")).noneMatch(line -> line.startsWith("HEALTHCHECK"));
    }

    @Test
    void buildGetsWhatItCopies() {
        List<String> let = Docs.text(".dockerignore")
                .lines()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        List<String> copied = Stream.concat(
                        instructions("Dockerfile", "COPY").stream()
                                .filter(line -> !line.startsWith("--from"))
                                .map(line -> line.split(" ")[0])
                                .distinct(),
                        Stream.of("deploy/share-classes.sh"))
                .toList();
        assertThat(let).containsExactlyInAnyOrderElementsOf(copied);
        assertThat(let).allSatisfy(path -> assertThat(Docs.root().resolve(path)).exists());
        assertThat(Docs.text("Dockerfile")).contains("source=deploy/share-classes.sh");
    }

    @Test
    void serviceOfComposeIsSetAsItIsMeant() {
        // Given
        JsonNode howdah = YamlFiles.read("compose.yaml").at("/services/howdah");
        Map<String, String> variables = variables(howdah);

        // When
        SettingValues values = SettingValues.load(List.of("demo", "dev"), List.of(), variables);
        Settings settings = Settings.of(values);

        // Then
        List<String> read = values.asMap().keySet().stream()
                .map(SettingValues::environmentName)
                .toList();
        assertThat(read).containsAll(variables.keySet());
        assertThat(settings.http().host()).isEqualTo("0.0.0.0");
        assertThat(howdah.at("/ports/0").asText())
                .endsWith(":" + settings.http().port());
        assertThat(howdah.at("/ports/1").asText())
                .endsWith(":" + settings.http().managementPort());
        assertThat(values.isFromEnvironment(Settings.KAFKA_BROKERS)).isTrue();
        assertThat(values.isFromEnvironment(Settings.MONGO_URI)).isTrue();
        assertThat(howdah.at("/read_only").asBoolean()).isTrue();
        long grace = Long.parseLong(howdah.at("/stop_grace_period").asText().replace("s", ""));
        assertThat(grace)
                .isGreaterThan(settings.push().grace().toSeconds()
                        + Long.parseLong(values.asMap().get("camel.main.shutdown-timeout")));
    }

    @Test
    void composeIsForThisMachineAloneAndMountsWhatIsThere() {
        for (JsonNode service : YamlFiles.read("compose.yaml").at("/services")) {
            service.at("/ports").forEach(port -> assertThat(port.asText()).startsWith("127.0.0.1:"));
            service.at("/volumes").forEach(volume -> {
                String source = volume.asText().split(":")[0];
                assertThat(volume.asText()).endsWith(":ro");
                // What is in it is looked for by its ending.
                if (!source.equals("./deploy/observability")) {
                    assertThat(Docs.root().resolve(source)).exists();
                }
            });
        }
    }

    @Test
    void kafkaAndMongoDbAreThoseOfAnInitialisedApplication() {
        JsonNode own = YamlFiles.read("compose.yaml").at("/services");
        JsonNode applications = YamlFiles.read(SCAFFOLD + "compose.yaml").at("/services");
        for (String service : List.of("kafka", "mongo")) {
            assertThat(own.at("/" + service + "/image")).isEqualTo(applications.at("/" + service + "/image"));
        }
        assertThat(own.at("/kafka/environment")).isEqualTo(applications.at("/kafka/environment"));
        assertThat(own.at("/mongo/healthcheck")).isEqualTo(applications.at("/mongo/healthcheck"));
    }

    @Test
    void prometheusAsksTheManagementPortAndGrafanaAsksPrometheus() {
        JsonNode job = YamlFiles.read("deploy/compose/prometheus.yaml").at("/scrape_configs/0");
        int port = Settings.of(SettingValues.load(List.of(), List.of(), Map.of()))
                .http()
                .managementPort();
        assertThat(job.at("/metrics_path").asText()).isEqualTo(ChartTest.METRICS);
        assertThat(job.at("/static_configs/0/targets/0").asText()).isEqualTo("howdah:" + port);
        assertThat(YamlFiles.read("deploy/compose/grafana/datasources/prometheus.yaml")
                        .at("/datasources/0/url")
                        .asText())
                .isEqualTo("http://prometheus:9090");
    }

    @Test
    void everyYamlOfTheFolderIsYaml() throws Exception {
        TreeSet<Path> read = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Docs.root().resolve("deploy"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".yaml"))
                    .filter(each -> !each.toString().contains("templates"))
                    .toList()) {
                assertThat(YamlFiles.documents(Docs.text(file))).as("%s", file).isNotEmpty();
                read.add(file.getFileName());
            }
        }
        assertThat(read).contains(Path.of("Chart.yaml"), Path.of("prod.yaml"));
    }

    private static Map<String, String> variables(JsonNode service) {
        Map<String, String> variables = new LinkedHashMap<>();
        service.at("/environment")
                .properties()
                .forEach(each -> variables.put(each.getKey(), each.getValue().asText()));
        return variables;
    }
}
