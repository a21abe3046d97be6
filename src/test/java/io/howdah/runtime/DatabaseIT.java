package io.howdah.runtime;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.runtime.source.StartException;
import io.howdah.store.ModelCollections;
import io.howdah.testing.StubRouter;
import io.howdah.testing.TestServices;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DatabaseIT {

    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource("things.graphqls", """
                    type Thing @readModel(collection: "things", key: "id") @public { id: ID! }
                    type Other @readModel(collection: "others", external: true, key: "id") @public { id: ID! }
                    """)));
    private static final MongoClient MONGO = MongoClients.create(TestServices.mongoUri());

    private final StubRouter router = new StubRouter(MONGO);
    private final String name = TestServices.uniqueName("database");

    @AfterAll
    static void close() {
        MONGO.close();
    }

    @Test
    void collectionWithAnotherShardKeyStopsTheStart() {
        router.shard("things", new Document("owner", 1));

        assertThatThrownBy(this::createIndexes)
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith(
                        "howdah.mongo.uri: collection " + name + ".things is sharded by {\"owner\": 1}");
    }

    @Test
    void shardedPointersStopTheStart() {
        router.shard("howdah_models", new Document("_id", 1));

        assertThatThrownBy(this::createIndexes)
                .isInstanceOf(StartException.class)
                .hasMessageContaining("howdah_models must not be sharded");
    }

    @Test
    void externalCollectionMayHaveAnyShardKey() {
        router.shard("things", new Document("_id", "hashed")).shard("others", new Document("owner", 1));

        assertThatCode(this::createIndexes).doesNotThrowAnyException();
    }

    private void createIndexes() {
        Database.createIndexes(new ModelCollections(router.client(), name), MODELS);
    }
}
