package io.howdah.ingest;

/** A record shows that its partition's log was truncated, so that offsets say nothing of what is stored. */
final class TruncatedLogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient RecordChange change;

    TruncatedLogException(RecordChange change, Source stored) {
        super("partition " + change.source().partition() + " of topic "
                + change.record().place().topic() + " was truncated: offset "
                + change.source().offset() + " is of leader epoch "
                + change.source().epoch() + ", and offset "
                + stored.offset() + " of epoch " + stored.epoch() + " is stored");
        this.change = change;
    }

    RecordChange change() {
        return change;
    }
}
