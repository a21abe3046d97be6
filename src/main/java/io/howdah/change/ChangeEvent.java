package io.howdah.change;

import com.mongodb.client.model.changestream.OperationType;
import java.util.Objects;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonWriter;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.RawBsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * An event of a change stream. Read in one pass over its bytes: the driver's own class takes several times as long, and
 * most events concern no client.
 *
 * @param token the event's resume token
 * @param operation what happened
 * @param collection the collection, or null for an event of the database
 * @param destination the new name of a renamed collection, or null
 * @param key the document's key, with its {@code _id}; null for an event of a collection
 * @param document the document as the stream has it, encoded; null without one
 */
record ChangeEvent(
        ResumeToken token,
        OperationType operation,
        @Nullable String collection,
        @Nullable String destination,
        @Nullable BsonDocument key,
        @Nullable RawBsonDocument document) {

    /** Reads change events; writes none. */
    static final Codec<ChangeEvent> CODEC = new Reader();

    /** Returns the event as a channel may take it. */
    RawChange raw(@Nullable ResumeToken previous, @Nullable RawBsonDocument shown) {
        return new RawChange(token.position(), previous == null ? null : previous.position(), operation, shown);
    }

    private static final class Reader implements Codec<ChangeEvent> {

        private static final BsonDocumentCodec VALUES = new BsonDocumentCodec();
        private static final RawBsonDocumentCodec DOCUMENTS = new RawBsonDocumentCodec();

        @Override
        public ChangeEvent decode(BsonReader reader, DecoderContext context) {
            BsonDocument token = null;
            OperationType operation = OperationType.OTHER;
            String collection = null;
            String destination = null;
            BsonDocument key = null;
            RawBsonDocument document = null;
            reader.readStartDocument();
            while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
                switch (reader.readName()) {
                    case "_id" -> token = VALUES.decode(reader, context);
                    case "operationType" -> operation = OperationType.fromString(reader.readString());
                    case "ns" -> collection = collection(reader);
                    case "to" -> destination = collection(reader);
                    case "documentKey" -> key = VALUES.decode(reader, context);
                    case "fullDocument" -> document = document(reader, context);
                    default -> reader.skipValue();
                }
            }
            reader.readEndDocument();
            return new ChangeEvent(
                    ResumeToken.of(Objects.requireNonNull(token)), operation, collection, destination, key, document);
        }

        private static @Nullable String collection(BsonReader namespace) {
            String collection = null;
            namespace.readStartDocument();
            while (namespace.readBsonType() != BsonType.END_OF_DOCUMENT) {
                if (namespace.readName().equals("coll")) {
                    collection = namespace.readString();
                } else {
                    namespace.skipValue();
                }
            }
            namespace.readEndDocument();
            return collection;
        }

        private static @Nullable RawBsonDocument document(BsonReader reader, DecoderContext context) {
            if (reader.getCurrentBsonType() == BsonType.NULL) {
                reader.readNull();
                return null;
            }
            return DOCUMENTS.decode(reader, context);
        }

        @Override
        public void encode(BsonWriter writer, ChangeEvent event, EncoderContext context) {
            throw new UnsupportedOperationException("change events are only read");
        }

        @Override
        public Class<ChangeEvent> getEncoderClass() {
            return ChangeEvent.class;
        }
    }
}
