package io.howdah.ingest.rebuild;

import io.howdah.ingest.rebuild.Rebuild.Plan;
import io.howdah.ingest.rebuild.Rebuild.State;
import java.util.Optional;

/** Decides whether and how an unfinished rebuild is resumed. */
final class Resumption {

    private Resumption() {}

    /**
     * Returns the plan for the resumed rebuild.
     *
     * @param last the unfinished rebuild
     * @param request the current request; without {@code key} and {@code since} it resumes any rebuild
     * @param base the current collection in the SDL
     * @param fingerprint the current fingerprint of routes and SDL
     * @throws RebuildRefusedException if its result cannot be used for the request
     */
    static Plan plan(Rebuild last, RebuildRequest request, String base, String fingerprint) {
        Plan plan = last.plan();
        if (last.state() == State.FAILED && !last.isSwitched()) {
            throw new RebuildRefusedException("the last rebuild of " + last.model() + " failed (" + last.reason()
                    + "), and its collection is incomplete; fix the cause, then start over with --restart");
        }
        if (!isSame(last, request, base)) {
            throw new RebuildRefusedException("another rebuild of " + last.model() + " was interrupted"
                    + options(plan).map(option -> " (with " + option + ")").orElse("")
                    + "; resume it with `howdah rebuild " + last.model() + "`, or give it up with --restart");
        }
        if (!last.isSwitched() && !plan.fingerprint().equals(fingerprint)) {
            throw new RebuildRefusedException("routes or SDL have changed since the rebuild of " + last.model()
                    + " started, and its collection was built with the former ones; start over with "
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
