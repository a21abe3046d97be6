package io.howdah.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.howdah.testing.StubRouter;
import io.howdah.testing.TestServices;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardingIT {

    private static final MongoClient MONGO = MongoClients.create(TestServices.mongoUri());

    private final String database = TestServices.uniqueName("sharding");
    private final StubRouter router = new StubRouter(MONGO);

    @AfterAll
    static void close() {
        MONGO.close();
    }

    @Test
    void nothingOfAReplicaSetIsSharded() {
        Sharding sharding = new ModelCollections(MONGO, database).sharding();

        assertThat(sharding.obstacleToIngest("rides")).isEmpty();
        assertThat(sharding.obstacleToPointers()).isEmpty();
        assertThat(sharding.obstacleToRebuild("rides")).isEmpty();
    }

    @Test
    void whatIsNotShardedBehindARouterIsAsOnAReplicaSet() {
        assertThat(sharding().obstacleToIngest("rides")).isEmpty();
        assertThat(sharding().obstacleToPointers()).isEmpty();
        assertThat(sharding().obstacleToRebuild("rides")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{_id: 1}", "{_id: 1.0}", "{_id: 'hashed'}"})
    void collectionThatIsShardedByItsIdIsIngestedButNotRebuilt(String key) {
        router.shard("rides", Document.parse(key));

        assertThat(sharding().obstacleToIngest("rides")).isEmpty();
        assertThat(sharding().obstacleToRebuild("rides"))
                .hasValueSatisfying(reason -> assertThat(reason).contains(database + ".rides", "--key or --since"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{riderId: 1}", "{_id: 1, riderId: 1}", "{riderId: 'hashed'}"})
    void otherShardKeysAreRefused(String key) {
        router.shard("rides", Document.parse(key));

        assertThat(sharding().obstacleToIngest("rides"))
                .hasValueSatisfying(reason -> assertThat(reason)
                        .contains(database + ".rides is sharded by ", "riderId", "{\"_id\": \"hashed\"}"));
    }

    @Test
    void pointersMustNotBeSharded() {
        router.shard("howdah_models", Document.parse("{_id: 1}"));

        assertThat(sharding().obstacleToPointers()).isPresent();
    }

    @Test
    void whatTheUserMayNotSeeStopsNoIngest() {
        router.shard("rides", Document.parse("{riderId: 1}")).forbidConfig();
        assertThat(sharding().obstacleToIngest("rides")).isEmpty();

        router.forbidStats();
        assertThat(sharding().obstacleToIngest("rides")).isEmpty();
        assertThat(sharding().obstacleToPointers()).isEmpty();
        assertThat(sharding().obstacleToRebuild("rides"))
                .hasValueSatisfying(reason -> assertThat(reason).contains("collStats"));
    }

    private Sharding sharding() {
        return new ModelCollections(router.client(), database).sharding();
    }
}
