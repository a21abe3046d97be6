package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The stages of an {@code aggregate} command; aliases such as {@code $set} are replaced by the original name.
 *
 * @param stages in order of execution
 */
record Pipeline(List<Document> stages) {

    /** Stages that do not change their input documents in the library; {@code $addFields} does. */
    private static final Set<String> READ_ONLY =
            Set.of("$match", "$sort", "$skip", "$limit", "$project", "$group", "$count", "$sortByCount");

    private static final Set<String> ALLOWED_IN_STREAM =
            Set.of("$match", "$project", "$addFields", "$replaceRoot", "$redact", "$unset");

    static Pipeline of(Document command) {
        List<Document> stages = new ArrayList<>();
        for (Document stage : Aggregation.parse(command.get("pipeline"))) {
            stages.add(withOldestName(stage));
        }
        return new Pipeline(stages);
    }

    /** Returns the options of a leading {@code $changeStream} stage; null if there is none. */
    @Nullable
    Document changeStream() {
        return !stages.isEmpty() && stages.get(0).get("$changeStream") instanceof Document options ? options : null;
    }

    /** Returns the filter of a leading {@code $match} stage, which can use an index; empty if there is none. */
    Document leadingFilter() {
        return !stages.isEmpty() && stages.get(0).get("$match") instanceof Document filter ? filter : new Document();
    }

    Pipeline withoutFirst() {
        return new Pipeline(stages.subList(1, stages.size()));
    }

    Pipeline withoutLeadingFilter() {
        return !stages.isEmpty() && stages.get(0).containsKey("$match") ? withoutFirst() : this;
    }

    boolean isEmpty() {
        return stages.isEmpty();
    }

    /** Rejects stages that a change stream does not support. */
    void requireStreamable() {
        for (Document stage : stages) {
            for (String name : stage.keySet()) {
                if (!ALLOWED_IN_STREAM.contains(name)) {
                    throw ServerErrors.illegalOperation(name + " is not permitted in a $changeStream pipeline");
                }
            }
        }
    }

    Aggregation toAggregation(
            DatabaseResolver databases, MongoDatabase database, @Nullable MongoCollection<?> collection, Oplog oplog) {
        return Aggregation.fromPipeline(stages, databases, database, collection, oplog);
    }

    /** Returns the documents themselves, or copies if a stage could change them. */
    Stream<Document> input(List<Document> documents) {
        boolean readOnly = stages.stream().allMatch(stage -> READ_ONLY.containsAll(stage.keySet()));
        return readOnly ? documents.stream() : documents.stream().map(Document::cloneDeeply);
    }

    private static Document withOldestName(Document stage) {
        if (stage.containsKey("$set")) {
            return new Document("$addFields", stage.get("$set"));
        }
        if (stage.containsKey("$replaceWith")) {
            return new Document("$replaceRoot", new Document("newRoot", stage.get("$replaceWith")));
        }
        return stage;
    }
}
