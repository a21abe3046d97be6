package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.CommandLineRun;
import io.howdah.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each thing that stops a start: exit code 1, one line for each problem, and nothing left running. */
@Timeout(60)
class StartFailureIT {

    private static final String YAML = ApplicationFolder.ROUTES_FILE;

    @TempDir
    private Path root;

    private ApplicationFolder folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = ApplicationFolder.in(root);
        folder.set("howdah.auth.mode", "none");
    }

    @Test
    void doorWithoutAChosenLockIsNotOpened() throws Exception {
        folder.set("howdah.auth.mode", "");

        assertThat(onlyLine())
                .isEqualTo(
                        "howdah: howdah.auth.mode= must be oidc, with howdah.auth.issuer and howdah.auth.audience, or none:"
                                + " then every request is anonymous");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "howdah.http.port | eighty | must be a whole number from 0 to 65535",
                "howdah.http.port | 65536 | must be from 0 to 65535",
                "howdah.mongo.connect-timeout | 10 | must be a whole number greater than 0 with a unit: ms, s, m, h or d",
                "howdah.http.graphiql | yes | must be true or false",
                "howdah.graphql.threads | 0 | must be from 1 to 1000",
                "howdah.graphql.timeout | 10 | must be a whole number greater than 0 with a unit: ms, s, m, h or d",
                "howdah.graphql.manifest-only | true | needs howdah.graphql.manifest, else every operation would be refused",
                "howdah.graphql.manifest | none.json | must be the path of a file in the application folder;"
                        + " there is no such file",
                "howdah.ingest.batch-size | 0 | must be from 1 to 100000",
                "howdah.schema-registry.url | registry:8081 | must be an address such as https://registry:8081,"
                        + " without user, password or query",
            })
    void badSettingIsNamedWithItsRule(String key, String value, String rule) throws Exception {
        folder.set(key, value);

        assertThat(failure()).containsExactly("howdah: " + key + "=" + value + " " + rule);
    }

    @Test
    void brokenManifestIsNamedWithItsPlace() throws Exception {
        folder.set("howdah.graphql.manifest", "operations.json");
        folder.write("operations.json", "{\n  \"format\": \"apollo-persisted-query-manifest\",\n  \"version\": }");

        assertThat(onlyLine())
                .isEqualTo("howdah: operations.json:3:14: invalid JSON; generate it again with"
                        + " @apollo/generate-persisted-query-manifest");
    }

    @Test
    void badConnectionStringIsNamedWithoutItsPassword() throws Exception {
        folder.set("howdah.mongo.uri", "mongodb://howdah:pass/word@localhost");

        assertThat(onlyLine())
                .startsWith("howdah: howdah.mongo.uri=(hidden) must be a")
                .doesNotContain("pass/", "/word");
    }

    @Test
    void hostThatIsNotOursIsNamed() throws Exception {
        folder.set("howdah.http.host", "192.0.2.1");

        assertThat(onlyLine()).startsWith("howdah: howdah.http.host=192.0.2.1 is not an address of this machine (");
    }

    @Test
    void unreadablePropertiesFileIsNamed() throws Exception {
        folder.write("application.properties", "key=\\u00zz");

        assertThat(onlyLine()).startsWith("howdah: " + root.resolve("application.properties") + " cannot be read (");
    }

    @Test
    void unknownCamelSettingIsNamed() throws Exception {
        folder.set("camel.main.shutdown-timeot", "10");

        assertThat(onlyLine())
                .isEqualTo("howdah: camel.main.shutdown-timeot is refused, there is no such option;"
                        + " correct it in application.properties");
    }

    @Test
    void javaRouteClassThatIsNotThereIsNamed() throws Exception {
        folder.set("camel.main.routes-builder-classes", "com.acme.Missing");

        assertThat(onlyLine())
                .isEqualTo("howdah: " + root.resolve("application.properties")
                        + ":7:1: error class-missing: class com.acme.Missing is not on the class path;"
                        + " correct its name in camel.main.routes-builder-classes, or add its JAR");
    }

    @ParameterizedTest
    @CsvSource({"howdah.http.port,HOWDAH_HTTP_PORT", "howdah.management.port,HOWDAH_MANAGEMENT_PORT"})
    void takenPortIsNamedWithItsVariable(String key, String variable) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            folder.set(key, taken.getLocalPort());

            assertThat(onlyLine())
                    .startsWith("howdah: " + key + "=" + taken.getLocalPort() + " cannot be used on 127.0.0.1 (")
                    .endsWith("stop the process that uses it, or set " + variable + " to another port");
        }
    }

    @Test
    void mongoThatDoesNotAnswerIsNamed() throws Exception {
        folder.set("howdah.mongo.uri", "mongodb://howdah:secret@127.0.0.1:1/");
        folder.set("howdah.mongo.connect-timeout", "300ms");

        assertThat(onlyLine())
                .isEqualTo("howdah: howdah.mongo.uri (127.0.0.1:1) gives no answer within 300 ms;"
                        + " start MongoDB there or correct the setting");
    }

    @Test
    void serversThatDnsDoesNotNameAreNamed() throws Exception {
        folder.set("howdah.mongo.uri", "mongodb+srv://howdah:secret@cluster0.nowhere.invalid/");
        folder.set("howdah.mongo.connect-timeout", "20s");

        assertThat(onlyLine())
                .startsWith("howdah: howdah.mongo.uri")
                .contains("cluster0.nowhere.invalid", "name server")
                .doesNotContain("secret");
    }

    @Test
    void loginLineThatKafkaCannotUseIsNamedWithoutItsPassword() throws Exception {
        folder.set("howdah.kafka.security-protocol", "SASL_PLAINTEXT");
        folder.set("howdah.kafka.sasl-mechanism", "PLAIN");
        folder.set("howdah.kafka.client.sasl.jaas.config", "com.acme.Missing required password=secret;");

        assertThat(onlyLine())
                .startsWith("howdah: howdah.kafka: Kafka's client rejects these settings (")
                .contains("com.acme.Missing")
                .doesNotContain("secret");
    }

    @Test
    void mongoThatIsNoReplicaSetIsNamed() throws Exception {
        MongoServer alone = new MongoServer(new MemoryBackend().version(new Standalone()));
        try {
            InetSocketAddress address = alone.bind();
            folder.set("howdah.mongo.uri", "mongodb://127.0.0.1:" + address.getPort());
            folder.set("howdah.mongo.connect-timeout", "10s");

            assertThat(onlyLine())
                    .isEqualTo("howdah: howdah.mongo.uri (127.0.0.1:" + address.getPort() + ") is not a replica set,"
                            + " and change streams need one; start it with --replSet");
        } finally {
            alone.shutdownNow();
        }
    }

    @Test
    void folderThatIsNoneIsNamed() {
        CommandLineRun run = CommandLineRun.of("run", root.resolve("nowhere").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .containsExactly("howdah: " + root.resolve("nowhere")
                        + " is not a folder; use a folder with routes/ and graphql/");
    }

    @Test
    void folderWithoutSchemaIsNamed(@TempDir Path empty) {
        CommandLineRun run = CommandLineRun.of("run", empty.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .containsExactly("howdah: " + empty + " has no folder graphql/ with the SDL of its read models");
    }

    @Test
    void everyProblemOfTheSchemaHasItsLine() throws Exception {
        folder.write(
                ApplicationFolder.SCHEMA_FILE,
                ApplicationFolder.SCHEMA
                        .replace("key: \"id\"", "key: \"idd\"")
                        .replace("sequence: Long!", "sequence: Lng!"));

        assertThat(failure())
                .hasSizeGreaterThan(1)
                .allSatisfy(line -> assertThat(line).startsWith("howdah: " + root.resolve("graphql/things.graphqls:")));
    }

    @Test
    void everyProblemOfAHandWrittenFieldHasItsLine() throws Exception {
        folder.write("graphql/more.graphqls", """
                extend type Query {
                  a: Int
                  b: Int @route(uri: "http://example.com")
                  things: Int @route(uri: "direct:c")
                }
                type Subscription { d: Int @route(uri: "direct:d") }
                """);

        String file = "howdah: " + root.resolve("graphql/more.graphqls");
        assertThat(failure())
                .extracting(line -> line.replaceFirst("; .*", ""))
                .containsExactly(
                        file + ":2:3: error sdl-invalid: Query.a has no @route",
                        file
                                + ":3:10: error sdl-invalid: the uri \"http://example.com\" of Query.b is not a direct: endpoint",
                        file + ":4:3: error sdl-invalid: Query.things is already generated for the read model Thing",
                        file
                                + ":6:21: error sdl-invalid: Subscription.d is hand-written, but a route cannot resolve a subscription");
    }

    @Test
    void handWrittenFieldWithoutItsRouteIsNamed() throws Exception {
        folder.write("graphql/more.graphqls", "extend type Mutation {\n  go: Int @route(uri: \"direct:gone\")\n}\n");

        assertThat(onlyLine())
                .isEqualTo("howdah: "
                        + root.resolve(
                                "graphql/more.graphqls:2:3: error direct-missing: direct:gone is called and no route"
                                        + " serves it; correct the name, or add a route from direct:gone"));
    }

    @Test
    void everyBrokenRouteFileHasItsLine() throws Exception {
        folder.write(YAML, "- route:\n    id: a\n   from: x\n");
        folder.write("routes/domains/tab.camel.yaml", "- route:\n\tid: a\n");

        assertThat(failure()).hasSize(2);
        assertThat(failure().get(0)).startsWith("howdah: " + root.resolve("routes/domains/tab.camel.yaml:2:1: "));
        assertThat(failure().get(1))
                .startsWith("howdah: " + root.resolve(YAML + ":3:4: error yaml-broken: expected <block end>"));
    }

    @Test
    void modelThatTheSchemaLacksIsNamed() throws Exception {
        folder.write(YAML, ApplicationFolder.ROUTES.replace("Thing\n", "Thingy\n"));

        assertThat(onlyLine())
                .isEqualTo(at("8:16") + "error model-unknown: model Thingy is not a type with @readModel in"
                        + " graphql/*.graphqls; correct the name; the nearest is Thing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "xml           | format=xml: unknown; set it to one of json, cloudevents, avro, avro-registry",
                "avro          | format=avro needs a schema; set the parameter schema to a file such as schemas/ride.avsc",
                "avro-registry | format=avro-registry needs a schema registry; set howdah.schema-registry.url",
            })
    void wrongFormatIsNamed(String format, String problem) throws Exception {
        folder.write(YAML, ApplicationFolder.ROUTES + parameter("format", format));

        assertThat(onlyLine()).isEqualTo(at("10:16") + "error format-refused: " + problem);
    }

    @Test
    void schemaFileThatIsNotThereIsNamed() throws Exception {
        folder.write(
                YAML,
                ApplicationFolder.ROUTES + parameter("format", "avro") + parameter("schema", "schemas/thing.avsc"));

        assertThat(onlyLine())
                .isEqualTo(
                        at("12:16") + "error format-refused: schema=schemas/thing.avsc: no such file in the application"
                                + " folder; correct the parameter schema");
    }

    private static String parameter(String name, String value) {
        return "      - name: %s\n        value: %s\n".formatted(name, value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "setBodi: {}                          | 6:11 | error step-unknown: no step is called setBodi",
                "log: {mesage: x}                     | 6:17 | error field-unknown: log has no field mesage",
                "to: {uri: 'kafka:a', parameters: {brokerz: 'x:1'}} | 6:45 | error option-unknown: kafka: has no option brokerz",
                "to: {uri: 'kafka:a', parameters: {maxPollRecords: many}} | 6:61 | error option-value: kafka: maxPollRecords=many",
                "to: {uri: 'kafak:a'}                 | 6:21 | error component-unknown: no component is called kafak",
                "to: {uri: 'log:{{things.nope}}'}     | 6:21 | error setting-unknown: {{things.nope}} is not a setting",
                "to: {uri: 'direct:nobody'}           | 6:21 | error direct-missing: direct:nobody is called and no route serves it",
                "bean: {ref: nobody}                  | 6:23 | error bean-unknown: no bean is called nobody",
                "bean: {ref: ingestRecord, method: no} | 2:9  | route things-extra: Method with name: no not found on io",
                "bean: {beanType: com.acme.Missing}   | 6:28 | error class-missing: class com.acme.Missing is not on",
                "setBody: {jq: {expression: '{a'}}    | 6:38 | error expression-syntax: the jq expression has a syntax error",
            })
    void brokenStepIsNamedWithItsPlace(String step, String place, String problem) throws Exception {
        folder.steps("- " + step + "\n");

        assertThat(onlyLine()).startsWith(at(place) + problem).contains("; ");
    }

    @Test
    void routeThatWouldStoreInAnExternalCollectionIsNamed() throws Exception {
        folder.write(
                ApplicationFolder.SCHEMA_FILE,
                ApplicationFolder.SCHEMA.replace("version: \"sequence\"", "version: \"sequence\", external: true"));

        assertThat(onlyLine())
                .isEqualTo(
                        at("8:16") + "error model-external: model Thing is external, and no route may store in things;"
                                + " remove the route, or `external: true` in the SDL");
    }

    @Test
    void failureAfterThePortsWereOpenedClosesThem() throws Exception {
        int port = FreePort.find();
        int managementPort = FreePort.find();
        folder.set("howdah.http.port", port).set("howdah.management.port", managementPort);
        folder.steps("- to: {uri: 'direct:nobody'}\n");

        assertThat(onlyLine()).contains("direct:nobody");

        new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")).close();
        new ServerSocket(managementPort, 1, InetAddress.getByName("127.0.0.1")).close();
    }

    @Test
    void wrongArgumentsAreExplainedWithCode2() {
        assertThat(CommandLineRun.of("runn").exitCode()).isEqualTo(2);
        assertThat(CommandLineRun.of("dev", "--nope").exitCode()).isEqualTo(2);
        assertThat(CommandLineRun.of("dev", "--nope").err().get(0)).isEqualTo("Unknown option: '--nope'");
    }

    @Test
    void versionAndHelpAreToldWithCode0() {
        CommandLineRun version = CommandLineRun.of("--version");
        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).singleElement().asString().startsWith("howdah ");

        CommandLineRun help = CommandLineRun.of("--help");
        assertThat(help.exitCode()).isZero();
        assertThat(String.join("\n", help.out())).contains("dev", "run", "--version");
    }

    /** A server of a version that the driver accepts, and no member of a replica set. */
    private static final class Standalone implements MongoVersion {

        private static final int WIRE_VERSION = 8;

        @Override
        public List<Integer> getVersionArray() {
            return List.of(5, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return WIRE_VERSION;
        }
    }

    private String at(String place) {
        return "howdah: " + root.resolve(YAML) + ":" + place + ": ";
    }

    private String onlyLine() {
        List<String> lines = failure();
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private List<String> failure() {
        CommandLineRun run = CommandLineRun.of("run", root.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        return run.err();
    }
}
