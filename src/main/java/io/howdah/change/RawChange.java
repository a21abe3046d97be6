package io.howdah.change;

import com.mongodb.client.model.changestream.OperationType;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A change of a collection before it is decoded.
 *
 * @param position the position of the change, in the form of {@link StreamPositions}
 * @param previous the position before, with all changes up to it delivered, or null if none is known yet
 * @param operation what happened to the document
 * @param document the document after the change; null for a deletion, and if the stream has none
 */
public record RawChange(
        String position,
        @Nullable String previous,
        OperationType operation,
        @Nullable RawBsonDocument document) {}
