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
 * Takes dead letters through their routes once more, part by part. What is done is noted after each part, so that a replay
 * that stops can be given again; records that went through twice are stale the second time.
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
     * Prepares it.
     *
     * @param reader reads dead letters, and records whose value was cut
     * @param dispositions where it is noted
     * @param lines where it is told
     * @param by who says to do it
     * @param force whether records are stored even if they may bring a deleted document back
     */
    Replay(TopicReader reader, Dispositions dispositions, AdminLines lines, String by, boolean force) {
        this.reader = reader;
        this.dispositions = dispositions;
        this.lines = lines;
        this.by = by;
        this.force = force;
    }

    /** A letter with its record as it was read from its topic. */
    private record Prepared(FoundLetter found, SourceRecord record) {}

    /**
     * Replays letters in their order.
     *
     * @throws AdminException if something outside is away; says how far it came
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
            throw AdminException.unavailable("the replay stopped after " + done + " of " + all + ", because "
                    + route.id() + " failed by no fault of the records (" + AdminFailure.describe(e)
                    + "); what was replayed is noted, so run the same command again when that is mended");
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
                tellForgotten(each, open);
            }
        }
        note(prepared, open, outcome);
    }

    private void tellForgotten(Prepared each, Set<LetterId> open) throws InterruptedException {
        LetterId id = each.found().letter().id();
        String reason = "its record is of " + each.record().time()
                + ", longer ago than howdah.ingest.tombstone-ttl, and" + " its key is not stored";
        if (force) {
            lines.write("forced", Map.of("at", id.position().toString(), "reason", reason));
        } else {
            open.add(id);
            keep(
                    each.found(),
                    reason
                            + ": it may have been deleted since. Discard the dead letter, or replay it with --force, which"
                            + " stores it even so");
        }
    }

    private void keep(FoundLetter found, String reason) throws InterruptedException {
        kept++;
        lines.write("kept", Map.of("at", found.letter().id().position().toString(), "reason", reason));
    }

    /** Those that are in the dead-letter topic once more; the newest letter there says why. */
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

    private void note(List<Prepared> prepared, Set<LetterId> open, IngestOutcome outcome) {
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

    /** What came of a part's records, as far as the counts tell it of each one. */
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

    /** Why a letter stays as it is, or null if it can be replayed. */
    private @Nullable String obstacle(
            FoundLetter found, @Nullable LetterRecord letter, Map<Position, ConsumerRecord<byte[], byte[]>> whole) {
        Position position = found.letter().id().position();
        if (letter == null) {
            return "it has left " + found.letter().location().topic() + " meanwhile";
        }
        if (found.route().isEmpty()) {
            return "there is no ingest route " + found.letter().id().route() + " for topic " + position.topic()
                    + " any more; discard the dead letter, or name the route so again";
        }
        ConsumerRecord<byte[], byte[]> record = whole.get(position);
        if (letter.cut() != null
                && (record == null || record.timestamp() != letter.time().toEpochMilli())) {
            return "its value was cut, and the topic does not hold the record any more; publish it again at its"
                    + " source, then discard the dead letter";
        }
        return null;
    }

    /** The source topic's own records for those letters whose value is not whole. */
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
