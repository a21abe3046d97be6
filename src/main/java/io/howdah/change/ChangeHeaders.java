package io.howdah.change;

/** Names of the headers that a change-stream route gets beside the stock ones of {@code camel-mongodb}. */
public final class ChangeHeaders {

    /** The change's resume token as the server gave it: a {@link org.bson.BsonDocument}. */
    public static final String RESUME_TOKEN = "HowdahResumeToken";

    private ChangeHeaders() {}
}
