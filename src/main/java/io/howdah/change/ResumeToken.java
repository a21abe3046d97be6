package io.howdah.change;

import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Resume token of a change stream.
 *
 * @param value the token as MongoDB sent it
 * @param position its position, see {@link StreamPositions}
 */
record ResumeToken(BsonDocument value, String position) {

    static ResumeToken of(BsonDocument value) {
        return new ResumeToken(value, StreamPositions.of(value));
    }

    static @Nullable ResumeToken ofNullable(@Nullable BsonDocument value) {
        return value == null ? null : of(value);
    }

    /** Returns whether this token's position is after another's. */
    boolean isAfter(ResumeToken other) {
        return position.compareTo(other.position) > 0;
    }
}
