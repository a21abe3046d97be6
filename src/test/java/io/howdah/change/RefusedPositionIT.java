package io.howdah.change;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.ServerAddress;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.OperationType;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.store.ModelCollections;
import io.howdah.testing.TestServices;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Checks what happens to a client's position if the server refuses it with an unknown error code. */
class RefusedPositionIT {

    private static final ReadModel RIDE =
            ReadModels.load(List.of(new SdlSource("rides.graphqls", """
                    type Ride @readModel(collection: "rides", key: "id", version: "sequence") @public {
                      id: ID!
                      sequence: Long!
                    }
                    """))).get("Ride");

    /** It wants all that comes. */
    private static final class Everything implements ChangeHistory.Visitor {
        @Override
        public boolean change(String place, OperationType operation, Document stored) {
            return true;
        }

        @Override
        public boolean passed(String place) {
            return true;
        }
    }

    @Test
    void refusalOfThePositionIsForEver() {
        assertThatThrownBy(() -> read(refusing(false)))
                .isInstanceOf(HistoryLostException.class)
                .hasMessageContaining("code 4711");
    }

    @Test
    void serverThatOpensNoStreamAtAllIsAskedAgain() {
        assertThatThrownBy(() -> read(refusing(true))).isInstanceOf(MongoCommandException.class);
    }

    @Test
    void errorAfterWhichAStreamMayBeResumedIsNoRefusal() {
        assertThatThrownBy(() -> read(refusing(false, "ResumableChangeStreamError")))
                .isInstanceOf(MongoCommandException.class);
    }

    private static void read(MongoDatabase database) {
        try (MongoClient mongo = MongoClients.create(TestServices.mongoUri());
                ModelCollections collections = new ModelCollections(mongo, TestServices.uniqueName("refused"))) {
            new ChangeHistory(database, collections).read(RIDE, "826B00", new Everything());
        }
    }

    /** A database whose change streams fail: those that go on from a position, or all. */
    private static MongoDatabase refusing(boolean all, String... labels) {
        return proxy(
                MongoDatabase.class,
                (database, method, arguments) -> method.getName().equals("watch") ? stream(all, labels) : null);
    }

    private static ChangeStreamIterable<?> stream(boolean all, String... labels) {
        boolean[] fails = {all};
        return proxy(ChangeStreamIterable.class, (stream, method, arguments) -> {
            fails[0] |= method.getName().equals("resumeAfter");
            if (!method.getName().equals("cursor")) {
                return stream;
            }
            if (fails[0]) {
                throw refusal(labels);
            }
            return proxy(MongoChangeStreamCursor.class, (cursor, called, with) -> null);
        });
    }

    private static MongoCommandException refusal(String... labels) {
        BsonArray known = new BsonArray();
        List.of(labels).forEach(label -> known.add(new BsonString(label)));
        BsonDocument answer = new BsonDocument("ok", new BsonInt32(0))
                .append("code", new BsonInt32(4711))
                .append("errmsg", new BsonString("no"))
                .append("errorLabels", known);
        return new MongoCommandException(answer, new ServerAddress());
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
