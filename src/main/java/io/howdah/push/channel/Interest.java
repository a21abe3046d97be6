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
    private final Set<String> read;
    private final Map<String, Integer> byOwner = new HashMap<>();
    private int unrestricted;

    /** Creates an index without subscriptions. */
    Interest(ReadModel model) {
        this.access = model.access();
        this.read = new HashSet<>(access.ownerFields());
        read.add(HEADER);
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
        Document document = decode(stored);
        if (!(document.get(HEADER) instanceof Document header)) {
            return Optional.empty();
        }
        Set<String> marks = access.ownerMarks(document);
        Object was = header.get(FormerFields.WAS);
        if (was instanceof Document former) {
            marks.addAll(access.ownerMarks(former));
        }
        return was == null || was instanceof Document ? Optional.of(marks) : Optional.empty();
    }

    private Document decode(RawBsonDocument stored) {
        BsonDocument found = new BsonDocument();
        try (BsonBinaryReader reader =
                new BsonBinaryReader(stored.getByteBuffer().asNIO())) {
            reader.readStartDocument();
            while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
                String name = reader.readName();
                if (read.contains(name)) {
                    found.put(name, VALUES.decode(reader, DECODING));
                } else {
                    reader.skipValue();
                }
            }
            reader.readEndDocument();
        }
        return DOCUMENTS.decode(new BsonDocumentReader(found), DECODING);
    }
}
