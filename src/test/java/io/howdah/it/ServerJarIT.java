package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.HowdahProcess;
import io.howdah.testing.Http;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTopics;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** {@code howdah-server.jar} as the build makes it: what is in it, and that it serves an application. */
@EnabledIfSystemProperty(named = "howdah.test.jars", matches = ".+", disabledReason = "mvn verify builds the JARs")
class ServerJarIT {

    private static final Duration START = Duration.ofSeconds(90);

    /** Classes of the embedded services and of the toolbox; Kafka's clients have packages org.apache.kafka of their own. */
    private static final Predicate<String> TOOLBOX = Pattern.compile("kafka/.*\\.class|scala/.*|org/apache/zookeeper/.*"
                    + "|org/apache/kafka/(controller|coordinator|image|metadata|raft|storage)/.*|de/bwaldvogel/.*"
                    + "|io/howdah/(cli/develop|dev|tools)/.*|golden/.*|howdah/scaffold/.*|web/.*")
            .asMatchPredicate();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = Http.client();

    @TempDir
    private Path folder;

    @Test
    void jarHasNeitherEmbeddedServicesNorToolbox() throws IOException {
        assertThat(entries("howdah-server.jar"))
                .contains("io/howdah/Howdah.class", "org/apache/kafka/clients/consumer/KafkaConsumer.class")
                .noneMatch(TOOLBOX);
        // The pattern finds what there is to find.
        assertThat(entries("howdah.jar"))
                .contains(
                        "kafka/server/KafkaRaftServer.class",
                        "org/apache/zookeeper/ZooKeeper.class",
                        "de/bwaldvogel/mongo/MongoServer.class",
                        "io/howdah/cli/develop/DevCommand.class")
                .anyMatch(TOOLBOX);
    }

    @Test
    void billsOfMaterialsListTheLibrariesOfTheirJars() throws IOException {
        Set<String> server = libraries("howdah-server.jar");
        Set<String> all = libraries("howdah.jar");

        assertThat(server)
                .contains("camel-main", "kafka-clients", "mongodb-driver-sync", "graphql-java")
                .doesNotContain("kafka_2.13", "kafka-server", "scala-library", "zookeeper", "mongo-java-server");
        assertThat(all).containsAll(server).contains("kafka_2.13", "zookeeper", "mongo-java-server");
    }

    @Test
    void serverServesAnApplicationAndItsOperators() throws Exception {
        // Given
        String topic = TestServices.uniqueName("things");
        ApplicationFolder application = ApplicationFolder.in(folder.resolve("app"))
                .write(ApplicationFolder.ROUTES_FILE, ApplicationFolder.ROUTES.replace("things.events", topic))
                .set("howdah.kafka.brokers", TestServices.brokers())
                .set("howdah.kafka.group", TestServices.uniqueName("group"))
                .set("howdah.mongo.system-database", TestServices.uniqueName("howdah-system"))
                .set("howdah.ingest.dlq-max-ratio", "1")
                .set("howdah.auth.mode", "none");
        try (TestTopics topics = new TestTopics()) {
            topics.create(List.of(topic, topic + ".dlq"));
            topics.send(topic, "1", "{\"id\":\"1\",\"sequence\":7}");
            topics.send(topic, "2", "no JSON");
        }

        // When
        try (HowdahProcess server = start(Map.of(), "run", application.path().toString())) {
            awaitUp(server);
            String health = address(server, "Health");

            // Then
            await().atMost(START)
                    .untilAsserted(() -> assertThat(ask(HttpRequest.newBuilder(URI.create(health)))
                                    .path("status")
                                    .asText())
                            .isEqualTo("UP"));
            await().atMost(START)
                    .untilAsserted(() -> assertThat(
                                    ask(query(address(server, "GraphQL"), "{ thing(id: \"1\") { sequence } }"))
                                            .at("/data/thing/sequence")
                                            .asText())
                            .isEqualTo("7"));
            Map<String, String> management = Map.of("HOWDAH_ADMIN_URL", health.replace("/observe/health", ""));
            await().atMost(START)
                    .until(() -> !TestTopics.readAll(topic + ".dlq").isEmpty());
            assertThat(run(management, 0, "dlq", "list")).contains("1 of 1 open dead letters");
        }
        assertThat(run(Map.of(), 0, "config", application.path().toString()))
                .anyMatch(line -> line.startsWith("howdah.auth.mode") && line.contains("none"));
        assertThat(run(Map.of(), 2, "dev"))
                .singleElement()
                .asString()
                .startsWith("howdah: dev is a command of howdah.jar");
    }

    private HowdahProcess start(Map<String, String> environment, String... command) throws IOException {
        return HowdahProcess.startJar(jar("howdah-server.jar"), folder.resolve(command[0]), environment, command);
    }

    private static void awaitUp(HowdahProcess server) throws IOException {
        await().atMost(START)
                .until(() ->
                        !server.isAlive() || String.join("\n", server.out()).contains("  Health "));
        assertThat(server.isAlive()).as("%s %s", server.out(), server.err()).isTrue();
    }

    /** Runs a command and returns the lines that it wrote. */
    private List<String> run(Map<String, String> environment, int exitCode, String... command) throws Exception {
        try (HowdahProcess process = start(environment, command)) {
            assertThat(process.awaitEnd())
                    .as("%s %s", process.out(), process.err())
                    .isEqualTo(exitCode);
            return exitCode == 0 ? process.out() : process.err();
        }
    }

    private static String address(HowdahProcess server, String name) throws IOException {
        Matcher line = Pattern.compile("  " + name + " +(http://\\S+)").matcher(String.join("\n", server.out()));
        assertThat(line.find()).as("%s in %s", name, server.out()).isTrue();
        return line.group(1);
    }

    private static HttpRequest.Builder query(String url, String query) throws IOException {
        return HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(Map.of("query", query))));
    }

    private static JsonNode ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        return JSON.readTree(HTTP.send(request.build(), BodyHandlers.ofString()).body());
    }

    private static Path jar(String name) {
        return Path.of(System.getProperty("howdah.test.jars")).resolve(name);
    }

    private static Set<String> entries(String jar) throws IOException {
        try (JarFile file = new JarFile(jar(jar).toFile())) {
            return file.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(entry -> entry.getName())
                    .collect(Collectors.toSet());
        }
    }

    private static Set<String> libraries(String jar) throws IOException {
        Set<String> names = new TreeSet<>();
        try (JarFile file = new JarFile(jar(jar).toFile());
                InputStream bill = file.getInputStream(file.getEntry("META-INF/sbom/bom.json"))) {
            JSON.readTree(bill)
                    .path("components")
                    .forEach(library -> names.add(library.path("name").asText()));
        }
        return names;
    }
}
