package io.howdah.push.channel;

import io.howdah.model.AccessRule;
import io.howdah.model.FormerFields;
import io.howdah.model.ReadModel;
import io.howdah.security.Principal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonBinaryReader;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonValueCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;

/**
 * What a channel's live subscriptions may be concerned by: the owner marks of their principals. Its answer "no" is
 * certain, the other is not. Guarded by the channel's lock.
 */
final class Interest {

    private static final String HEADER = "_h";
    private static final DocumentCodec DOCUMENTS = new DocumentCodec();
    private static final BsonValueCodec VALUES = new BsonValueCodec();
    private static final DecoderContext DECODING = DecoderContext.builder().build();

    private final AccessRule access;
    private final Set<String> ownerFields;
    private final Map<String, Integer> byOwner = new HashMap<>();
    private int unrestricted;

    /** Creates an index without subscriptions. */
    Interest(ReadModel model) {
        this.access = model.access();
        this.ownerFields = access.ownerFields();
    }

    void add(Principal principal) {
        count(principal, 1);
    }

    void remove(Principal principal) {
        count(principal, -1);
    }

    private void count(Principal principal, int change) {
        if (access.seesAllOwners(principal)) {
            unrestricted += change;
            return;
        }
        for (String mark : access.ownerMarks(principal)) {
            byOwner.merge(mark, change, (known, added) -> known + added == 0 ? null : known + added);
        }
    }

    /** Returns whether a change of a document with these owners may concern a subscription. */
    boolean mayConcern(Set<String> ownerMarks) {
        return unrestricted > 0 || ownerMarks.stream().anyMatch(byOwner::containsKey);
    }

    /**
     * Returns the marks of a document's owners, before and after the change, decoding no other field. Empty if the
     * document is not one of Howdah's.
     */
    Optional<Set<String>> ownerMarks(RawBsonDocument stored) {
        Set<String> marks = new HashSet<>();
        boolean isHowdahs = false;
        try (BsonBinaryReader reader =
                new BsonBinaryReader(stored.getByteBuffer().asNIO())) {
            reader.readStartDocument();
            while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
                String name = reader.readName();
                if (name.equals(HEADER)) {
                    isHowdahs = reader.getCurrentBsonType() == BsonType.DOCUMENT && readHeader(reader, marks);
                    if (!isHowdahs) {
                        return Optional.empty();
                    }
                } else {
                    readField(reader, name, marks);
                }
            }
        }
        return isHowdahs ? Optional.of(marks) : Optional.empty();
    }

    /** Adds the former owners. Returns whether the header is one of Howdah's. */
    private boolean readHeader(BsonReader reader, Set<String> marks) {
        reader.readStartDocument();
        while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
            if (!reader.readName().equals(FormerFields.WAS)) {
                reader.skipValue();
            } else if (reader.getCurrentBsonType() == BsonType.DOCUMENT) {
                reader.readStartDocument();
                while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
                    readField(reader, reader.readName(), marks);
                }
                reader.readEndDocument();
            } else if (reader.getCurrentBsonType() == BsonType.NULL) {
                reader.readNull();
            } else {
                return false;
            }
        }
        reader.readEndDocument();
        return true;
    }

    private void readField(BsonReader reader, String name, Set<String> marks) {
        if (!ownerFields.contains(name)) {
            reader.skipValue();
        } else if (reader.getCurrentBsonType() == BsonType.STRING) {
            access.addOwnerMarks(name, reader.readString(), marks);
        } else {
            // Decoded as in documents, because the text of a value depends on its class.
            BsonDocument field = new BsonDocument(name, VALUES.decode(reader, DECODING));
            Document decoded = DOCUMENTS.decode(new BsonDocumentReader(field), DECODING);
            access.addOwnerMarks(name, decoded.get(name), marks);
        }
    }
}
