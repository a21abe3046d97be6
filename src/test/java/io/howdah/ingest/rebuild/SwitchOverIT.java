package io.howdah.ingest.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.howdah.ingest.rebuild.Rebuild.Phase;
import io.howdah.ingest.rebuild.Rebuild.State;
import io.howdah.store.ModelCollections;
import io.howdah.store.Pointer;
import io.howdah.testing.TestServices;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SwitchOverIT {

    @Test
    void successfulSwitchIsNotRepeated() {
        try (MongoClient mongo = MongoClients.create(TestServices.mongoUri())) {
            // Given
            ModelCollections collections = new ModelCollections(mongo, TestServices.uniqueName("switch"));
            Pointer switched = collections
                    .change(collections.pointer(SomeRebuild.RIDE), read -> read.to("rides--2", 2, Instant.now()))
                    .orElseThrow();
            RebuildLedger ledger = new RebuildLedger(mongo.getDatabase(TestServices.uniqueName("switch")));
            RebuildRetries patience = new RebuildRetries("Ride");
            Progress progress = new Progress(ledger, patience, SomeRebuild.full(State.RUNNING, Phase.SWITCHING));

            // When, then
            assertThat(new SwitchOver(collections, SomeRebuild.RIDE, progress, patience)
                            .attempt("rides--2", () -> fail("nothing is left to fill")))
                    .isTrue();
            assertThat(collections.pointer(SomeRebuild.RIDE).revision()).isEqualTo(switched.revision());
        }
    }
}
