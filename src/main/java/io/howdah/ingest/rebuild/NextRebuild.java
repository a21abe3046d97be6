package io.howdah.ingest.rebuild;

import io.howdah.ingest.rebuild.Rebuild.Counts;
import io.howdah.ingest.rebuild.Rebuild.Phase;
import io.howdah.ingest.rebuild.Rebuild.Plan;
import io.howdah.ingest.rebuild.Rebuild.Position;
import io.howdah.ingest.rebuild.Rebuild.Run;
import io.howdah.ingest.rebuild.Rebuild.State;
import io.howdah.store.ModelCollections;
import io.howdah.store.Pointer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Plans a model's next rebuild: a fresh one, or one that resumes the last.
 *
 * @param pointer the model's current collection
 * @param last the model's last rebuild
 * @param fingerprint the fingerprint of routes and SDL
 * @param owner the process that will run it
 */
record NextRebuild(
        ModelCollections collections,
        SourceTopics topics,
        Pointer pointer,
        Optional<Rebuild> last,
        String fingerprint,
        String owner) {

    /**
     * Plans a fresh rebuild.
     *
     * @throws RebuildRefusedException if the topics lack needed records
     */
    Rebuild fresh(RebuildRequest request) {
        Instant now = Instant.now();
        int generation = pointer.generation();
        String shadow = null;
        if (!request.isInPlace()) {
            do {
                generation++;
                shadow = pointer.base() + "--" + generation;
            } while (collections.exists(shadow));
        }
        Plan plan = new Plan(
                pointer.base(),
                shadow,
                generation,
                request.keepMissing(),
                request.dropOld(),
                request.key().orElse(null),
                request.since().orElse(null),
                fingerprint);
        return new Rebuild(
                pointer.model(),
                State.RUNNING,
                Phase.READING,
                plan,
                run(now, 0),
                beginning(request),
                new Counts(0, 0, 0, 0, 0),
                now,
                null,
                null);
    }

    private List<Position> beginning(RebuildRequest request) {
        try (TopicHistory history = topics.history()) {
            List<Position> positions = request.since().map(history::since).orElseGet(history::whole);
            if (!request.isInPlace() && !request.keepMissing()) {
                topics.requireWhole(positions);
            }
            return positions;
        }
    }

    /**
     * Plans to resume an interrupted rebuild.
     *
     * @throws RebuildRefusedException if its result cannot be used for the request
     */
    Rebuild resumed(Rebuild interrupted, RebuildRequest request) {
        Plan plan = Resumption.plan(interrupted, request, pointer.base(), fingerprint);
        String shadow = plan.shadow();
        boolean switched = pointer.collection().equals(shadow);
        if (shadow != null && !switched && interrupted.read() > 0 && !collections.exists(shadow)) {
            throw new RebuildRefusedException("collection " + shadow + " of the interrupted rebuild of "
                    + interrupted.model() + " does not exist any more; start over with --restart");
        }
        if (!switched) {
            requireSameTopics(interrupted.positions(), plan.keepMissing() || interrupted.isInPlace());
        }
        return new Rebuild(
                interrupted.model(),
                State.RUNNING,
                switched ? Phase.SWITCHED : Phase.READING,
                plan,
                run(Instant.now(), interrupted.read()),
                interrupted.positions(),
                interrupted.counts(),
                interrupted.startedAt(),
                null,
                null);
    }

    private void requireSameTopics(List<Position> known, boolean mayMiss) {
        try (TopicHistory history = topics.history()) {
            var unused = Extension.of(known, history.whole(), mayMiss);
        }
    }

    private Run run(Instant now, long readBefore) {
        long epoch = last.map(rebuild -> rebuild.lease().epoch() + 1).orElse(1L);
        return new Run(epoch, owner, now, now, readBefore, false, null);
    }
}
