package io.howdah.admin.deadletters;

import io.howdah.ingest.SourceRecord.Position;
import java.util.Comparator;

/**
 * Identity of a dead letter: a record and the route that refused it. All dead letters of repeated failures have the same id.
 *
 * @param position position of the record in its own topic
 * @param topicId id of that topic, which changes when the topic is recreated; empty if the dead letter does not contain it
 * @param route the ingest route; several routes may read the same topic
 */
record LetterId(Position position, String topicId, String route) implements Comparable<LetterId> {

    /** By route, then by topic, then the records of each partition in their order. */
    private static final Comparator<LetterId> ORDER = Comparator.comparing(LetterId::route)
            .thenComparing(id -> id.position().topic())
            .thenComparing(LetterId::topicId)
            .thenComparing(id -> id.position().partition())
            .thenComparing(id -> id.position().offset());

    @Override
    public int compareTo(LetterId other) {
        return ORDER.compare(this, other);
    }
}
