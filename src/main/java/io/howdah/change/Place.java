package io.howdah.change;

import com.mongodb.client.ChangeStreamIterable;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** A place in a change stream to go on from. */
sealed interface Place {

    ChangeStreamIterable<Document> apply(ChangeStreamIterable<Document> changes);

    /** The beginning of a follower's life: from this time of the server on, or from now where that is not known. */
    record Beginning(@Nullable BsonTimestamp time) implements Place {
        @Override
        public ChangeStreamIterable<Document> apply(ChangeStreamIterable<Document> changes) {
            return time == null ? changes : changes.startAtOperationTime(time);
        }
    }

    /** Behind the change, or the idle moment, that a resume token belongs to. */
    record After(BsonDocument token) implements Place {
        @Override
        public ChangeStreamIterable<Document> apply(ChangeStreamIterable<Document> changes) {
            return changes.resumeAfter(token);
        }
    }

    /** Behind an invalidate event, which {@code resumeAfter} does not pass. */
    record AfterInvalidate(BsonDocument token) implements Place {
        @Override
        public ChangeStreamIterable<Document> apply(ChangeStreamIterable<Document> changes) {
            return changes.startAfter(token);
        }
    }
}
