package io.howdah.change;

/** Names of the headers that a change-stream route gets beside the stock ones of {@code camel-mongodb}. */
public final class ChangeHeaders {

    /** The change's resume token as the server gave it: a {@link org.bson.BsonDocument}. */
    public static final String RESUME_TOKEN = "HowdahResumeToken";

    /**
     * The resume token of the position before the change, up to which the route got all changes: a {@link org.bson.BsonDocument}. A
     * route whose first position is not known yet gets none.
     */
    public static final String PREVIOUS_TOKEN = "HowdahPreviousToken";

    /**
     * The stream operation type of a message without a body: everything may have changed without a message for each
     * document, because the model was rebuilt or the stream's history was lost.
     */
    public static final String RESYNC = "resync";

    /**
     * In a durable route, a {@link Long} that is greater in each process that takes the route over: a system that the route calls
     * can refuse what a former process still sends.
     */
    public static final String LEASE_EPOCH = "HowdahLeaseEpoch";

    private ChangeHeaders() {}
}
