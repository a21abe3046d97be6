package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.InsertManyOptions;
import io.howdah.testing.ApplicationFolder;
import io.howdah.testing.FreePort;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One domain whose notify route fails, for ever or for a while, alongside one that works. */
class BrokenRouteIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MORE_THAN_A_QUEUE = 6_000;

    private int servicePort;
    private RunningApplication howdah;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        servicePort = FreePort.find();
        ApplicationFolder app = ApplicationFolder.in(folder)
                .write(ApplicationFolder.SCHEMA_FILE, type("Thing", "things") + type("Wreck", "wrecks"))
                .write(
                        ApplicationFolder.ROUTES_FILE,
                        notify("Thing", "things", "direct:as-is")
                                + notify("Wreck", "wrecks", "direct:wrecks-frame")
                                + """
                                - route:
                                    id: wrecks-frame
                                    errorHandler:
                                      noErrorHandler: {}
                                    from:
                                      uri: direct:wrecks-frame
                                      steps:
                                        - enrich:
                                            expression:
                                              constant: "graphql:http://127.0.0.1:%d/?httpClient=#downstream&query={wrecks}"
                                            aggregationStrategy: "#class:org.apache.camel.processor.aggregate.UseOriginalAggregationStrategy"
                                """.formatted(servicePort));
        howdah = RunningApplication.folder(app.path(), Map.of(), List.of());
    }

    @AfterEach
    void stop() {
        howdah.close();
    }

    @Test
    void otherDomainsAreNotDelayedByARouteThatFails() throws Exception {
        try (NotificationClient things = howdah.subscribe("things");
                NotificationClient wrecks = howdah.subscribe("wrecks")) {
            // Given a route that stands still with more behind it than it has room for
            howdah.collection("wrecks")
                    .insertMany(
                            IntStream.range(0, MORE_THAN_A_QUEUE)
                                    .mapToObj(i -> document(String.format("w-%05d", i)))
                                    .toList(),
                            new InsertManyOptions());
            await().atMost(PATIENCE).until(() -> detached("wrecks-notify") == 1);

            // When
            for (int i = 0; i < 100; i++) {
                String key = "t-" + i;
                howdah.collection("things").insertOne(document(key));

                // Then
                await().atMost(Duration.ofSeconds(5))
                        .until(() -> !things.frames(key).isEmpty());
            }
            assertThat(wrecks.frames()).isEmpty();
            assertThat(detached("things-notify")).isZero();
            assertThat(howdah.get(howdah.managementPort(), "/observe/health").body())
                    .contains("wrecks-notify")
                    .doesNotContain("things-notify");

            // When what it waits for is there again
            Vertx vertx = Vertx.vertx();
            vertx.createHttpServer()
                    .requestHandler(request -> request.response().end("{}"))
                    .listen(servicePort, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            try {
                // Then it tells everything in its order, and shares the stream again
                await().atMost(PATIENCE).until(() -> wrecks.frames().size() == MORE_THAN_A_QUEUE);
                assertThat(wrecks.frames())
                        .extracting(frame -> frame.path("subject").asText())
                        .isSorted()
                        .doesNotHaveDuplicates();
                await().atMost(PATIENCE).until(() -> detached("wrecks-notify") == 0);
            } finally {
                vertx.close().toCompletionStage().toCompletableFuture().get();
            }
        }
    }

    @Test
    void routeThatIsTakenAwayAndMadeAgainMissesNothing() throws Exception {
        try (NotificationClient things = howdah.subscribe("things")) {
            howdah.collection("things").insertOne(document("1"));
            await().atMost(PATIENCE).until(() -> things.frames().size() == 1);

            // When
            howdah.camelContext().getRouteController().stopRoute("things-notify");
            assertThat(howdah.camelContext().removeRoute("things-notify")).isTrue();
            howdah.collection("things").insertOne(document("2"));
            TemplatedRouteBuilder.builder(howdah.camelContext(), "notify")
                    .routeId("things-notify")
                    .parameter("model", "Thing")
                    .parameter("channel", "things")
                    .add();
            howdah.collection("things").insertOne(document("3"));

            // Then
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(things.frames())
                            .extracting(frame -> frame.path("subject").asText())
                            .containsExactly("1", "2", "3"));
            assertThat(things.closeCode()).isZero();
        }
    }

    private double detached(String route) throws Exception {
        return howdah.get(howdah.managementPort(), "/observe/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("howdah_stream_detached") && line.contains("\"" + route + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static Document document(String key) {
        return new Document("_id", key).append("sequence", 1L);
    }

    private static String type(String name, String collection) {
        return """
                type %s @readModel(collection: "%s", key: "id", version: "sequence") @public {
                  id: ID!
                  sequence: Long!
                }
                """.formatted(name, collection);
    }

    private static String notify(String model, String channel, String frame) {
        return """
                - templatedRoute:
                    routeTemplateRef: notify
                    routeId: %s-notify
                    parameters:
                      - name: model
                        value: %s
                      - name: channel
                        value: %s
                      - name: payload
                        value: %s
                """.formatted(channel, model, channel, frame);
    }
}
