package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.CapturedLog;
import io.howdah.testing.EventSourceClient;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.Things;
import io.howdah.testing.TransportWsClient;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.management.ObjectName;
import org.apache.camel.impl.DefaultCamelContext;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of an application that change while it runs and clients listen. */
class ReloadIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TOPIC = "things.topic";

    private static final String SCHEMA = """
            type Thing @readModel(collection: "things", key: "id", version: "sequence") @public {
              id: ID!
              sequence: Long!
              status: String @filterable
            }
            """;

    private static final String ROUTES = Things.routes("{id: .id, sequence: .sequence, status: .status}");

    private final CapturedLog said = new CapturedLog();

    @TempDir
    private Path root;

    private ApplicationFolder folder;
    private RunningApplication howdah;
    private long version;

    @BeforeEach
    void start() throws Exception {
        folder = ApplicationFolder.in(root)
                .set(TOPIC, "none")
                .write(ApplicationFolder.SCHEMA_FILE, SCHEMA)
                .write(ApplicationFolder.ROUTES_FILE, ROUTES);
        howdah = RunningApplication.folder(root, Map.of(), List.of(TOPIC));
        howdah.reloadChanges();
        said.attach();
    }

    @AfterEach
    void stop() {
        said.detach();
        howdah.close();
    }

    @Test
    void transformTakesEffectAndNobodyIsCutOff() throws Exception {
        try (NotificationClient client = howdah.subscribe("things");
                TransportWsClient live = TransportWsClient.alice(howdah.port())) {
            live.subscribe("s", "subscription { thingChanged { operation key node { status } } }");
            live.change("s", "READY");
            send("a", "NEAR");
            await().atMost(PATIENCE).until(() -> status(client, "a").contains("NEAR"));

            // When
            folder.write(
                    ApplicationFolder.ROUTES_FILE,
                    ROUTES.replace("status: .status", "status: (.status | ascii_downcase)"));
            awaitReload("routes things-transform");

            // Then
            send("b", "NEAR");
            await().atMost(PATIENCE).until(() -> status(client, "b").contains("near"));
            assertThat(live.change("s", "CREATED").path("key").asText()).isEqualTo("a");
            assertThat(live.change("s", "CREATED").at("/node/status").asText()).isEqualTo("near");
            assertThat(client.closeCode()).isZero();
            assertThat(resyncs(client)).isZero();
        }
    }

    @Test
    void whatWasMadeToLookAtFilesIsGoneAfterwards() throws Exception {
        long before = liveContexts();

        // When
        for (String name : List.of("one", "two", "three")) {
            folder.write(
                    ApplicationFolder.ROUTES_FILE, ROUTES.replace("status: .status", "status: \\\"" + name + "\\\""));
            await().atMost(PATIENCE).untilAsserted(() -> {
                send("a", "NEAR");
                assertThat(stored("a")).contains(name);
            });
        }

        // Then all but the last, which Camel's language simple keeps until the next
        assertThat(liveContexts()).isLessThanOrEqualTo(before + 1);
    }

    /** How many Camel contexts this JVM holds, after a full collection. */
    private static long liveContexts() throws Exception {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return histogram
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > 3 && words[3].equals(DefaultCamelContext.class.getName()))
                .mapToLong(words -> Long.parseLong(words[1]))
                .sum();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uri: direct:things-transform | uri: direct:things-transfrom | is called and no route serves it",
                "- setBody: | - setBodi: | setBodi",
                "value: Thing | value: Thin | Thin is not a type with @readModel",
                "'expression: \"{id' | 'expression: \"{{id' | ",
                "routeTemplateRef: notify | routeTemplateRef: notfy | no template is called notfy",
                "jq: | jqq: | jqq",
            })
    void brokenRouteChangesNothingAndIsSaid(String good, String bad, String told) throws Exception {
        folder.write(ApplicationFolder.ROUTES_FILE, ROUTES.replace(good.strip(), bad.strip()));

        awaitRefusal(told == null ? "things.camel.yaml" : told);
        send("a", "NEAR");
        await().atMost(PATIENCE).until(() -> stored("a").contains("NEAR"));

        // When it is mended
        folder.write(ApplicationFolder.ROUTES_FILE, ROUTES);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(health()).doesNotContain("rejects the changed files"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status: String @filterable | status: Strin @filterable | Strin",
                ", version: \"sequence\") | ) | version was sequence: Long and is the records' offsets",
                "status: String | status: String! | field status is required, but the stored documents may lack it",
                "collection: \"things\" | collection: \"others\" | its collection has changed; restart Howdah to apply it",
                "type Thing | type Thing { | things.graphqls",
            })
    void brokenSchemaChangesNothingAndIsSaid(String good, String bad, String told) throws Exception {
        send("a", "NEAR");
        await().atMost(PATIENCE).until(() -> stored("a").contains("NEAR"));
        folder.write(ApplicationFolder.SCHEMA_FILE, SCHEMA.replace(good.strip(), bad.strip()));

        awaitRefusal(told);
        assertThat(howdah.query("{ things { nodes { id status } } }").has("errors"))
                .isFalse();
    }

    @Test
    void anEmptyCollectionMayBecomeAnything() throws Exception {
        folder.write(ApplicationFolder.SCHEMA_FILE, SCHEMA.replace(", version: \"sequence\"", ""));
        awaitReload("models Thing");

        // Then what its documents are like is what they have become
        send("a", "NEAR");
        await().atMost(PATIENCE).until(() -> stored("a").contains("NEAR"));
        folder.write(ApplicationFolder.SCHEMA_FILE, SCHEMA);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(health()).contains("version was the records' offsets and is sequence: Long"));
    }

    @Test
    void settingsTakeANewStart() throws Exception {
        folder.set("things.more", "1");

        awaitRefusal("application.properties has changed; restart Howdah to apply it");
    }

    @Test
    void schemaChangesForQueriesSubscriptionsAndChannels() throws Exception {
        folder.write(ApplicationFolder.ROUTES_FILE, ROUTES.replace("status: .status", "status: .status, note: .note"));
        awaitReload("routes things-transform");
        try (NotificationClient client = howdah.subscribe("things");
                TransportWsClient live = TransportWsClient.alice(howdah.port())) {
            live.subscribe("goesOn", "subscription { thingChanged { operation key node { id } } }");
            live.subscribe("ends", "subscription { thingChanged { operation node { id status } } }");
            live.change("goesOn", "READY");
            live.change("ends", "READY");

            // When
            folder.write(
                    ApplicationFolder.SCHEMA_FILE,
                    SCHEMA.replace("status: String @filterable", "note: String\n  state: String @filterable"));
            folder.write(
                    ApplicationFolder.ROUTES_FILE, ROUTES.replace("status: .status", "state: .status, note: .note"));
            awaitReload("models Thing");

            // Then what can go on does, from a new beginning, and what cannot receives the reason
            live.change("goesOn", "RESYNC");
            JsonNode error = live.next("error", "ends");
            assertThat(error.at("/payload/0/message").asText()).contains("status");
            await().atMost(PATIENCE).until(() -> resyncs(client) == 1);
            howdah.send(TOPIC, "a", "{\"id\":\"a\",\"sequence\":1,\"status\":\"NEAR\",\"note\":\"new\"}");
            assertThat(live.change("goesOn", "CREATED").path("key").asText()).isEqualTo("a");
            await().atMost(PATIENCE)
                    .until(() -> client.frames("a").stream()
                            .anyMatch(frame -> frame.at("/data/note").asText().equals("new")));
            assertThat(howdah.query("{ thing(id: \"a\") { note state } }")
                            .at("/data/thing/state")
                            .asText())
                    .isEqualTo("NEAR");
            assertThat(howdah.query("{ thing(id: \"a\") { status } }").has("errors"))
                    .isTrue();
            assertThat(howdah.get(howdah.port(), "/api/things/a").body()).contains("\"note\":\"new\"");
            assertThat(howdah.get(howdah.port(), "/openapi.json").body()).contains("note");
            assertThat(client.closeCode()).isZero();
        }
    }

    @Test
    void descriptionChangesTheSchemaAndDisturbsNobody() throws Exception {
        try (NotificationClient client = howdah.subscribe("things")) {
            folder.write(ApplicationFolder.SCHEMA_FILE, "\"What there is.\"\n" + SCHEMA);

            awaitReload("the schema");

            assertThat(howdah.query("{ __type(name: \"Thing\") { description } }")
                            .at("/data/__type/description")
                            .asText())
                    .isEqualTo("What there is.");
            send("a", "NEAR");
            await().atMost(PATIENCE).until(() -> status(client, "a").contains("NEAR"));
            assertThat(resyncs(client)).isZero();
        }
    }

    @Test
    void domainComesAndGoes() throws Exception {
        try (NotificationClient things = howdah.subscribe("things")) {
            // When
            folder.write("routes/domains/parts.camel.yaml", domain(ROUTES));
            folder.write("graphql/parts.graphqls", domain(SCHEMA));
            awaitReload("parts-ingest");

            // Then
            try (NotificationClient parts = howdah.subscribe("parts")) {
                // One topic for both, since a new setting would take a new start.
                send("a", "NEAR");
                await().atMost(PATIENCE).until(() -> status(parts, "a").contains("NEAR"));
                assertThat(howdah.query("{ part(id: \"a\") { status } }")
                                .at("/data/part/status")
                                .asText())
                        .isEqualTo("NEAR");

                // When
                Files.delete(root.resolve("routes/domains/parts.camel.yaml"));
                Files.delete(root.resolve("graphql/parts.graphqls"));

                // Then
                awaitReload("without parts-");
                await().atMost(PATIENCE).until(() -> parts.closeCode() == 4410);
                assertThat(howdah.get(howdah.port(), "/notifications/parts").statusCode())
                        .isEqualTo(404);
                assertThat(howdah.get(howdah.port(), "/api/parts").statusCode()).isEqualTo(404);
            }
            send("b", "FAR");
            await().atMost(PATIENCE).until(() -> status(things, "b").contains("FAR"));
            assertThat(things.closeCode()).isZero();
        }
    }

    @Test
    void hookComesChangesAndGoes() throws Exception {
        send("a", "NEAR");
        await().atMost(PATIENCE).until(() -> queried().equals("NEAR"));

        // When
        folder.write("routes/hooks.camel.yaml", hook("one"));
        awaitReload("routes graphql-operation, mask");

        // Then
        assertThat(queried()).isEqualTo("one");

        // When
        folder.write("routes/hooks.camel.yaml", hook("two"));
        awaitReload("routes mask");

        // Then
        assertThat(queried()).isEqualTo("two");

        // When
        Files.delete(root.resolve("routes/hooks.camel.yaml"));
        awaitReload("without mask");

        // Then
        assertThat(queried()).isEqualTo("NEAR");
    }

    private String queried() throws Exception {
        return howdah.query("{ thing(id: \"a\") { status } }")
                .at("/data/thing/status")
                .asText();
    }

    private static String hook(String status) {
        return """
                - route:
                    id: mask
                    from:
                      uri: direct:after-graphql
                      steps:
                        - setBody:
                            id: mask-status
                            expression:
                              jq:
                                expression: 'if .data.thing then .data.thing.status = "%s" else . end'
                """.formatted(status);
    }

    /** The channel's position is not the route's: ReloadContinuityIT does this while events flow. */
    @Test
    void notifyRouteWithAnotherIdGoesOnWhereTheFormerOneWas() throws Exception {
        try (NotificationClient client = howdah.subscribe("things")) {
            folder.write(ApplicationFolder.ROUTES_FILE, ROUTES.replace("things-notify", "things-tell"));

            awaitReload("routes things-tell; without things-notify");

            send("a", "NEAR");
            await().atMost(PATIENCE).until(() -> status(client, "a").contains("NEAR"));
            // And once more it is the same one.
            folder.write(ApplicationFolder.ROUTES_FILE, ROUTES.replace("things-notify", "things-tell") + "# more");
            awaitReload("only comments");
            assertThat(resyncs(client)).isZero();
        }
    }

    /** The runtime's template gives way to one of the folder, whose file comes behind those that use it. */
    @Test
    void channelOfAnotherModelIsANewBeginning() throws Exception {
        String last;
        try (NotificationClient client = howdah.subscribe("things")) {
            send("a", "NEAR");
            await().atMost(PATIENCE).until(() -> status(client, "a").contains("NEAR"));
            last = client.frames("a").get(0).path("id").asText();

            // When
            folder.write(
                    ApplicationFolder.SCHEMA_FILE,
                    SCHEMA + SCHEMA.replace("Thing", "Other").replace("things", "others"));
            folder.write(
                    ApplicationFolder.ROUTES_FILE,
                    ROUTES.replaceFirst("(?s)(routeTemplateRef: notify.*?value: )Thing", "$1Other"));
            awaitReload("things-notify");

            // Then a connected client receives a resync
            await().atMost(PATIENCE).until(() -> resyncs(client) == 1);
        }
        // And so does a client that comes back
        try (NotificationClient client = new NotificationClient(howdah.port(), "things", "since=" + last)) {
            await().atMost(PATIENCE).until(() -> !client.controls("ready").isEmpty());
            assertThat(client.controls("ready").get(0).at("/data/recovered").asBoolean())
                    .isFalse();
            await().atMost(PATIENCE).until(() -> resyncs(client) == 1);
        }
    }

    /** Else they would show documents of the other model as such of their own. */
    @Test
    void subscriptionsOfAModelEndWhereItsChannelBecomesAnothers() throws Exception {
        try (TransportWsClient live = TransportWsClient.alice(howdah.port());
                EventSourceClient changes =
                        new EventSourceClient(EventSourceClient.request(howdah.port(), "/api/things/changes", null)
                                .build())) {
            live.subscribe("s", "subscription { thingChanged { operation key node { id } } }");
            live.change("s", "READY");
            await().atMost(PATIENCE).until(() -> !changes.all().isEmpty());

            // When
            folder.write(
                    ApplicationFolder.SCHEMA_FILE,
                    SCHEMA + SCHEMA.replace("Thing", "Other").replace("things", "others"));
            String notify = ROUTES.substring(ROUTES.indexOf("- templatedRoute:\n    routeTemplateRef: notify"))
                    .split("- route:", 2)[0];
            folder.write(
                    ApplicationFolder.ROUTES_FILE,
                    ROUTES.replace(
                            notify,
                            notify.replace("value: Thing", "value: Other")
                                    + notify.replace("things-notify", "list-notify")
                                            .replace("value: things", "value: thing-list")));
            awaitReload("list-notify");
            howdah.collection("others")
                    .insertOne(Document.parse("{_id: 'o', id: 'o', sequence: 1, _h: {rev: 1, v: {main: 1}}}"));

            // Then
            assertThat(live.next("error", "s").toString()).contains("subscribe again");
            await().atMost(PATIENCE).until(() -> changes.all().toString().contains("io.howdah.closed"));
            assertThat(changes.all().toString()).doesNotContain("\"o\"");
            // And it is there again
            live.subscribe("again", "subscription { thingChanged { operation key } }");
            live.change("again", "READY");
            send("a", "NEAR");
            assertThat(live.change("again", "CREATED").path("key").asText()).isEqualTo("a");
        }
    }

    @Test
    void templateOfTheFolderTakesEffectTogetherWithItsRoutes() throws Exception {
        String template = Files.readString(Path.of("src/main/resources/routes/templates/notify.camel.yaml"));
        folder.write("routes/templates/notify.camel.yaml", template);
        try (NotificationClient client = howdah.subscribe("things")) {
            folder.write(
                    "routes/templates/notify.camel.yaml",
                    template.replace("description: Whether a client", "description: If a client"));
            folder.write(
                    ApplicationFolder.ROUTES_FILE,
                    ROUTES.replace(
                            "value: things\n", "value: things\n      - name: conflate\n        value: \"true\"\n"));

            awaitReload("routes things-notify");

            send("a", "NEAR");
            await().atMost(PATIENCE).until(() -> status(client, "a").contains("NEAR"));
            assertThat(client.closeCode()).isZero();
        }
    }

    /** As editors save, and as Kubernetes replaces what a ConfigMap holds. */
    @Test
    void filesMayBeRenamedAndLinked() throws Exception {
        String changed = ROUTES.replace("status: .status", "status: (.status | ascii_downcase)");
        Path file = root.resolve(ApplicationFolder.ROUTES_FILE);
        Files.writeString(root.resolve("draft"), changed);
        Files.move(root.resolve("draft"), file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        awaitReload("routes things-transform");

        // When
        Path domains = file.getParent();
        Path first = Files.createDirectories(domains.resolve("..1"));
        Files.writeString(first.resolve("things.camel.yaml"), changed);
        Files.createSymbolicLink(domains.resolve("..data"), Path.of("..1"));
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("..data", "things.camel.yaml"));
        Path second = Files.createDirectories(domains.resolve("..2"));
        Files.writeString(second.resolve("things.camel.yaml"), changed.replace("ascii_downcase", "ascii_upcase"));
        Files.createSymbolicLink(domains.resolve("..tmp"), Path.of("..2"));
        Files.move(domains.resolve("..tmp"), domains.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> {
            send("a", "Near");
            assertThat(stored("a")).contains("NEAR");
        });
    }

    private static String domain(String text) {
        return text.replace("things.topic", "THE_TOPIC")
                .replace("things", "parts")
                .replace("Thing", "Part")
                .replace("THE_TOPIC", "things.topic");
    }

    private void send(String key, String status) throws Exception {
        version++;
        howdah.send(TOPIC, key, "{\"id\":\"%s\",\"sequence\":%d,\"status\":\"%s\"}".formatted(key, version, status));
    }

    private List<String> stored(String key) {
        return howdah.collection("things")
                .find(new Document("_id", key))
                .map(found -> String.valueOf(found.get("status")))
                .into(new ArrayList<>());
    }

    private static List<String> status(NotificationClient client, String key) {
        return client.frames(key).stream()
                .map(frame -> frame.at("/data/status").asText())
                .toList();
    }

    private static long resyncs(NotificationClient client) {
        return client.controls("resync").size();
    }

    private String health() throws Exception {
        return howdah.get(howdah.managementPort(), "/observe/health").body();
    }

    private void awaitReload(String what) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(said.lines()).anyMatch(line -> line.contains("Reloaded") && line.contains(what)));
    }

    private void awaitRefusal(String why) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(said.lines()).anyMatch(line -> line.contains("Not reloaded: ") && line.contains(why));
            assertThat(health()).contains("rejects the changed files");
        });
        assertThat(said.lines()).noneMatch(line -> line.contains("Reloaded"));
    }
}
