package io.howdah.ingest.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.howdah.config.IngestSettings;
import io.howdah.ingest.IngestRoutes;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.store.ModelCollections;
import io.howdah.testing.StubRouter;
import io.howdah.testing.TestServices;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class RebuildsIT {

    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource(
            "rides.graphqls", "type Ride @readModel(collection: \"rides\", key: \"id\") @public { id: ID! }")));
    private static final IngestSettings SETTINGS = new IngestSettings(
            100, 1000, Duration.ofDays(7), Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1), 0.5, Set.of());

    @Test
    void shardedCollectionIsNotRebuiltIntoAnUnshardedOne() throws Exception {
        // Given a model whose collection is sharded, and a route that feeds it
        String database = TestServices.uniqueName("rebuilds");
        try (MongoClient mongo = MongoClients.create(TestServices.mongoUri());
                DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    routeTemplate("ingest")
                            .templateParameter("topic")
                            .templateParameter("model")
                            .templateParameter("transform")
                            .from("direct:{{topic}}")
                            .to("mock:stored");
                }
            });
            camel.start();
            TemplatedRouteBuilder.builder(camel, "ingest")
                    .routeId("rides-ingest")
                    .parameter("topic", "rides")
                    .parameter("model", "Ride")
                    .parameter("transform", "")
                    .add();
            MongoClient router = new StubRouter(mongo)
                    .shard("rides", new Document("_id", "hashed"))
                    .client();
            try (Rebuilds rebuilds = new Rebuilds(
                    MODELS,
                    new ModelCollections(router, database),
                    new IngestRoutes(camel),
                    null,
                    null,
                    null,
                    mongo.getDatabase(database),
                    () -> {
                        throw new IllegalStateException("Kafka is asked");
                    },
                    SETTINGS,
                    "fingerprint")) {
                // When, then
                assertThatThrownBy(() -> rebuilds.start("Ride", RebuildRequest.PLAIN))
                        .isInstanceOf(RebuildRefusedException.class)
                        .hasMessageContaining("rides is sharded");
                assertThat(mongo.getDatabase(database).listCollectionNames()).doesNotContain("rides--2");

                // And a rebuild of the current collection is not rejected for that
                RebuildRequest since =
                        new RebuildRequest(false, false, false, Optional.empty(), Optional.of(Instant.EPOCH));
                assertThatThrownBy(() -> rebuilds.start("Ride", since)).hasMessageNotContaining("sharded");
            }
        }
    }
}
