package io.howdah.change;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys whose type a resume token holds next to its data: MongoDB does not resume from a position without it. */
class LongIdsIT {

    private static final ReadModel RIDE =
            ReadModels.load(List.of(new SdlSource("rides.graphqls", """
                    type Ride @readModel(collection: "rides", key: "id", version: "sequence") @public {
                      id: ID!
                      sequence: Long!
                    }
                    """))).get("Ride");

    static List<Object> keys() {
        return List.of(
                "text", 7, 7L, 5_000_000_000L, 0.5, new Document("region", "no").append("number", 5_000_000_000L));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void streamGoesOnBehindTheKey(Object key) {
        try (MongoClient mongo = MongoClients.create(TestServices.mongoUri())) {
            MongoDatabase database = mongo.getDatabase(TestServices.uniqueName("longs"));
            try (ModelCollections collections = new ModelCollections(mongo, database.getName());
                    MongoChangeStreamCursor<ChangeStreamDocument<Document>> changes =
                            database.watch().cursor()) {
                database.getCollection("rides").insertOne(new Document("_id", key));
                database.getCollection("rides").insertOne(new Document("_id", "next"));
                BsonDocument token = changes.next().getResumeToken();

                Changes read = new Changes();
                new ChangeHistory(database, collections).read(RIDE, StreamPositions.of(token), read);

                assertThat(StreamPositions.token(StreamPositions.of(token))).isEqualTo(token);
                assertThat(read.keys).containsExactly("next");
            } finally {
                database.drop();
            }
        }
    }

    /** It wants one change. */
    private static final class Changes implements ChangeHistory.Visitor {
        private final List<Object> keys = new ArrayList<>();

        @Override
        public boolean change(String place, OperationType operation, Document stored) {
            keys.add(stored.get("_id"));
            return false;
        }

        @Override
        public boolean passed(String place) {
            return true;
        }
    }
}
