package io.howdah.ingest.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.howdah.ingest.rebuild.Rebuild.Phase;
import io.howdah.ingest.rebuild.Rebuild.State;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.store.ModelCollections;
import io.howdah.store.Pointer;
import io.howdah.testing.TestServices;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SwitchOverIT {

    private static final ReadModel RIDE = ReadModels.load(List.of(new SdlSource(
                    "rides.graphqls", "type Ride @readModel(collection: \"rides\", key: \"id\") @public { id: ID! }")))
            .get("Ride");

    @Test
    void whatAnEarlierTryHasSwitchedIsNotSwitchedAgain() {
        try (MongoClient mongo = MongoClients.create(TestServices.mongoUri())) {
            // Given
            ModelCollections collections = new ModelCollections(mongo, TestServices.uniqueName("switch"));
            Pointer switched = collections
                    .change(collections.pointer(RIDE), read -> read.to("rides--2", 2, Instant.now()))
                    .orElseThrow();
            RebuildContext context =
                    new RebuildContext(RIDE, List.of(), collections, null, null, null, null, null, Map::of, 10, 0.5);
            RebuildRetries patience = new RebuildRetries("Ride");
            Progress progress = new Progress(null, patience, SomeRebuild.full(State.RUNNING, Phase.SWITCHING));

            // When, then
            assertThat(new SwitchOver(context, progress, patience)
                            .isDone("rides--2", () -> fail("nothing is left to be filled")))
                    .isTrue();
            assertThat(collections.pointer(RIDE).revision()).isEqualTo(switched.revision());
        }
    }
}
