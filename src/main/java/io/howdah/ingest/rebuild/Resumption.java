package io.howdah.ingest.rebuild;

import io.howdah.ingest.rebuild.Rebuild.Plan;
import io.howdah.ingest.rebuild.Rebuild.State;
import java.util.Optional;

/** Whether, and how, an unfinished rebuild is gone on with. */
final class Resumption {

    private Resumption() {}

    /**
     * Return the plan to go on with.
     *
     * @param last the unfinished one
     * @param request what is asked for now; one without {@code key} and {@code since} goes on with whatever it was
     * @param base the collection that the SDL names by now
     * @param fingerprint what the routes and the SDL are like by now
     * @throws RebuildRefusedException if what it has made is of no use for what is asked
     */
    static Plan plan(Rebuild last, RebuildRequest request, String base, String fingerprint) {
        Plan plan = last.plan();
        if (last.state() == State.FAILED && !last.isSwitched()) {
            throw new RebuildRefusedException("the last rebuild of " + last.model() + " failed (" + last.reason()
                    + "), and what it has made is not whole; when that is mended, begin anew with --restart");
        }
        if (!isSame(last, request, base)) {
            throw new RebuildRefusedException("another rebuild of " + last.model() + " was interrupted"
                    + options(plan).map(option -> ", one with " + option).orElse("")
                    + "; go on with it by `howdah rebuild " + last.model() + "`, or give it up with --restart");
        }
        if (!last.isSwitched() && !plan.fingerprint().equals(fingerprint)) {
            throw new RebuildRefusedException("routes or SDL are others than when the rebuild of " + last.model()
                    + " was begun, and what it has made is of those; begin anew with "
                    + options(plan).map(option -> option + " ").orElse("") + "--restart");
        }
        return new Plan(
                plan.base(),
                plan.shadow(),
                plan.generation(),
                plan.keepMissing() || request.keepMissing(),
                plan.dropOld() || request.dropOld(),
                plan.key(),
                plan.since(),
                plan.fingerprint());
    }

    private static boolean isSame(Rebuild last, RebuildRequest request, String base) {
        Plan plan = last.plan();
        if (request.isInPlace()) {
            return request.key().equals(Optional.ofNullable(plan.key()))
                    && request.since().equals(Optional.ofNullable(plan.since()));
        }
        return last.isInPlace()
                ? !request.keepMissing() && !request.dropOld()
                : plan.base().equals(base);
    }

    private static Optional<String> options(Plan plan) {
        if (plan.key() != null) {
            return Optional.of("--key");
        }
        return Optional.ofNullable(plan.since()).map(since -> "--since " + since);
    }
}
