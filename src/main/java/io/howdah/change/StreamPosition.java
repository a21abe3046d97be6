package io.howdah.change;

import com.mongodb.client.ChangeStreamIterable;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** A place in a change stream to go on from. */
sealed interface StreamPosition {

    ChangeStreamIterable<RawBsonDocument> apply(ChangeStreamIterable<RawBsonDocument> changes);

    /** The resume token, or null where there is none yet. */
    @Nullable
    BsonDocument token();

    /** The beginning of a follower's life: from this time of the server on, or from now where that is not known. */
    record Beginning(@Nullable BsonTimestamp time) implements StreamPosition {
        @Override
        public ChangeStreamIterable<RawBsonDocument> apply(ChangeStreamIterable<RawBsonDocument> changes) {
            return time == null ? changes : changes.startAtOperationTime(time);
        }

        @Override
        public @Nullable BsonDocument token() {
            return null;
        }
    }

    /** Behind the change, or the idle moment, that a resume token belongs to. */
    record After(BsonDocument token) implements StreamPosition {
        @Override
        public ChangeStreamIterable<RawBsonDocument> apply(ChangeStreamIterable<RawBsonDocument> changes) {
            return changes.resumeAfter(token);
        }
    }

    /** Behind a token that may be the one of an invalidate event, which {@code resumeAfter} does not pass. */
    record StartAfter(BsonDocument token) implements StreamPosition {
        @Override
        public ChangeStreamIterable<RawBsonDocument> apply(ChangeStreamIterable<RawBsonDocument> changes) {
            return changes.startAfter(token);
        }
    }
}
