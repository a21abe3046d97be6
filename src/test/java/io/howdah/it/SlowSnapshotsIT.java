package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.EventSourceClient;
import io.howdah.testing.Http;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TransportWsClient;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Snapshots by GraphQL and REST while another subject takes snapshots and reads nothing. */
class SlowSnapshotsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A stalled client is closed after 10 s; another subject's snapshot must not wait for that. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final int SLOW = 12;
    private static final String SUBSCRIPTION =
            "subscription($where: ItemFilter) { itemChanged(snapshot: true, where: $where)"
                    + " { operation key node { id text } } }";

    private static RunningApplication howdah;

    private final List<AutoCloseable> slow = new ArrayList<>();

    enum Transport {
        GRAPHQL_SOCKET {
            @Override
            public AutoCloseable stall() {
                TransportWsClient client = TransportWsClient.deaf(howdah.port(), "/graphql?as=alice");
                client.send("{'type':'connection_init'}");
                client.next("connection_ack");
                client.subscribe("1", SUBSCRIPTION);
                client.subscribe("2", SUBSCRIPTION);
                return client;
            }
        },
        GRAPHQL_EVENTS {
            @Override
            public AutoCloseable stall() throws Exception {
                return unread("/graphql?as=alice&query=" + URLEncoder.encode(SUBSCRIPTION, StandardCharsets.UTF_8));
            }
        },
        REST_EVENTS {
            @Override
            public AutoCloseable stall() throws Exception {
                return unread("/api/items/changes?snapshot=true&as=alice");
            }
        };

        /** Opens a client that asks for a snapshot and doesn't read it. */
        abstract AutoCloseable stall() throws Exception;

        private static InputStream unread(String path) throws Exception {
            return Http.client()
                    .send(EventSourceClient.request(howdah.port(), path, null).build(), BodyHandlers.ofInputStream())
                    .body();
        }
    }

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        ApplicationFolder app = ApplicationFolder.in(folder)
                .write(ApplicationFolder.SCHEMA_FILE, """
                        type Item @readModel(collection: "items", key: "id", external: true) @public {
                          id: ID!
                          shelf: String @filterable
                          text: String
                        }
                        """)
                .write(ApplicationFolder.ROUTES_FILE, """
                        - templatedRoute:
                            routeTemplateRef: notify
                            routeId: items-notify
                            parameters:
                              - name: model
                                value: Item
                              - name: channel
                                value: items
                        """);
        howdah = RunningApplication.folder(app.path(), Map.of(), List.of());
        // 64 MiB, more than the kernel takes for a client that does not read.
        String text = "x".repeat(32 * 1024);
        howdah.collection("items")
                .insertMany(IntStream.range(0, 2_000)
                        .mapToObj(i -> new Document("_id", "a" + i)
                                .append("shelf", "A")
                                .append("text", text))
                        .toList());
        howdah.collection("items").insertOne(new Document("_id", "b").append("shelf", "B"));
    }

    @AfterEach
    void hangUp() throws Exception {
        for (AutoCloseable client : slow) {
            client.close();
        }
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void subjectThatDoesNotReadDelaysNoOtherSubjectsSnapshot(Transport transport) throws Exception {
        // Given
        for (int i = 0; i < SLOW; i++) {
            slow.add(transport.stall());
        }

        // When
        long began = System.nanoTime();
        try (TransportWsClient bob = TransportWsClient.open(howdah.port(), "/graphql?as=bob")) {
            bob.send("{'type':'connection_init'}");
            bob.next("connection_ack");
            bob.subscribe("1", SUBSCRIPTION, Map.of("where", Map.of("shelf", Map.of("eq", "B"))));
            await().atMost(PATIENCE).until(() -> bob.messages().toString().contains("SNAPSHOT_END"));

            // Then
            assertThat(bob.change("1", "SNAPSHOT").at("/node/id").asText()).isEqualTo("b");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
        }
    }
}
