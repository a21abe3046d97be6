package io.howdah.admin.deadletters;

import io.howdah.admin.AdminException;
import io.howdah.admin.AdminFailure;
import io.howdah.admin.AdminLines;
import io.howdah.ingest.IngestOutcome;
import io.howdah.ingest.IngestRoute;
import io.howdah.ingest.IngestTarget;
import io.howdah.ingest.SourceRecord;
import io.howdah.ingest.SourceRecord.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Ingests the records of dead letters again, part by part. It stores the dispositions after each part, so that an interrupted
 * replay can be repeated. A record that is replayed twice is stale the second time. Not thread-safe.
 */
final class Replay {

    private final TopicReader reader;
    private final Dispositions dispositions;
    private final AdminLines lines;
    private final String by;
    private final boolean force;
    private int applied;
    private int collapsed;
    private int stale;
    private int failed;
    private int kept;

    /**
     * Creates a replay.
     *
     * @param reader reads dead letters, and the records of cut values
     * @param dispositions stores the results
     * @param lines the response
     * @param by name of the operator, as the client sent it
     * @param force whether to store records that may restore a deleted document
     */
    Replay(TopicReader reader, Dispositions dispositions, AdminLines lines, String by, boolean force) {
        this.reader = reader;
        this.dispositions = dispositions;
        this.lines = lines;
        this.by = by;
        this.force = force;
    }

    /** A letter with its record as the ingest read it. */
    private record Prepared(FoundLetter found, SourceRecord record) {}

    /**
     * Replays letters in their order.
     *
     * @throws AdminException if an infrastructure error stops the replay; the message has the progress
     */
    void run(List<FoundLetter> letters) throws InterruptedException {
        int done = 0;
        for (List<FoundLetter> part : FoundLetter.inPartsOfOneRoute(letters)) {
            List<Prepared> prepared = prepare(part);
            if (!prepared.isEmpty()) {
                ingest(prepared, done, letters.size());
            }
            done += part.size();
            lines.write("progress", counts(done, letters.size()));
        }
        lines.write("summary", counts(done, letters.size()));
    }

    private void ingest(List<Prepared> prepared, int done, int all) throws InterruptedException {
        IngestRoute route = prepared.get(0).found().route().orElseThrow();
        Map<TopicPartition, Long> before = reader.ends(route.deadLetterTopic());
        IngestOutcome outcome;
        try {
            outcome = route.ingest(prepared.stream().map(Prepared::record).toList(), IngestTarget.replay(force));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw AdminException.unavailable("the replay stopped after " + done + " of " + all
                    + ", because of an infrastructure error in " + route.id() + " (" + AdminFailure.describe(e)
                    + "); finished replays are recorded, repeat the command when the error is fixed");
        }
        applied += outcome.applied();
        collapsed += outcome.collapsed();
        stale += outcome.stale();
        failed += outcome.deadLettered();
        Set<LetterId> open = new HashSet<>();
        if (outcome.deadLettered() > 0) {
            open.addAll(failedAgain(before, prepared));
        }
        for (Prepared each : prepared) {
            if (outcome.forgotten().contains(each.record().position())) {
                writeForgotten(each, open);
            }
        }
        saveReplayed(prepared, open, outcome);
    }

    /** Reports a record that is older than the tombstones, and keeps it open unless the replay is forced. */
    private void writeForgotten(Prepared each, Set<LetterId> open) throws InterruptedException {
        LetterId id = each.found().letter().id();
        String reason = "the record of " + each.record().time()
                + " is older than howdah.ingest.tombstone-ttl, and its key is not stored";
        if (force) {
            lines.write("forced", Map.of("at", id.position().toString(), "reason", reason));
        } else {
            open.add(id);
            keep(
                    each.found(),
                    reason
                            + ": the document may have been deleted since. Discard the dead letter, or use --force to"
                            + " store it");
        }
    }

    private void keep(FoundLetter found, String reason) throws InterruptedException {
        kept++;
        lines.write("kept", Map.of("at", found.letter().id().position().toString(), "reason", reason));
    }

    /** Returns the letters whose records have a new dead letter, and writes the reasons. */
    private Set<LetterId> failedAgain(Map<TopicPartition, Long> before, List<Prepared> prepared)
            throws InterruptedException {
        Set<LetterId> ids = new HashSet<>();
        prepared.forEach(each -> ids.add(each.found().letter().id()));
        Map<LetterId, String> reasons = new LinkedHashMap<>();
        reader.read(
                before,
                record -> LetterRecord.of(record)
                        .filter(letter -> ids.contains(letter.id()))
                        .ifPresent(letter -> reasons.put(letter.id(), letter.error() + ": " + letter.message())));
        for (Map.Entry<LetterId, String> each : reasons.entrySet()) {
            lines.write("failed", Map.of("at", each.getKey().position().toString(), "reason", each.getValue()));
        }
        return reasons.keySet();
    }

    private void saveReplayed(List<Prepared> prepared, Set<LetterId> open, IngestOutcome outcome) {
        Instant now = Instant.now();
        String word = word(outcome);
        Map<LetterId, Disposition> done = new LinkedHashMap<>();
        for (Prepared each : prepared) {
            Letter letter = each.found().letter();
            if (!open.contains(letter.id())) {
                done.put(
                        letter.id(),
                        new Disposition(LetterStatus.REPLAYED, letter.attempts(), letter.time(), now, by, word));
            }
        }
        dispositions.save(done);
    }

    /** Returns the result of each record in a part, as exactly as the counts allow. */
    private static String word(IngestOutcome outcome) {
        int ingested = outcome.applied() + outcome.collapsed() + outcome.stale();
        if (outcome.applied() == ingested) {
            return "applied";
        }
        return outcome.stale() == ingested ? "stale" : "applied or stale";
    }

    private List<Prepared> prepare(List<FoundLetter> part) throws InterruptedException {
        Map<Position, ConsumerRecord<byte[], byte[]>> letters = reader.read(
                part.stream().map(found -> found.letter().location()).toList());
        Map<Position, ConsumerRecord<byte[], byte[]>> whole = readCut(letters);
        List<Prepared> prepared = new ArrayList<>();
        for (FoundLetter found : part) {
            LetterRecord letter = record(letters, found);
            String obstacle = obstacle(found, letter, whole);
            if (obstacle != null || letter == null) {
                keep(found, Objects.requireNonNullElse(obstacle, ""));
            } else {
                prepared.add(new Prepared(found, source(found.letter(), letter, whole)));
            }
        }
        return prepared;
    }

    /** Returns why a letter cannot be replayed, or null if it can. */
    private @Nullable String obstacle(
            FoundLetter found, @Nullable LetterRecord letter, Map<Position, ConsumerRecord<byte[], byte[]>> whole) {
        Position position = found.letter().id().position();
        if (letter == null) {
            return "retention removed it from " + found.letter().location().topic() + " meanwhile";
        }
        if (found.route().isEmpty()) {
            return "topic " + position.topic() + " no longer has an ingest route "
                    + found.letter().id().route() + "; discard the dead letter, or restore the route's id";
        }
        ConsumerRecord<byte[], byte[]> record = whole.get(position);
        if (letter.cut() != null
                && (record == null || record.timestamp() != letter.time().toEpochMilli())) {
            return "its value was cut, and retention removed the record from its topic; publish the event at its"
                    + " source again, then discard the dead letter";
        }
        return null;
    }

    /** Returns the records of the source topics for letters with a cut value. */
    private Map<Position, ConsumerRecord<byte[], byte[]>> readCut(
            Map<Position, ConsumerRecord<byte[], byte[]>> letters) {
        List<Position> cut = new ArrayList<>();
        letters.values()
                .forEach(record -> LetterRecord.of(record)
                        .filter(letter -> letter.cut() != null)
                        .ifPresent(letter -> cut.add(letter.id().position())));
        return reader.read(cut);
    }

    private static SourceRecord source(
            Letter letter, LetterRecord record, Map<Position, ConsumerRecord<byte[], byte[]>> whole) {
        ConsumerRecord<byte[], byte[]> original = whole.get(letter.id().position());
        if (original == null) {
            return record.toSource(letter.attempts());
        }
        return new SourceRecord(
                letter.id().position(),
                record.time(),
                original.key(),
                original.value(),
                original.headers(),
                record.origin(),
                letter.attempts());
    }

    static @Nullable LetterRecord record(Map<Position, ConsumerRecord<byte[], byte[]>> records, FoundLetter found) {
        ConsumerRecord<byte[], byte[]> record = records.get(found.letter().location());
        return record == null ? null : LetterRecord.of(record).orElse(null);
    }

    private Map<String, Object> counts(int done, int all) {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("done", done);
        counts.put("of", all);
        counts.put("applied", applied);
        counts.put("collapsed", collapsed);
        counts.put("stale", stale);
        counts.put("failedAgain", failed);
        counts.put("kept", kept);
        return counts;
    }
}
