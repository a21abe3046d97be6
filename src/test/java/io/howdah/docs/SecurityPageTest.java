package io.howdah.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.testing.Docs;
import java.io.IOException;
import java.io.Reader;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** SECURITY.md names tests that exist, and that cover what they are named for. */
class SecurityPageTest {

    private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test))`");
    private static final Pattern CVE = Pattern.compile("(?m)^\\| (CVE-[0-9-]+) \\|.*\\|([^|]*)\\|$");
    private static final Pattern CAMEL_JAR = Pattern.compile("/(camel-[a-z0-9-]+)-4\\.[0-9.]+\\.jar!");
    private static final Path RESOURCES = Docs.root().resolve("src/main/resources");

    /** Modules with an advisory of 2026, until 19 October, that reaches 4.17.0 and has no row of its own. */
    private static final Set<String> ADVISED = Stream.of(
                    "amqp activemq activemq6 atmosphere-websocket aws2-sns aws2-sqs azure-storage-blob azure-storage-datalake",
                    "cassandraql coap cometd consul couchbase couchdb cxf cxf-rest cxf-soap cxf-transport dapr dns docling",
                    "dynamic-router elasticsearch-rest-client google-pubsub google-storage hazelcast http http-common iggy",
                    "infinispan irc jetty jira jms keycloak knative knative-http langchain4j-agent langchain4j-tools leveldb",
                    "lucene mail mina mongodb-gridfs nats neo4j netty netty-http pqc salesforce sjms sjms2 solr spring-ai-tools",
                    "sql tika undertow vertx-http")
            .flatMap(line -> Stream.of(line.split(" ")))
            .map("camel-"::concat)
            .collect(Collectors.toUnmodifiableSet());

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

        assertThat(advisories())
                .containsOnlyKeys(
                        "CVE-2026-46726",
                        "CVE-2026-49098",
                        "CVE-2026-85312",
                        "CVE-2026-40022",
                        "CVE-2026-66908",
                        "CVE-2026-84176",
                        "CVE-2026-85250")
                .allSatisfy((cve, named) -> assertThat(TEST.matcher(named).results())
                        .isNotEmpty()
                        .allSatisfy(match ->
                                assertThat(Docs.text(tests.get(match.group(1)))).contains(cve)));
    }

    @Test
    void eachThreatHasATest() {
        String page = Docs.text("SECURITY.md");
        String table = page.substring(page.indexOf("| threat |"), page.indexOf("\n\n", page.indexOf("| threat |")));

        assertThat(table.lines().skip(2))
                .hasSizeGreaterThan(10)
                .allMatch(row -> TEST.matcher(row).find());
    }

    /** The row "others" of the table. */
    @Test
    void moduleOfNoOtherAdvisoryIsHere() throws IOException {
        Set<String> modules = new TreeSet<>();
        for (URL manifest : Collections.list(getClass().getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
            Matcher jar = CAMEL_JAR.matcher(manifest.toString());
            if (jar.find()) {
                modules.add(jar.group(1));
            }
        }

        assertThat(modules).contains("camel-kafka", "camel-vertx-websocket").doesNotContainAnyElementsOf(ADVISED);
    }

    /** CVE-2026-85250: XPath reads external entities if a route sets {@code documentType} to {@code InputSource}. */
    @Test
    void noShippedRouteUsesXPath() throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            assertThat(files.filter(file -> file.toString().endsWith(".camel.yaml")))
                    .hasSizeGreaterThan(10)
                    .allSatisfy(file -> assertThat(Docs.text(file)).doesNotContainIgnoringCase("xpath"));
        }
    }

    @Test
    void whatTheDependencyCheckIgnoresHasARow() throws IOException {
        Properties ignored = new Properties();
        try (Reader in = Files.newBufferedReader(RESOURCES.resolve("howdah/ignored-vulnerabilities.properties"))) {
            ignored.load(in);
        }

        assertThat(advisories().keySet()).containsAll(ignored.stringPropertyNames());
    }

    /** Each CVE of the table, with its tests. */
    private static Map<String, String> advisories() {
        return CVE.matcher(Docs.text("SECURITY.md"))
                .results()
                .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2)));
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
