package io.howdah.rebuild;

import io.howdah.ingest.IngestOutcome;
import io.howdah.ingest.IngestRoute;
import io.howdah.ingest.IngestTarget;
import io.howdah.ingest.SourceRecord;
import io.howdah.rebuild.Rebuild.Counts;
import io.howdah.rebuild.Rebuild.Phase;
import io.howdah.rebuild.Rebuild.Position;
import io.howdah.rebuild.Rebuild.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.errors.InvalidOffsetException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The work of one rebuild in this process, from where the ledger says that it is to its end. */
final class RebuildJob implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(RebuildJob.class);

    /** When all new records were read within this time, the end is near enough to stop live ingest for the rest. */
    private static final Duration NEAR = Duration.ofSeconds(2);

    /** Within it every process learns of the fence, and has tried to commit what it wrote without knowing of it. */
    private static final Duration GRACE = Duration.ofMillis(1500);

    /** Live ingest waits for a switch for a little longer than this. */
    private static final Duration LONGEST_SWITCH = Duration.ofSeconds(15);

    /** Fewer records than this say nothing about the rest. */
    private static final int SAMPLE = 1000;

    private static final Duration BEFORE_NEXT_SWITCH = Duration.ofSeconds(5);

    private final RebuildContext context;
    private final Patience patience;
    private final IngestTarget target;
    private final byte @Nullable [] key;
    private long sinceStart;
    private long deadSinceStart;
    private volatile Rebuild state;
    private volatile @Nullable CollectionSwitch fence;

    RebuildJob(RebuildContext context, Rebuild claimed) {
        this.context = context;
        this.state = claimed;
        this.patience = new Patience(claimed.model());
        this.target = new IngestTarget(Optional.ofNullable(claimed.plan().shadow()), claimed.isInPlace());
        String text = claimed.plan().key();
        this.key = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void run() {
        LOG.atInfo()
                .addKeyValue("model", state.model())
                .addKeyValue("collection", state.plan().shadow())
                .log("Rebuild begins");
        try {
            work();
            end(State.DONE, null);
        } catch (StoppedException e) {
            end(State.STOPPED, e.getMessage());
        } catch (RuntimeException e) {
            LOG.debug("Rebuild failed", e);
            end(State.FAILED, Patience.describe(e));
        }
    }

    void stop(String reason) {
        patience.stop(reason);
    }

    /** Tells the others that this process lives; to be called every few seconds by another thread. */
    void beat() {
        Optional<Rebuild> stored = context.ledger().beat(state, patience.trouble());
        if (stored.isEmpty()) {
            stop("another process runs it");
        } else if (stored.get().lease().stop()) {
            stop("asked to stop");
        }
        CollectionSwitch raised = fence;
        if (raised != null) {
            raised.renew();
        }
    }

    private void work() {
        if (state.phase() != Phase.SWITCHED && state.phase() != Phase.DROPPING) {
            try (TopicHistory history = context.history()) {
                history.seek(state.positions());
                if (state.isInPlace()) {
                    read(history);
                    return;
                }
                fillAndSwitch(history);
            }
            save(Phase.SWITCHED);
        }
        // It may have been asked for in the meantime.
        if (save(state.phase()).plan().dropOld()) {
            patience.pause(FormerCollections.AFTER_SWITCH);
            save(Phase.DROPPING);
            patience.persist(() -> context.former().drop(context.model()));
        }
    }

    private void fillAndSwitch(TopicHistory history) {
        String shadow = Objects.requireNonNull(state.plan().shadow());
        patience.persist(() -> context.collections().createIndexes(shadow));
        readToNearTheEnd(history);
        if (state.plan().keepMissing()) {
            carryOver(shadow);
            readToNearTheEnd(history);
        }
        while (!isSwitched(history, shadow)) {
            patience.pause(BEFORE_NEXT_SWITCH);
            history.seek(state.positions());
            readToNearTheEnd(history);
        }
        LOG.atInfo()
                .addKeyValue("model", state.model())
                .addKeyValue("collection", shadow)
                .log("Read model is switched to its rebuilt collection");
    }

    private void readToNearTheEnd(TopicHistory history) {
        save(Phase.READING);
        long begun;
        do {
            begun = System.nanoTime();
            extend(history);
            read(history);
        } while (System.nanoTime() - begun > NEAR.toNanos());
    }

    private boolean isSwitched(TopicHistory history, String shadow) {
        save(Phase.SWITCHING);
        CollectionSwitch raising = new CollectionSwitch(context.collections(), context.model());
        fence = raising;
        try {
            patience.persist(raising::raise);
            patience.pause(GRACE);
            patience.limit(LONGEST_SWITCH);
            extend(history);
            read(history);
            patience.limit(null);
            if (state.plan().keepMissing()) {
                carryOver(shadow);
            }
            // The last look at whether this process still is the one that runs it.
            save(Phase.SWITCHING);
            return patience.persist(() -> raising.to(shadow, state.plan().generation())
                    || context.collections()
                            .pointer(context.model())
                            .collection()
                            .equals(shadow));
        } catch (OvertimeException e) {
            LOG.atWarn()
                    .addKeyValue("model", state.model())
                    .addKeyValue("reason", patience.trouble())
                    .log("Rebuild puts the switch off, live ingest would wait for it too long");
            return false;
        } finally {
            patience.limit(null);
            fence = null;
            lift(raising);
        }
    }

    private static void lift(CollectionSwitch raised) {
        try {
            raised.lift();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("reason", Patience.describe(e))
                    .log("The fence of a switch cannot be lifted now, it falls by itself");
        }
    }

    private void carryOver(String shadow) {
        String present = patience.persist(
                () -> context.collections().pointer(context.model()).collection());
        Phase phase = fence == null ? Phase.CARRYING_OVER : state.phase();
        save(phase);
        CarryOver carrying = new CarryOver(
                context.model(),
                context.collections().named(present),
                context.collections().named(shadow));
        patience.persist(() -> carrying.run(carried -> {
            patience.check();
            if (carried > 0) {
                Counts counts = state.counts();
                state = with(
                        phase,
                        state.positions(),
                        new Counts(
                                counts.applied(),
                                counts.collapsed(),
                                counts.stale(),
                                counts.deadLettered(),
                                counts.carriedOver() + carried));
            }
        }));
        save(phase);
    }

    /** Takes notice of records and partitions that are new, and of records that are there no more. */
    private void extend(TopicHistory history) {
        List<Position> now = patience.persist(history::whole);
        List<Position> extended = new ArrayList<>();
        for (Position each : now) {
            Position known = state.positions().stream()
                    .filter(position ->
                            position.topic().equals(each.topic()) && position.partition() == each.partition())
                    .findFirst()
                    .orElseGet(() -> new Position(each.topic(), each.partition(), 0, 0, each.end()));
            if (each.begin() > known.next() && !state.plan().keepMissing() && !state.isInPlace()) {
                throw HistoryCheck.refusal(List.of(each));
            }
            extended.add(new Position(
                    each.topic(), each.partition(), known.begin(), Math.max(known.next(), each.begin()), each.end()));
        }
        boolean sought = extended.stream()
                .map(Position::next)
                .toList()
                .equals(state.positions().stream().map(Position::next).toList());
        state = with(state.phase(), extended, state.counts());
        if (!sought) {
            history.seek(extended);
        }
    }

    /** Reads up to the ends that are known. */
    private void read(TopicHistory history) {
        while (state.positions().stream().anyMatch(position -> position.next() < position.end())) {
            patience.check();
            try {
                step(patience.persist(history::poll));
                advance(history);
            } catch (InvalidOffsetException e) {
                // Retention was faster: it is either refused now, or passed over.
                extend(history);
                history.seek(state.positions());
            }
        }
    }

    private void step(Map<String, List<SourceRecord>> records) {
        for (IngestRoute route : context.routes()) {
            List<SourceRecord> own = records.getOrDefault(route.topic(), List.of()).stream()
                    .filter(record -> key == null || Arrays.equals(key, record.key()))
                    .toList();
            if (!own.isEmpty()) {
                IngestOutcome outcome = patience.persist(() -> route.ingest(own, target));
                requireFewDeadLetters(own.size(), outcome.deadLettered());
                Counts counts = state.counts();
                state = with(
                        state.phase(),
                        state.positions(),
                        new Counts(
                                counts.applied() + outcome.applied(),
                                counts.collapsed() + outcome.collapsed(),
                                counts.stale() + outcome.stale(),
                                counts.deadLettered() + outcome.deadLettered(),
                                counts.carriedOver()));
            }
        }
    }

    /** A wrong deploy must not pour a topic into its dead letters. */
    private void requireFewDeadLetters(int records, int dead) {
        sinceStart += records;
        deadSinceStart += dead;
        if (sinceStart >= SAMPLE && deadSinceStart > context.maxDeadLetters() * sinceStart) {
            throw new RebuildRefusedException(deadSinceStart + " of " + sinceStart
                    + " records cannot be ingested, more than howdah.ingest.dlq-max-ratio=" + context.maxDeadLetters()
                    + "; mend the transform or the SDL, then begin anew with --restart");
        }
    }

    private void advance(TopicHistory history) {
        List<Position> advanced = state.positions().stream()
                .map(position -> new Position(
                        position.topic(),
                        position.partition(),
                        position.begin(),
                        history.next(position),
                        position.end()))
                .toList();
        if (!advanced.equals(state.positions())) {
            state = with(state.phase(), advanced, state.counts());
            save(state.phase());
        }
    }

    private Rebuild save(Phase phase) {
        state = with(phase, state.positions(), state.counts());
        Rebuild stored = patience.persist(
                () -> context.ledger().save(state).orElseThrow(() -> new StoppedException("another process runs it")));
        if (stored.lease().stop()) {
            throw new StoppedException("asked to stop");
        }
        return stored;
    }

    private Rebuild with(Phase phase, List<Position> positions, Counts counts) {
        return new Rebuild(
                state.model(),
                state.state(),
                phase,
                state.plan(),
                state.lease(),
                positions,
                counts,
                state.startedAt(),
                state.endedAt(),
                state.reason());
    }

    private void end(State end, @Nullable String reason) {
        LOG.atInfo()
                .addKeyValue("model", state.model())
                .addKeyValue("state", end)
                .addKeyValue("reason", reason)
                .log("Rebuild ends");
        try {
            context.ledger().end(state, end, reason);
        } catch (RuntimeException e) {
            // It counts as interrupted as soon as it was not heard of for a while.
            LOG.atWarn()
                    .addKeyValue("model", state.model())
                    .addKeyValue("reason", Patience.describe(e))
                    .log("The end of a rebuild cannot be noted");
        }
    }
}
