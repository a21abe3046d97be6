package io.howdah.change;

import com.mongodb.client.ChangeStreamIterable;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** A position in a change stream to resume from. */
sealed interface StreamPosition {

    ChangeStreamIterable<RawBsonDocument> apply(ChangeStreamIterable<RawBsonDocument> changes);

    /** Returns the resume token, or null if there is none yet. */
    @Nullable
    ResumeToken token();

    /** The first position of a follower: starts at this server time, or at the present if null. */
    record Beginning(@Nullable BsonTimestamp time) implements StreamPosition {
        @Override
        public ChangeStreamIterable<RawBsonDocument> apply(ChangeStreamIterable<RawBsonDocument> changes) {
            return time == null ? changes : changes.startAtOperationTime(time);
        }

        @Override
        public @Nullable ResumeToken token() {
            return null;
        }
    }

    /** The position after the change, or the idle moment, of a resume token. */
    record After(ResumeToken token) implements StreamPosition {
        @Override
        public ChangeStreamIterable<RawBsonDocument> apply(ChangeStreamIterable<RawBsonDocument> changes) {
            return changes.resumeAfter(token.value());
        }
    }

    /** The position after a token that may belong to an invalidate event, which {@code resumeAfter} does not accept. */
    record StartAfter(ResumeToken token) implements StreamPosition {
        @Override
        public ChangeStreamIterable<RawBsonDocument> apply(ChangeStreamIterable<RawBsonDocument> changes) {
            return changes.startAfter(token.value());
        }
    }
}
