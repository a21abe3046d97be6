package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What a read may see.
 *
 * @param level {@code local} for all that is here; {@code majority} for what a majority has
 * @param afterClusterTime what the client's session has seen before, null if it does not say
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

    /** Returns the time that a majority must have reached before this is read, null if there is none. */
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
