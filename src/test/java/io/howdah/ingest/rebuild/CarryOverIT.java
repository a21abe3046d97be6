package io.howdah.ingest.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.testing.TestServices;
import io.howdah.testing.WatchedCommands;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CarryOverIT {

    private static final ReadModel RIDE =
            ReadModels.load(List.of(new SdlSource("rides.graphqls", """
            type Ride @readModel(collection: "rides", key: "id", version: "sequence") @public {
              id: ID!
              sequence: Long!
              status: String
              driver: Driver @part(version: "seen")
            }
            type Driver {
              seen: Long!
              name: String
            }
            """))).get("Ride");

    private final String database = TestServices.uniqueName("carry");
    private final WatchedCommands finds = new WatchedCommands("find");
    private MongoClient mongo;
    private MongoCollection<Document> old;
    private MongoCollection<Document> shadow;

    @BeforeEach
    void connect() {
        mongo = finds.client();
        old = mongo.getDatabase(database).getCollection("rides");
        shadow = mongo.getDatabase(database).getCollection("rides--2");
    }

    @AfterEach
    void drop() {
        mongo.getDatabase(database).drop();
        mongo.close();
    }

    @Test
    void missingDocumentsAreCopiedUnchanged() {
        // Given more than one page of documents
        List<Document> documents = new ArrayList<>();
        IntStream.range(0, 2500).forEach(i -> documents.add(ride("a" + i, 7, "NEAR", i)));
        old.insertMany(documents);
        shadow.insertOne(ride("a3", 7, "NEAR", 3));

        // When, then
        assertThat(carry()).isEqualTo(2499);
        assertThat(shadow.find().into(new ArrayList<>())).containsExactlyInAnyOrderElementsOf(documents);
        assertThat(carry()).isZero();
    }

    @Test
    void bothSidesAreReadWithMajority() {
        // Given
        old.insertMany(List.of(ride("a", 7, "NEAR", 1), ride("b", 7, "NEAR", 1)));
        shadow.insertOne(ride("b", 7, "NEAR", 1));

        // When
        assertThat(carry()).isEqualTo(1);

        // Then
        assertThat(finds.seen())
                .hasSizeGreaterThan(2)
                .extracting(WatchedCommands::readConcern)
                .containsOnly("majority");
    }

    @Test
    void keysOfEveryTypeAreCopied() {
        // Given
        List<Object> keys =
                List.of("text", 42, 43L, 4.5, new ObjectId(), new Document("a", 1), new Date(), true, Instant.EPOCH);
        keys.forEach(key -> old.insertOne(ride(key, 1, "NEAR", 1)));

        // When, then
        assertThat(carry()).isEqualTo(keys.size());
        assertThat(shadow.countDocuments()).isEqualTo(keys.size());
    }

    @Test
    void onlyNewerDocumentsReplaceOthers() {
        // Given
        old.insertOne(ride("a", 9, "HERE", 2));
        shadow.insertOne(ride("a", 8, "NEAR", 5));
        old.insertOne(ride("b", 8, "NEAR", 2));
        shadow.insertOne(ride("b", 9, "HERE", 5));

        // When, then
        assertThat(carry()).isEqualTo(1);
        assertThat(stored("a")).containsEntry("status", "HERE").containsEntry("sequence", 9L);
        assertThat(header("a")).containsEntry("rev", 2L);
        assertThat(stored("b")).containsEntry("status", "HERE");
        assertThat(carry()).isZero();
    }

    @Test
    void missingAndNewerPartsAreCopied() {
        // Given two rides whose drivers only the old collection has, or has in a newer version
        old.insertOne(withDriver(ride("a", 3, "FAR", 1), 6, "Nadia"));
        shadow.insertOne(ride("a", 4, "NEAR", 2));
        old.insertOne(withDriver(ride("b", 3, "FAR", 1), 6, "Nadia"));
        shadow.insertOne(withDriver(ride("b", 4, "NEAR", 2), 5, "Otto"));
        old.insertOne(withDriver(ride("c", 4, "NEAR", 2), 5, "Otto"));
        shadow.insertOne(withDriver(ride("c", 3, "FAR", 1), 6, "Nadia"));

        // When, then
        assertThat(carry()).isEqualTo(3);
        for (String id : List.of("a", "b", "c")) {
            assertThat(stored(id)).as(id).containsEntry("status", "NEAR");
            assertThat(stored(id).get("driver", Document.class)).as(id).containsEntry("name", "Nadia");
            assertThat(header(id).get("v", Document.class))
                    .as(id)
                    .isEqualTo(new Document("main", 4L).append("driver", 6L));
        }
        assertThat(carry()).isZero();
    }

    @Test
    void tombstoneReplacesTheDeletedDocument() {
        // Given a deletion whose record was removed
        Document deleted = ride("a", 5, "NEAR", 9);
        Date expiry = new Date();
        deleted.get("_h", Document.class).append("del", true).append("exp", expiry);
        old.insertOne(deleted);
        shadow.insertOne(ride("a", 5, "NEAR", 8));

        // When, then
        assertThat(carry()).isEqualTo(1);
        assertThat(header("a")).containsEntry("del", true).containsEntry("exp", expiry);
        assertThat(carry()).isZero();
    }

    private int carry() {
        AtomicInteger carried = new AtomicInteger();
        new CarryOver(RIDE, old, shadow).run(carried::addAndGet);
        return carried.get();
    }

    private Document stored(String id) {
        return shadow.find(new Document("_id", id)).first();
    }

    private Document header(String id) {
        return stored(id).get("_h", Document.class);
    }

    private static Document ride(Object id, long version, String status, long offset) {
        return new Document("_id", id)
                .append("id", id)
                .append("sequence", version)
                .append("status", status)
                .append(
                        "_h",
                        new Document("rev", 1L)
                                .append("v", new Document("main", version))
                                .append("src", source(offset))
                                .append("at", Date.from(Instant.EPOCH.plusSeconds(offset))));
    }

    private static Document withDriver(Document ride, long seen, String name) {
        ride.append("driver", new Document("seen", seen).append("name", name));
        Document header = ride.get("_h", Document.class);
        header.get("v", Document.class).append("driver", seen);
        header.append("parts", new Document("driver", new Document("src", source(seen))));
        return ride;
    }

    private static Document source(long offset) {
        return new Document("topicId", "t")
                .append("partition", 0)
                .append("offset", offset)
                .append("time", new Date(0));
    }
}
