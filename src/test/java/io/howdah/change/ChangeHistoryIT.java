package io.howdah.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.store.ModelCollections;
import io.howdah.testing.TestServices;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read again of a model that was rebuilt. */
class ChangeHistoryIT {

    private static final ReadModel MODEL = ReadModels.load(List.of(new SdlSource(
                    "things.graphqls",
                    "type Thing @readModel(collection: \"things\", key: \"id\") @public { id: ID! }")))
            .get("Thing");

    private final List<Object> seen = new ArrayList<>();
    private final MongoClient client = MongoClients.create(TestServices.mongoUri());
    private final MongoDatabase database = client.getDatabase(TestServices.uniqueName("history"));
    private final ModelCollections collections = new ModelCollections(client, database.getName());
    private final ChangeHistory history = new ChangeHistory(database, collections);

    @BeforeEach
    void rebuild() {
        // Given a change, a collection that is filled, and the switch to it
        try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor =
                database.watch().cursor()) {
            insert("things", "a");
            before = StreamPositions.of(next(cursor));
            insert("things--2", "a");
            insert("things--2", "b");
            database.getCollection(ModelCollections.POINTERS)
                    .insertOne(new Document("_id", "Thing")
                            .append("base", "things")
                            .append("collection", "things--2")
                            .append("generation", 2)
                            .append("rev", 1L)
                            .append("former", List.of())
                            .append("at", new Date()));
            for (int i = 0; i < 3; i++) {
                after = StreamPositions.of(next(cursor));
            }
            insert("things--2", "c");
        }
        collections.start();
    }

    private String before = "";
    private String after = "";

    @AfterEach
    void stop() {
        collections.close();
        database.drop();
        client.close();
    }

    @Test
    void nothingOfTheFillingIsShownToWhoComesFromBeforeTheSwitch() {
        assertThatThrownBy(() -> history.read(MODEL, before, visitor())).isInstanceOf(HistoryLostException.class);
        assertThat(seen).isEmpty();
    }

    /** A server that has not read up to the present when its time is over answers with nothing, and where it is. */
    @Test
    void nothingOfTheFillingIsShownByAServerThatTakesItsTime() {
        ChangeHistory slow = new ChangeHistory(slow(MongoDatabase.class, database), collections);

        assertThatThrownBy(() -> slow.read(MODEL, before, visitor())).isInstanceOf(HistoryLostException.class);
        assertThat(seen).isEmpty();
    }

    /** The same, but that the first look at a change stream that goes on from a position finds nothing. */
    private <T> T slow(Class<T> type, T inner) {
        AtomicInteger looks = new AtomicInteger();
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    boolean isCursor = inner instanceof MongoChangeStreamCursor<?>;
                    if (isCursor && method.getName().equals("tryNext") && looks.getAndIncrement() == 0) {
                        return null;
                    }
                    if (isCursor && method.getName().equals("getResumeToken") && looks.get() == 1) {
                        return StreamPositions.token(before);
                    }
                    Object result = method.invoke(inner, arguments);
                    if (result instanceof MongoChangeStreamCursor<?> cursor && looks.get() > 0) {
                        return slow(MongoChangeStreamCursor.class, cursor);
                    }
                    if (method.getName().equals("resumeAfter")) {
                        looks.incrementAndGet();
                    }
                    if (result == inner) {
                        return self;
                    }
                    return result instanceof ChangeStreamIterable<?> changes
                            ? slow(ChangeStreamIterable.class, changes)
                            : result;
                }));
    }

    @Test
    void whoComesFromBehindTheSwitchGoesOn() {
        history.read(MODEL, after, visitor());
        assertThat(seen).containsExactly("c");
    }

    private ChangeHistory.Visitor visitor() {
        return new ChangeHistory.Visitor() {
            @Override
            public boolean change(String place, OperationType operation, Document stored) {
                seen.add(stored.get("_id"));
                return true;
            }

            @Override
            public boolean passed(String place) {
                return seen.isEmpty();
            }
        };
    }

    private void insert(String collection, String id) {
        database.getCollection(collection).insertOne(new Document("_id", id));
    }

    private static BsonDocument next(MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor) {
        return cursor.next().getResumeToken();
    }
}
