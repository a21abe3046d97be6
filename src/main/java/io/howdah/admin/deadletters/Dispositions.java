package io.howdah.admin.deadletters;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import io.howdah.ingest.SourceRecord.Position;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bson.Document;

/** Stores dispositions in the collection {@code dead_letters} of the system database. Thread-safe. */
final class Dispositions {

    static final String COLLECTION = "dead_letters";

    private final MongoCollection<Document> collection;

    /** Creates the store in this database. */
    Dispositions(MongoDatabase system) {
        collection = system.getCollection(COLLECTION)
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .withWriteConcern(WriteConcern.MAJORITY);
    }

    /** Returns the dispositions of letters; letters without one are missing. */
    Map<LetterId, Disposition> find(Collection<LetterId> ids) {
        Map<LetterId, Disposition> found = new HashMap<>();
        List<Document> keys = ids.stream().map(Dispositions::key).toList();
        for (Document document : collection.find(in("_id", keys))) {
            found.put(id(document.get("_id", Document.class)), read(document));
        }
        return found;
    }

    /** Stores dispositions, and replaces older ones of the same letters. */
    void save(Map<LetterId, Disposition> dispositions) {
        if (dispositions.isEmpty()) {
            return;
        }
        List<WriteModel<Document>> writes = dispositions.entrySet().stream()
                .<WriteModel<Document>>map(entry -> new ReplaceOneModel<>(
                        eq("_id", key(entry.getKey())),
                        write(entry.getKey(), entry.getValue()),
                        new ReplaceOptions().upsert(true)))
                .toList();
        collection.bulkWrite(writes, new BulkWriteOptions().ordered(false));
    }

    private static Document key(LetterId id) {
        return new Document("topic", id.position().topic())
                .append("partition", id.position().partition())
                .append("offset", id.position().offset())
                .append("topicId", id.topicId())
                .append("route", id.route());
    }

    private static LetterId id(Document key) {
        Position position = new Position(
                key.getString("topic"),
                key.get("partition", Number.class).intValue(),
                key.get("offset", Number.class).longValue());
        return new LetterId(position, key.getString("topicId"), key.getString("route"));
    }

    private static Document write(LetterId id, Disposition disposition) {
        return new Document("_id", key(id))
                .append("status", disposition.status().word())
                .append("attempts", disposition.attempts())
                .append("time", Date.from(disposition.time()))
                .append("at", Date.from(disposition.at()))
                .append("by", disposition.by())
                .append("outcome", disposition.outcome());
    }

    private static Disposition read(Document document) {
        return new Disposition(
                LetterStatus.valueOf(document.getString("status").toUpperCase(Locale.ROOT)),
                document.getInteger("attempts", 1),
                document.getDate("time").toInstant(),
                document.getDate("at").toInstant(),
                document.getString("by"),
                document.getString("outcome"));
    }
}
