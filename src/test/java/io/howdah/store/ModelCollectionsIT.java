package io.howdah.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.ReadConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.testing.TestServices;
import io.howdah.testing.WatchedCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes that agree on a model's collection. */
class ModelCollectionsIT {

    private final String database = TestServices.uniqueName("store");
    private final ReadModel thing = model("things");
    private MongoClient mongo;
    private ModelCollections one;
    private ModelCollections other;
    private ClientSession session;

    @BeforeEach
    void start() {
        mongo = MongoClients.create(TestServices.mongoUri());
        one = new ModelCollections(mongo, database);
        other = new ModelCollections(mongo, database);
        one.start();
        other.start();
        session = one.session();
    }

    @AfterEach
    void stop() {
        session.close();
        one.close();
        other.close();
        mongo.getDatabase(database).drop();
        mongo.close();
    }

    @Test
    void withoutASwitchItIsTheCollectionOfTheSdl() {
        assertThat(one.nameOf(thing)).isEqualTo("things");
        assertThat(one.writable(thing)).isEqualTo("things");
        assertThatCode(() -> one.confirm(session, thing, "things")).doesNotThrowAnyException();
    }

    @Test
    void nothingIsCommittedBehindAFenceAndWritersWaitForTheSwitch() {
        // Given
        Pointer fenced = one.change(one.pointer(thing), pointer -> pointer.withFence("token"))
                .orElseThrow();

        // Then the other process commits nothing, at once, whatever it knows
        assertThatThrownBy(() -> other.confirm(session, thing, "things")).isInstanceOf(SwitchingException.class);
        assertThat(other.nameOf(thing)).isEqualTo("things");

        // When it is switched while a writer waits
        CompletableFuture<String> writer = CompletableFuture.supplyAsync(() -> other.writable(thing));
        await().during(Duration.ofMillis(300)).until(() -> !writer.isDone());
        one.change(fenced, pointer -> pointer.to("things--2", 2, Instant.now())).orElseThrow();

        // Then it writes to the new one, and what it wrote to the old one is not committed
        await().until(writer::isDone);
        assertThat(writer.join()).isEqualTo("things--2");
        assertThatThrownBy(() -> other.confirm(session, thing, "things")).isInstanceOf(SwitchingException.class);
        assertThatCode(() -> other.confirm(session, thing, "things--2")).doesNotThrowAnyException();
        assertThat(other.pointer(thing).former())
                .extracting(Pointer.Former::collection)
                .containsExactly("things");
    }

    @Test
    void fenceThatIsOlderThanWhatABatchReadIsSeen() {
        // Given
        WatchedCommands finds = new WatchedCommands("find");
        try (MongoClient watched = finds.client();
                ModelCollections reader = new ModelCollections(watched, database);
                ClientSession session = reader.session()) {
            // When
            var unused = reader.named("things")
                    .withReadConcern(ReadConcern.MAJORITY)
                    .find(session)
                    .first();
            reader.confirm(session, thing, "things");

            // Then the pointer is not older than the documents, and no read waits for a no-op to be replicated
            BsonDocument concern = finds.seen().get(1).getDocument("readConcern");
            assertThat(finds.seen().get(1).getDocument("filter").keySet()).containsExactly("_id");
            assertThat(concern.getString("level").getValue()).isEqualTo("majority");
            assertThat(concern).containsKey("afterClusterTime");

            // And a fence is obeyed
            one.change(one.pointer(thing), pointer -> pointer.withFence("token"));
            assertThatThrownBy(() -> reader.confirm(session, thing, "things")).isInstanceOf(SwitchingException.class);
        }
    }

    @Test
    void onlyOneOfTwoWritersChangesThePointer() {
        // Given
        Pointer read = one.pointer(thing);
        assertThat(one.change(read, pointer -> pointer.withFence("one"))).isPresent();

        // When, then
        assertThat(other.change(read, pointer -> pointer.withFence("other"))).isEmpty();
        Pointer again = other.pointer(thing);
        assertThat(again.isFencedBy("one")).isTrue();
        assertThat(other.change(again, pointer -> pointer.withFence(null))).isPresent();
        assertThat(one.change(again, pointer -> pointer.to("things--2", 2, Instant.now())))
                .isEmpty();
    }

    @Test
    void modelWithAnotherCollectionInItsSdlTakesThatOne() {
        // Given
        one.change(one.pointer(thing), pointer -> pointer.to("things--2", 2, Instant.now()))
                .orElseThrow();

        // When
        ReadModel moved = model("articles");

        // Then
        assertThat(one.nameOf(moved)).isEqualTo("articles");
        assertThat(one.pointer(moved).collection()).isEqualTo("articles");
        assertThat(one.change(one.pointer(moved), pointer -> pointer.to("articles--2", 2, Instant.now())))
                .isPresent();
        assertThat(one.nameOf(moved)).isEqualTo("articles--2");
    }

    @Test
    void fenceIsAbandonedWhenItIsNotRenewed() {
        // Given
        ModelCollections fences = new ModelCollections(mongo, database, Duration.ofMillis(600));
        Pointer fence = Pointer.initial("Thing", "things").withFence("token").next(Instant.now());

        // Then
        assertThat(fences.isAbandoned(fence)).isFalse();
        await().pollInterval(Duration.ofMillis(50)).until(() -> fences.isAbandoned(fence));
        assertThat(fences.isAbandoned(fence.next(Instant.now()))).isFalse();
        assertThat(fences.isAbandoned(fence.withFence(null))).isFalse();
        assertThat(fences.isAbandoned(fence)).isFalse();
    }

    private static ReadModel model(String collection) {
        return ReadModels.load(List.of(new SdlSource(
                        "things.graphqls",
                        "type Thing @readModel(collection: \"" + collection + "\", key: \"id\") @public { id: ID! }")))
                .get("Thing");
    }
}
