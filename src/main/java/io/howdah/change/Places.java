package io.howdah.change;

import org.bson.BsonDocument;
import org.bson.BsonString;

/** Places in the database's change stream as texts, whose order is that of the stream: the data of resume tokens. */
public final class Places {

    private static final String DATA = "_data";

    private Places() {}

    /** Return the place of a resume token. */
    public static String of(BsonDocument resumeToken) {
        return resumeToken.getString(DATA).getValue();
    }

    static BsonDocument token(String place) {
        return new BsonDocument(DATA, new BsonString(place));
    }
}
