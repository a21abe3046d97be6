package io.howdah.admin.deadletters;

import io.howdah.ingest.SourceRecord.Position;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Index of dead letters by record; it needs about 200 bytes per record. Not thread-safe. */
final class LetterIndex {

    private final Predicate<LetterRecord> filter;
    private final Map<LetterId, Letter> letters = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private long foreign;

    /** Creates an empty index that marks the letters that match a filter. */
    LetterIndex(Predicate<LetterRecord> filter) {
        this.filter = filter;
    }

    /** Adds a record of a dead-letter topic. The records of a partition must be added in their order. */
    void add(ConsumerRecord<byte[], byte[]> record) {
        LetterRecord.of(record).ifPresentOrElse(this::add, () -> foreign++);
    }

    /** Returns all letters, in no particular order. */
    Collection<Letter> letters() {
        return letters.values();
    }

    /** Returns the number of records that Howdah did not write as dead letters. */
    long foreign() {
        return foreign;
    }

    private void add(LetterRecord record) {
        LetterId id = new LetterId(
                new Position(
                        name(record.id().position().topic()),
                        record.id().position().partition(),
                        record.id().position().offset()),
                name(record.id().topicId()),
                name(record.id().route()));
        letters.merge(id, letter(id, record, letters.get(id)), (before, after) -> after);
    }

    private Letter letter(LetterId id, LetterRecord record, @Nullable Letter before) {
        Instant failedAt = record.failedAt();
        if (before == null) {
            return latest(id, record, Math.max(1, record.attempt()), failedAt);
        }
        // A dead letter without the number of its attempt counts as the next attempt.
        int attempts = record.attempt() == 0 ? before.attempts() + 1 : record.attempt();
        Instant first = before.first().isAfter(failedAt) ? failedAt : before.first();
        boolean isNewer =
                attempts > before.attempts() || (attempts == before.attempts() && !failedAt.isBefore(before.last()));
        return isNewer
                ? latest(id, record, attempts, first)
                : new Letter(
                        id,
                        before.location(),
                        before.attempts(),
                        first,
                        before.last(),
                        before.time(),
                        before.error(),
                        before.bytes(),
                        before.matches());
    }

    private Letter latest(LetterId id, LetterRecord record, int attempts, Instant first) {
        Position location = record.location();
        return new Letter(
                id,
                new Position(name(location.topic()), location.partition(), location.offset()),
                attempts,
                first,
                record.failedAt(),
                record.time(),
                name(record.error()),
                record.size(),
                filter.test(record));
    }

    /** Returns the one copy of a text, to save memory: there are few different names. */
    private String name(String text) {
        return names.computeIfAbsent(text, same -> same);
    }
}
