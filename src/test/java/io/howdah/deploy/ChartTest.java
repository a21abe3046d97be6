package io.howdah.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.RouteFile;
import io.howdah.testing.Docs;
import io.howdah.testing.YamlFiles;
import io.howdah.tools.scaffold.DomainName;
import io.howdah.tools.scaffold.NewApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the chart sets what the process understands, and takes what {@code howdah init} writes. */
class ChartTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String USER = "65532";

    /** As HttpServersIT asks for it. */
    static final String METRICS = "/observe/metrics";

    @TempDir
    private Path root;

    @Test
    void helmFindsNothingWrong() {
        assertThat(new Helm(Chart.FOLDER).lint().strict().call().isFailed()).isFalse();
    }

    @Test
    void versionIsThatOfTheProject() {
        JsonNode chart = YamlFiles.read("deploy/chart/howdah/Chart.yaml");
        assertThat(Docs.text("pom.xml"))
                .contains("<version>" + chart.at("/appVersion").asText() + "-SNAPSHOT<");
        assertThat(chart.at("/version")).isEqualTo(chart.at("/appVersion"));
    }

    @Test
    void portsAndTimesAreTheProcesss() {
        // Given
        Chart chart = Chart.render();

        // When
        Settings settings = settings(chart.variables());

        // Then
        assertThat(settings.http().host()).isEqualTo("0.0.0.0");
        assertThat(port(chart, "http")).isEqualTo(settings.http().port());
        assertThat(port(chart, "management")).isEqualTo(settings.http().managementPort());
        assertThat(chart.object("Service/shop").at("/spec/ports/0/targetPort").asText())
                .isEqualTo("http");
        assertThat(chart.object("Service/shop-management")
                        .at("/spec/ports/0/targetPort")
                        .asText())
                .isEqualTo("management");
        long drain = chart.container().at("/lifecycle/preStop/sleep/seconds").asLong();
        long batches = Long.parseLong(chart.variables().get("CAMEL_MAIN_SHUTDOWN_TIMEOUT"));
        assertThat(drain).isPositive();
        assertThat(chart.pod().at("/terminationGracePeriodSeconds").asLong())
                .isGreaterThan(drain + settings.push().grace().toSeconds() + batches);
    }

    @Test
    void defaultsAreThoseOfTheProcess() {
        Map<String, String> defaults = defaults();
        Map<String, String> variables = Chart.render().variables();
        for (String key : List.of(
                "howdah.http.port", "howdah.management.port", "howdah.shutdown.grace", "camel.main.shutdown-timeout")) {
            assertThat(variables).containsEntry(SettingValues.environmentName(key), defaults.get(key));
        }
    }

    @Test
    void healthIsAskedForWhereItIs() {
        JsonNode container = Chart.render().container();
        String health = new HttpManagementServerConfigurationProperties(null).getHealthPath();
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            JsonNode get = container.at("/" + probe + "/httpGet");
            assertThat(get.at("/port").asText()).isEqualTo("management");
            assertThat(get.at("/scheme").asText()).isEqualTo("HTTP");
            assertThat(get.at("/path").asText())
                    .isEqualTo(health + (probe.equals("readinessProbe") ? "/ready" : "/live"));
        }
    }

    @Test
    void processMayDoNothingThatItNeedNot() {
        Chart chart = Chart.render();
        JsonNode pod = chart.pod();
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/runAsUser").asText()).isEqualTo(USER);
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(chart.object("ServiceAccount/shop")
                        .at("/automountServiceAccountToken")
                        .asBoolean(true))
                .isFalse();
        JsonNode security = chart.container().at("/securityContext");
        assertThat(security.at("/readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(security.at("/allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(texts(security.at("/capabilities/drop"))).containsExactly("ALL");
        assertThat(texts(chart.container().at("/volumeMounts"), "/mountPath")).containsExactly("/tmp");
    }

    @Test
    void everythingOfAReleaseFindsItsPods() {
        // Given
        Chart chart = Chart.render(values("""
                autoscaling: {enabled: true}
                serviceMonitor: {enabled: true}
                ingress: {host: shop.example.com}
                """));
        JsonNode deployment = chart.object("Deployment/shop");
        JsonNode selector = deployment.at("/spec/selector/matchLabels");

        // Then
        assertThat(chart.names())
                .containsExactlyInAnyOrder(
                        "ServiceAccount/shop",
                        "Deployment/shop",
                        "Service/shop",
                        "Service/shop-management",
                        "Ingress/shop",
                        "PodDisruptionBudget/shop",
                        "HorizontalPodAutoscaler/shop",
                        "NetworkPolicy/shop",
                        "ServiceMonitor/shop");
        assertThat(deployment.at("/spec/template/metadata/labels")).isEqualTo(selector);
        assertThat(chart.object("Service/shop").at("/spec/selector")).isEqualTo(selector);
        assertThat(chart.object("Service/shop-management").at("/spec/selector")).isEqualTo(selector);
        assertThat(chart.object("PodDisruptionBudget/shop").at("/spec/selector/matchLabels"))
                .isEqualTo(selector);
        assertThat(chart.object("NetworkPolicy/shop").at("/spec/podSelector/matchLabels"))
                .isEqualTo(selector);
        assertThat(chart.pod().at("/topologySpreadConstraints"))
                .hasSize(2)
                .allSatisfy(spread ->
                        assertThat(spread.at("/labelSelector/matchLabels")).isEqualTo(selector));
        assertThat(deployment.at("/spec").has("replicas")).isFalse();
        JsonNode labels = chart.object("Service/shop-management").at("/metadata/labels");
        chart.object("ServiceMonitor/shop")
                .at("/spec/selector/matchLabels")
                .properties()
                .forEach(label -> assertThat(labels.get(label.getKey())).isEqualTo(label.getValue()));
        assertThat(chart.object("ServiceMonitor/shop")
                        .at("/spec/endpoints/0/path")
                        .asText())
                .isEqualTo(METRICS);
    }

    @Test
    void podsAreCountedByWhatTheProcessMeasures() {
        // When
        Chart chart = Chart.render(values("""
                autoscaling: {enabled: true, connectionsPerPod: 15000, lagPerPod: 50000}
                """));

        // Then
        JsonNode metrics = chart.object("HorizontalPodAutoscaler/shop").at("/spec/metrics");
        assertThat(texts(metrics, "/type")).containsExactly("Resource", "Pods", "External");
        assertThat(metrics.at("/1/pods/target/averageValue").asText()).isEqualTo("15000");
        assertThat(metrics.at("/2/external/target/averageValue").asText()).isEqualTo("50000");
        assertThat(Docs.text("src/main/java/io/howdah/push/channel/PushMetrics.java"))
                .contains(quotedMeter(metrics.at("/1/pods/metric/name")));
        assertThat(Docs.text("src/main/java/io/howdah/ingest/kafka/PartitionLags.java"))
                .contains(quotedMeter(metrics.at("/2/external/metric/name")));
    }

    @Test
    void managementPortIsForPodsOfTheNamespaceAlone() {
        JsonNode ingress = Chart.render().object("NetworkPolicy/shop").at("/spec/ingress");
        assertThat(texts(ingress, "/ports/0/port")).containsExactly("http", "management");
        assertThat(ingress.at("/0").has("from")).isFalse();
        assertThat(ingress.at("/1/from")).hasSize(1);
        assertThat(ingress.at("/1/from/0/podSelector").isObject()).isTrue();
    }

    @Test
    void certificateIsServedAndHealthAskedForByIt() throws Exception {
        // Given
        Chart chart = Chart.render(values("""
                tls: {secret: shop-tls, management: true}
                serviceMonitor: {enabled: true}
                """));

        // Then
        Map<String, String> variables = chart.variables();
        assertThat(variables).containsEntry("HOWDAH_MANAGEMENT_TLS", "true");
        assertThat(unread(variables)).isEmpty();
        String folder = mount(chart, "tls");
        assertThat(variables.get("HOWDAH_HTTP_TLS_CERTIFICATE")).isEqualTo(folder + "/tls.crt");
        assertThat(variables.get("HOWDAH_HTTP_TLS_KEY")).isEqualTo(folder + "/tls.key");
        assertThat(chart.container().at("/readinessProbe/httpGet/scheme").asText())
                .isEqualTo("HTTPS");
        assertThat(chart.object("ServiceMonitor/shop")
                        .at("/spec/endpoints/0/scheme")
                        .asText())
                .isEqualTo("https");
    }

    @Test
    void digestWinsOverTheTag() {
        String digest = "sha256:" + "0123456789abcdef".repeat(4);
        assertThat(Chart.render(values("image: {repository: r/howdah}"))
                        .container()
                        .at("/image")
                        .asText())
                .isEqualTo("r/howdah:"
                        + YamlFiles.read("deploy/chart/howdah/Chart.yaml")
                                .at("/appVersion")
                                .asText());
        assertThat(Chart.render(values("image: {repository: r/howdah, tag: v1, digest: '" + digest + "'}"))
                        .container()
                        .at("/image")
                        .asText())
                .isEqualTo("r/howdah@" + digest);
    }

    static String image(Chart chart) {
        return chart.container().at("/image").asText();
    }

    /** Variables such as HOWDAH_HTTP_PORT of a Service howdah-http would be settings. */
    @Test
    void servicesOfTheNamespaceMakeNoVariables() {
        assertThat(Chart.render().pod().at("/enableServiceLinks").asBoolean(true))
                .isFalse();
    }

    @Test
    void egressIsToPortsOrToDestinations() {
        // Given
        JsonNode ports = Chart.render().object("NetworkPolicy/shop").at("/spec/egress");
        JsonNode destinations =
                Chart.render(values("""
                        networkPolicy:
                          egress:
                            - to: [{ipBlock: {cidr: 10.0.8.0/24}}]
                              ports: [9093]
                            - to: [{namespaceSelector: {matchLabels: {team: data}}}]
                              ports: [27017]
                        """)).object("NetworkPolicy/shop").at("/spec/egress");
        JsonNode none = Chart.render(values("networkPolicy: {egressPorts: []}"))
                .object("NetworkPolicy/shop")
                .at("/spec/egress");

        // Then
        assertThat(ports).hasSize(2);
        assertThat(texts(ports.at("/0/ports"), "/port")).containsOnly("53");
        assertThat(texts(ports.at("/1/ports"), "/port")).containsExactly("9092", "9093", "27017", "443");
        assertThat(ports.at("/1").has("to")).isFalse();
        assertThat(destinations).hasSize(3);
        assertThat(destinations.at("/0")).isEqualTo(ports.at("/0"));
        assertThat(destinations.at("/1/to/0/ipBlock/cidr").asText()).isEqualTo("10.0.8.0/24");
        assertThat(texts(destinations.at("/1/ports"), "/port")).containsExactly("9093");
        assertThat(destinations.at("/2/to/0/namespaceSelector/matchLabels/team").asText())
                .isEqualTo("data");
        assertThat(none).as("DNS alone").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "replicas: 3 | 'replicas' not allowed",
                "settings: {howdah.http.port: '80'} | invalid propertyName 'howdah.http.port'",
                "settings: {howdah.ingest.batch-size: 500} | /settings/howdah.ingest.batch-size",
                "secretFiles: {HOWDAH_MONGO_URI: {secret: shop, key: uri}} | invalid propertyName 'HOWDAH_MONGO_URI'",
                "secretFiles: {HOWDAH_MONGO_URI_FILE: {secret: shop}} | missing property 'key'",
                "image: {digest: latest} | /image/digest",
                "networkPolicy: {egress: [{ports: [9093]}]} | missing property 'to'",
                "networkPolicy: {egress: [{to: [], ports: [9093]}]} | /networkPolicy/egress/0/to",
                "application: {files: {'../x': ''}} | invalid propertyName '../x'"
            })
    void valuesThatAreNoneAreRefused(String wrong, String said) {
        Path values = values(wrong);
        assertThatThrownBy(() -> Chart.render(values)).hasMessageContaining(said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "staging", "prod"})
    void environmentsDifferInSettingsThatThereAre(String environment) throws Exception {
        // When
        Chart chart = Chart.render(Docs.root().resolve("deploy/environments/" + environment + ".yaml"));

        // Then
        Settings settings = settings(withSecrets(chart));
        settings.auth().requireMode();
        assertThat(settings.kafka().brokers()).contains("." + environment + ".");
        assertThat(unread(chart.variables())).isEmpty();
        assertThat(texts(chart.pod().at("/volumes/1/projected/sources"), "/secret/name"))
                .containsOnly("howdah");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "staging", "prod"})
    void valuesOfAnInitialisedApplicationFit(String environment) throws Exception {
        // Given
        Path app = application();

        // When
        Chart chart = Chart.render(
                app.resolve("chart-values/" + environment + ".yaml"), values("image: {repository: r/shop, tag: v1}"));

        // Then
        Map<String, String> variables = withSecrets(chart);
        assertThat(variables).containsEntry("HOWDAH_ENVIRONMENT", environment);
        Settings settings = Settings.of(SettingValues.load(List.of(), List.of(app), environment, variables));
        assertThat(settings.http().host()).isEqualTo("0.0.0.0");
        assertThat(settings.kafka().brokers()).contains("." + environment + ".");
        assertThat(chart.container().has("args")).as("the image's own command").isFalse();
        assertThat(chart.object("Ingress/shop").at("/spec/rules/0/host").asText())
                .isEqualTo("shop." + environment + ".example.com");
        assertThat(Files.readString(app.resolve("Dockerfile")))
                .contains("\nUSER " + USER)
                .contains("EXPOSE " + port(chart, "http") + " " + port(chart, "management"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"files", "secrets", "egress", "watched"})
    void valuesOfThePageAreUnderstood(String name) throws Exception {
        // Given
        Docs.Block block = Docs.block("docs/deploy.md", "yaml", "# chart/" + name + "\n");

        // When
        Chart chart = Chart.render(values(block.text()));

        // Then
        assertThat(unread(chart.variables())).isEmpty();
        switch (name) {
            case "files" -> {
                settings(chart.variables()).auth().requireMode();
                ApplicationSources sources = new ApplicationSources(List.of(asKubernetesMounts(chart)));
                assertThat(ReadModels.load(sources.schemas()).get("Parcel").collection())
                        .isEqualTo("parcels");
                assertThat(sources.routeFiles())
                        .extracting(RouteFile::text)
                        .last()
                        .asString()
                        .contains("model, value: Parcel");
            }
            case "secrets" -> settings(withSecrets(chart)).auth().requireMode();
            case "egress" -> {
                assertThat(texts(chart.object("NetworkPolicy/shop").at("/spec/egress"), "/ports/0/port"))
                        .containsExactly("53", "9093", "27017", "443");
                assertThat(chart.container().at("/resources/limits/cpu").asText())
                        .isEqualTo("2");
            }
            default -> {
                assertThat(chart.object("HorizontalPodAutoscaler/shop").at("/spec/metrics"))
                        .hasSize(3);
                assertThat(chart.object("ServiceMonitor/shop").at("/metadata/labels/release"))
                        .hasToString("\"prometheus\"");
                assertThat(chart.object("NetworkPolicy/shop").at("/spec/ingress/1/from/0/namespaceSelector"))
                        .isNotEmpty();
            }
        }
    }

    @Test
    void filesOfAConfigMapAreTheApplicationFolder() throws Exception {
        // Given
        Path app = application();
        Map<String, String> files = Map.of(
                "application.properties", Files.readString(app.resolve("application.properties")),
                "routes/parcels.camel.yaml", Files.readString(app.resolve("routes/parcels.camel.yaml")),
                "graphql/parcels.graphqls", Files.readString(app.resolve("graphql/parcels.graphqls")));

        // When
        Chart chart = Chart.render(applicationValues(files));

        // Then
        assertThat(texts(chart.container().at("/args"))).containsExactly("run", "--watch", mount(chart, "application"));
        Path mounted = asKubernetesMounts(chart);
        ApplicationSources sources = new ApplicationSources(List.of(mounted));
        ApplicationSources written = new ApplicationSources(List.of(app));
        assertThat(sources.schemas()).extracting(SdlSource::text).isEqualTo(texts(written.schemas()));
        assertThat(sources.routeFiles())
                .extracting(RouteFile::text)
                .isEqualTo(written.routeFiles().stream().map(RouteFile::text).toList());
        assertThat(SettingValues.load(List.of(), List.of(mounted), Map.of()).asMap())
                .containsEntry("howdah.mongo.database", "shop");
    }

    @Test
    void podsAreReplacedForWhatIsNotTakenWhileTheyRun() throws Exception {
        Map<String, String> files = new HashMap<>(
                Map.of("application.properties", "a=1", "routes/a.camel.yaml", "[]", "graphql/a.graphqls", "# a"));
        String first = fixedFiles(files);

        files.put("routes/a.camel.yaml", "# other");
        files.put("graphql/a.graphqls", "# other");
        assertThat(fixedFiles(files)).isEqualTo(first);

        files.put("application.properties", "a=2");
        assertThat(fixedFiles(files)).isNotEqualTo(first);
    }

    private String fixedFiles(Map<String, String> files) throws IOException {
        return Chart.render(applicationValues(files))
                .object("Deployment/shop")
                .at("/spec/template/metadata/annotations/howdah.io~1fixed-files")
                .asText();
    }

    /** The files of the ConfigMap below a link that is changed as a whole, as the kubelet has them. */
    private Path asKubernetesMounts(Chart chart) throws IOException {
        JsonNode data = chart.object("ConfigMap/shop-application").at("/data");
        JsonNode volume = StreamSupport.stream(chart.pod().at("/volumes").spliterator(), false)
                .filter(each -> each.at("/name").asText().equals("application"))
                .findFirst()
                .orElseThrow();
        Path folder = Files.createDirectories(root.resolve("mounted"));
        for (JsonNode item : volume.at("/configMap/items")) {
            Path file = folder.resolve("..1").resolve(item.at("/path").asText());
            Files.createDirectories(file.getParent());
            Files.writeString(file, data.get(item.at("/key").asText()).asText());
        }
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
        try (Stream<Path> top = Files.list(folder.resolve("..1"))) {
            for (Path each : top.toList()) {
                Files.createSymbolicLink(
                        folder.resolve(each.getFileName()), Path.of("..data").resolve(each.getFileName()));
            }
        }
        return folder;
    }

    private Path application() {
        Path app = root.resolve("shop");
        NewApplication.create(app, DomainName.of("parcels", Optional.empty()));
        return app;
    }

    private Path applicationValues(Map<String, String> files) throws IOException {
        ObjectNode values = JSON.createObjectNode();
        ObjectNode entries = values.putObject("application").putObject("files");
        files.forEach(entries::put);
        // JSON is YAML.
        return values(JSON.writeValueAsString(values));
    }

    private Path values(String text) {
        try {
            return Files.writeString(Files.createTempFile(root, "values", ".yaml"), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The container's variables, with files for its secrets. */
    private Map<String, String> withSecrets(Chart chart) throws IOException {
        Map<String, String> variables = chart.variables();
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            if (variable.getKey().endsWith("_FILE")) {
                assertThat(variable.getValue()).isEqualTo(mount(chart, "secrets") + "/" + variable.getKey());
                Path secret = Files.createTempFile(root, "secret", "");
                Files.writeString(
                        secret, variable.getKey().contains("URI") ? "mongodb://u:p@mongo/?replicaSet=rs0" : "p");
                variable.setValue(secret.toString());
            }
        }
        assertThat(variables).containsKeys("HOWDAH_MONGO_URI_FILE", "HOWDAH_KAFKA_PASSWORD_FILE");
        return variables;
    }

    /** Those of the variables that the process does not read. */
    private static List<String> unread(Map<String, String> variables) {
        List<String> read = Stream.concat(
                        defaults().keySet().stream().map(SettingValues::environmentName),
                        Stream.of("HOWDAH_ENVIRONMENT", "JAVA_TOOL_OPTIONS"))
                .toList();
        return variables.keySet().stream()
                .filter(name -> !read.contains(name) && !read.contains(name.replaceFirst("_FILE$", "")))
                .toList();
    }

    private static Map<String, String> defaults() {
        return SettingValues.load(List.of(), List.of(), Map.of()).asMap();
    }

    private static Settings settings(Map<String, String> variables) {
        return Settings.of(SettingValues.load(List.of(), List.of(), variables));
    }

    private static int port(Chart chart, String name) {
        return StreamSupport.stream(chart.container().at("/ports").spliterator(), false)
                .filter(port -> port.at("/name").asText().equals(name))
                .findFirst()
                .orElseThrow()
                .at("/containerPort")
                .asInt();
    }

    private static String mount(Chart chart, String volume) {
        return StreamSupport.stream(chart.container().at("/volumeMounts").spliterator(), false)
                .filter(mount -> mount.at("/name").asText().equals(volume))
                .findFirst()
                .orElseThrow()
                .at("/mountPath")
                .asText();
    }

    /** A metric's name as Micrometer has it in the code. */
    private static String quotedMeter(JsonNode metric) {
        return "\"" + metric.asText().replace('_', '.') + "\"";
    }

    private static List<String> texts(JsonNode list) {
        return texts(list, "");
    }

    private static List<String> texts(JsonNode list, String path) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.at(path).asText())
                .toList();
    }

    private static List<String> texts(List<SdlSource> files) {
        return files.stream().map(SdlSource::text).collect(Collectors.toList());
    }
}
