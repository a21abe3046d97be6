package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Read concern of a command.
 *
 * @param level for example {@code local}, or {@code majority} for data that a majority has
 * @param afterClusterTime latest time that the client's session has seen, null if the command has none
 */
record ReadConcern(String level, @Nullable BsonTimestamp afterClusterTime) {

    static ReadConcern of(Document command) {
        if (!(command.get("readConcern") instanceof Document concern)) {
            return new ReadConcern("local", null);
        }
        return new ReadConcern(
                concern.getOrDefault("level", "local").toString(),
                concern.get("afterClusterTime") instanceof BsonTimestamp time ? time : null);
    }

    boolean isMajority() {
        return level.equals("majority") || level.equals("snapshot");
    }

    /** Returns the time that a majority must reach before the read; null if the read need not wait. */
    @Nullable
    BsonTimestamp needs(BsonTimestamp last) {
        if (level.equals("linearizable")) {
            return last;
        }
        if (!isMajority() || afterClusterTime == null) {
            return null;
        }
        return afterClusterTime.compareTo(last) < 0 ? afterClusterTime : last;
    }
}
