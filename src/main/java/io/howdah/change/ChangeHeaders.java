package io.howdah.change;

/** Names of the message headers that Howdah adds to the standard {@code camel-mongodb} headers in change-stream routes. */
public final class ChangeHeaders {

    /** The change's resume token as MongoDB returned it: a {@link org.bson.BsonDocument}. */
    public static final String RESUME_TOKEN = "HowdahResumeToken";

    /**
     * The resume token of the position before the change: a {@link org.bson.BsonDocument}. The route has received all
     * changes up to it. Absent while the route's first position is not known.
     */
    public static final String PREVIOUS_TOKEN = "HowdahPreviousToken";

    /**
     * Operation type of a message without a body. Any document may have changed without a message of its own, because the
     * model was rebuilt or the stream's history was lost.
     */
    public static final String RESYNC = "resync";

    /**
     * The lease epoch of a durable route: a {@link Long} that grows each time another process takes over the route.
     * External systems can use it to refuse calls from a former process.
     */
    public static final String LEASE_EPOCH = "HowdahLeaseEpoch";

    private ChangeHeaders() {}
}
