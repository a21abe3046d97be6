package io.howdah.admin.deadletters;

import io.howdah.ingest.SourceRecord.Position;
import java.util.Comparator;

/**
 * What one dead letter is about, however often it was written: a record that one route refused.
 *
 * @param position the position of the record in its own topic
 * @param topicId the id of that topic, which a topic that is made again has not; empty where the letter does not say it
 * @param route the ingest route; several may read the same topic
 */
record LetterId(Position position, String topicId, String route) implements Comparable<LetterId> {

    /** Records of one partition in the order that they were in, route by route. */
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
