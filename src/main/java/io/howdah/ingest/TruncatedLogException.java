package io.howdah.ingest;

/**
 * A record whose leader epoch shows that its partition's log was truncated, so that offsets do not relate to the stored
 * documents.
 */
final class TruncatedLogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient RecordChange change;

    TruncatedLogException(RecordChange change, Source stored) {
        super("partition " + change.source().partition() + " of topic "
                + change.record().position().topic() + " was truncated: offset "
                + change.source().offset() + " has leader epoch "
                + change.source().epoch() + ", but offset "
                + stored.offset() + " with epoch " + stored.epoch() + " is stored");
        this.change = change;
    }

    RecordChange change() {
        return change;
    }
}
