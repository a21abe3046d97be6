package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.howdah.ingest.rebuild.RebuildRefusedException;
import io.howdah.ingest.rebuild.RebuildRequest;
import io.howdah.runtime.Application;
import io.howdah.runtime.source.StartException;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.Docs;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.Things;
import io.howdah.testing.TransportWsClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An SDL that is another one than that of the stored documents: after a restart, and in two processes side by side. */
class UpgradeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOPIC = "things.topic";

    private static final String SCHEMA = """
            type Thing @readModel(collection: "things", key: "id", version: "sequence") @public {
              id: ID!
              other: ID!
              sequence: Long!
              changed: Long!
              status: String
            }
            """;

    private static final String ROUTES =
            Things.routes("{id: .id, other: .id, sequence: .sequence, changed: .sequence, status: .status}");

    @TempDir
    private Path root;

    @TempDir
    private Path next;

    private RunningApplication howdah;

    @BeforeEach
    void start() throws Exception {
        ApplicationFolder.in(root)
                .set(TOPIC, "none")
                .write(ApplicationFolder.SCHEMA_FILE, SCHEMA)
                .write(ApplicationFolder.ROUTES_FILE, ROUTES);
        howdah = RunningApplication.folder(root, Map.of(), List.of(TOPIC));
    }

    @AfterEach
    void stop() {
        howdah.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key: \"id\" | key: \"other\" | key was id and is other",
                "version: \"sequence\" | version: \"changed\" | version was sequence: Long and is changed: Long",
                "collection: \"things\" | collection: \"others\" | collection was things and is others",
                "other: ID! | other: ID! @owner | @owner was none and is other",
                "status: String | status: String! | field status is required, but the stored documents may lack it",
            })
    void documentsOfAnotherSdlStopTheStartInALine(String good, String other, String told) throws Exception {
        send("a");
        awaitStored("things", "a");
        howdah.stop();
        write(SCHEMA.replace(good, other).replace("@public", other.contains("@owner") ? "" : "@public"), ROUTES);

        // Then it is the line of the page
        String line = Docs.block("docs/rebuild.md", "text", "do not match the SDL")
                .text()
                .strip();
        assertThatThrownBy(() -> howdah.another(next, Map.of()))
                .isInstanceOf(StartException.class)
                .satisfies(failure -> assertThat("howdah: " + failure.getMessage())
                        .isEqualTo(line.replace("Parcel", "Thing")
                                .replace("parcels", "things")
                                .replace("key was id and is id, depot", told)));
    }

    @Test
    void withoutDocumentsAnySdlStarts() throws Exception {
        howdah.stop();
        write(SCHEMA.replace("key: \"id\"", "key: \"other\"").replace("status: String", "status: String!"), ROUTES);

        try (Application other = howdah.another(next, Map.of())) {
            assertThat(other.camelContext().isStarted()).isTrue();
        }
    }

    @Test
    void acceptedModelWaitsForItsRebuildAndStartsFromThenOn() throws Exception {
        // Given
        send("a");
        awaitStored("things", "a");
        howdah.stop();
        write(
                SCHEMA.replace("status: String", "status: String\n  rank: Int!"),
                ROUTES.replace("status: .status", "status: .status, rank: 7"));

        try (Application other = howdah.another(next, Map.of("howdah.rebuild.accept", "Thing"))) {
            // When
            send("b");

            // Then nothing is written next to documents of another kind, in whatever way
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(howdah.get(other.managementPort(), "/observe/health")
                                    .body())
                            .contains("things-ingest waits since", "run howdah rebuild Thing"));
            assertThat(howdah.collection("things").countDocuments()).isEqualTo(1);
            assertThatThrownBy(() -> other.rebuilds()
                            .start("Thing", new RebuildRequest(false, true, false, Optional.empty(), Optional.empty())))
                    .isInstanceOf(RebuildRefusedException.class)
                    .hasMessageContaining("without --key, --since and --keep-missing");

            // When
            other.rebuilds().start("Thing", RebuildRequest.PLAIN);

            // Then
            await().atMost(PATIENCE)
                    .until(() -> other.rebuilds().report("Thing").state().equals("done"));
            send("c");
            awaitStored("things--2", "c");
            assertThat(howdah.collection("things--2").find())
                    .hasSize(3)
                    .allSatisfy(found -> assertThat(found).containsEntry("rank", 7));
            assertThat(howdah.collection("things").countDocuments()).isEqualTo(1);
        }

        // And the next start needs no leave
        try (Application other = howdah.another(next, Map.of("howdah.rebuild.accept", ""))) {
            assertThat(howdah.get(other.port(), "/api/things").body()).contains("\"rank\":7");
        }
    }

    @Test
    void acceptedModelMustBeOne() throws Exception {
        write(SCHEMA, ROUTES);

        assertThatThrownBy(() -> howdah.another(next, Map.of("howdah.rebuild.accept", "Thng")))
                .hasMessage("howdah.rebuild.accept=Thng: must be the name of a model; models: Thing");
    }

    @Test
    void twoSdlsOfWhichOneHasANullableFieldMoreServeSideBySide() throws Exception {
        // Given
        write(
                SCHEMA.replace("status: String", "status: String\n  note: String"),
                ROUTES.replace("status: .status", "status: .status, note: .status"));
        try (Application newer = howdah.another(next, Map.of());
                NotificationClient old = howdah.subscribe("things");
                NotificationClient young = new NotificationClient(newer.port(), "things")) {

            // When both have written documents
            int[] sent = {0};
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
                send("k-" + sent[0]++);
                return count("{note: {$exists: true}}") > 0 && count("{note: {$exists: false}}") > 0;
            });
            await().atMost(PATIENCE).until(() -> count("{}") == sent[0]);

            // Then both serve and tell all of them
            for (int i = 0; i < sent[0]; i++) {
                String key = "k-" + i;
                String path = "/api/things/" + key;
                assertThat(howdah.get(howdah.port(), path).body())
                        .contains("\"status\":\"NEAR\"")
                        .doesNotContain("note");
                assertThat(howdah.get(newer.port(), path).body()).contains("\"status\":\"NEAR\"", "\"note\":");
                await().atMost(PATIENCE).until(() -> !old.frames(key).isEmpty());
                await().atMost(PATIENCE).until(() -> !young.frames(key).isEmpty());
            }
            assertThat(howdah.get(howdah.managementPort(), "/observe/health/ready")
                            .statusCode())
                    .isEqualTo(200);
        }

        // And either of them starts again
        howdah.restart();
        try (Application newer = howdah.another(next, Map.of())) {
            assertThat(howdah.get(newer.port(), "/api/things/k-0").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void fieldThatBecomesFilterableIsUnknownInWhatAnOlderProcessWrites() throws Exception {
        // Given a process to which the field is filterable, and one to which it is not
        String cursor;
        try (NotificationClient client = howdah.subscribe("things")) {
            await().atMost(PATIENCE).until(() -> !client.controls("ready").isEmpty());
            cursor = client.cursor();
        }
        write(SCHEMA.replace("status: String", "status: String @filterable"), ROUTES);
        try (Application newer = howdah.another(next, Map.of());
                NotificationClient near = new NotificationClient(newer.port(), "things", "status=NEAR");
                TransportWsClient notFar = TransportWsClient.alice(newer.port())) {
            notFar.subscribe(
                    "1", "subscription { thingChanged(where: {not: {status: {eq: \"FAR\"}}}) { operation key } }");
            notFar.change("1", "READY");
            await().atMost(PATIENCE).until(() -> !near.controls("ready").isEmpty());

            // When both write documents that leave a filter
            Set<String> keys = new LinkedHashSet<>();
            await().atMost(PATIENCE).until(() -> {
                List<String> some = IntStream.range(keys.size(), keys.size() + 12)
                        .mapToObj(i -> "k-" + i)
                        .toList();
                send(some, 1, "NEAR");
                await().atMost(PATIENCE)
                        .until(() ->
                                some.stream().noneMatch(key -> near.frames(key).isEmpty()));
                send(some, 2, "FAR");
                keys.addAll(some);
                await().atMost(PATIENCE).until(() -> count("{status: 'FAR'}") == keys.size());
                return count("{'_h.was': {$exists: true}, '_h.was.status': {$exists: false}}") > 0
                        && count("{'_h.was.status': 'NEAR'}") > 0;
            });

            // Then each client that had one of them receives an event, live and after an absence
            try (NotificationClient away =
                    new NotificationClient(newer.port(), "things", "status=NEAR&since=" + cursor)) {
                for (String key : keys) {
                    for (NotificationClient client : List.of(near, away)) {
                        await(key)
                                .atMost(PATIENCE)
                                .untilAsserted(() -> assertThat(client.frames(key))
                                        .extracting(frame -> frame.path("type").asText())
                                        .containsExactly("io.howdah.things.created", "io.howdah.things.left"));
                    }
                }
            }
            for (int i = 0; i < keys.size(); i++) {
                assertThat(keys).contains(notFar.change("1", "LEFT").path("key").asText());
            }
        }
    }

    private void send(List<String> keys, int sequence, String status) {
        Map<String, String> records = new LinkedHashMap<>();
        keys.forEach(key ->
                records.put(key, "{\"id\":\"%s\",\"sequence\":%d,\"status\":\"%s\"}".formatted(key, sequence, status)));
        howdah.sendAll(TOPIC, records);
    }

    private void write(String schema, String routes) throws Exception {
        ApplicationFolder.in(next)
                .write(ApplicationFolder.SCHEMA_FILE, schema)
                .write(ApplicationFolder.ROUTES_FILE, routes);
    }

    private void send(String key) throws Exception {
        howdah.send(TOPIC, key, "{\"id\":\"%s\",\"sequence\":1,\"status\":\"NEAR\"}".formatted(key));
    }

    private long count(String filter) {
        return howdah.collection("things").countDocuments(Document.parse(filter));
    }

    private void awaitStored(String collection, String key) {
        await().atMost(PATIENCE)
                .until(() -> howdah.collection(collection).countDocuments(new Document("_id", key)) == 1);
    }
}
