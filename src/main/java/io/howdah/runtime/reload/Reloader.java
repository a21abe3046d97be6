package io.howdah.runtime.reload;

import io.howdah.graphql.execution.GraphQlEngine;
import io.howdah.graphql.http.GraphQlProtocolHandler;
import io.howdah.ingest.IngestRetries;
import io.howdah.ingest.rebuild.Rebuilds;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.observe.FailureState;
import io.howdah.push.camel.PushComponent;
import io.howdah.push.channel.Channels;
import io.howdah.rest.RestApi;
import io.howdah.runtime.check.RouteReferences;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.Hooks;
import io.howdah.runtime.source.StartException;
import io.howdah.runtime.source.StartFailure;
import io.howdah.store.ModelShapes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts changed files of an application in the place of what runs, without a restart: only what has changed is stopped and made again,
 * and whoever is connected stays so. What is wrong changes nothing; it is said in a line, and health has it until it is mended.
 */
public final class Reloader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

    /** Outcomes, as metrics call them. */
    private static final String DONE = "done";

    private static final String REFUSED = "refused";

    private static final Duration LOOK = Duration.ofMillis(250);

    private final ApplicationSources sources;
    private final Running running;
    private final Check check;
    private final RouteReferences references;
    private final StateWatch watch;
    private final String settings;
    private final String code;
    private WrittenRoutes routes;
    private final FailureState pending = new FailureState();
    private @Nullable MeterRegistry meters;

    /** What runs. */
    public record Running(
            CamelContext context,
            ReadModels models,
            GraphQlEngine graphQl,
            GraphQlProtocolHandler door,
            RestApi rest,
            Channels feeds,
            PushComponent push,
            Rebuilds rebuilds,
            ModelShapes shapes,
            IngestRetries troubles,
            Hooks hooks) {}

    /** Looks whether an application would start, without a change of anything that runs. */
    @FunctionalInterface
    public interface Check {

        /**
         * Looks at the files as they are now.
         *
         * @param models what their SDL declares
         * @throws RuntimeException that says what is wrong
         */
        void check(ReadModels models);
    }

    /**
     * Makes one for an application that runs as its files are now.
     *
     * @param begun {@link #stateOf} the files when they were read for it
     * @param references finds what routes refer to; the settings are the same until the next start
     */
    public Reloader(
            ApplicationSources sources, String begun, Running running, RouteReferences references, Check check) {
        this.sources = sources;
        this.running = running;
        this.check = check;
        this.references = references;
        this.settings = sources.settings();
        this.code = sources.code();
        this.routes = WrittenRoutes.read(sources.routeFiles(), references);
        this.watch = new StateWatch(begun, () -> stateOf(sources), this::take);
    }

    /** Return what tells whether files have changed since they were read. */
    public static String stateOf(ApplicationSources sources) {
        try {
            return sources.texts() + sources.code() + sources.settings();
        } catch (RuntimeException e) {
            // In the middle of being replaced, or not readable: that is found out when it is looked at.
            return String.valueOf(e.getMessage());
        }
    }

    /** Begins to look for changes; {@code registry} has the metrics, if there are any. */
    public void start(@Nullable MeterRegistry registry) {
        meters = registry;
        if (registry != null) {
            List.of(DONE, REFUSED).forEach(outcome -> timer(registry, outcome));
        }
        watch.start(LOOK);
    }

    /** Return what is wrong with the files, and since when, or "" if what runs is what they say. */
    public String pending() {
        return pending.text();
    }

    private boolean take(boolean again) {
        long began = System.nanoTime();
        String outcome = REFUSED;
        try {
            String done = reload();
            outcome = DONE;
            pending.recovered();
            LOG.atInfo()
                    .addKeyValue(
                            "ms", Duration.ofNanos(System.nanoTime() - began).toMillis())
                    .log(done);
        } catch (Exception e) {
            String trouble = StartFailure.explain(e);
            if (again && trouble.equals(pending.reason())) {
                // It was said when these files were refused first.
                return false;
            }
            pending.failed(trouble);
            trouble.lines().forEach(line -> LOG.error("Not reloaded: {}", line));
            LOG.debug("The application was not reloaded", e);
        }
        count(outcome, System.nanoTime() - began);
        return pending.present().isEmpty();
    }

    private void count(String outcome, long nanos) {
        MeterRegistry registry = meters;
        if (registry != null) {
            timer(registry, outcome).record(Duration.ofNanos(nanos));
        }
    }

    private static Timer timer(MeterRegistry registry, String outcome) {
        return Timer.builder("howdah.reload")
                .description("Changes of the application's files that were put in the place of what ran, or refused")
                .tag("outcome", outcome)
                .register(registry);
    }

    private String reload() throws Exception {
        if (!sources.settings().equals(settings)) {
            throw new StartException("application.properties has changed, which takes effect at the next start");
        }
        if (!sources.code().equals(code)) {
            throw new StartException(
                    "what is in java/, lib/ or schemas/ has changed, which takes effect at the next start");
        }
        ReadModels next = ReadModels.load(sources.schemas());
        refuseOtherStorage(next);
        check.check(next);
        WrittenRoutes written = WrittenRoutes.read(sources.routeFiles(), references);
        Set<String> touched = running.models().differingFrom(next);
        boolean otherApi = running.models().servesOtherThan(next);
        RoutePlan plan = written.after(routes, touched);
        if (plan.isEmpty() && touched.isEmpty() && !otherApi) {
            return "Reloaded: nothing but comments has changed";
        }
        apply(plan, next, touched, otherApi, written);
        routes = written;
        running.shapes().keep(next);
        running.rebuilds().fingerprint(sources.fingerprint());
        return describe(plan, touched);
    }

    /** Documents that are not as the SDL says would be served as if they were. */
    private void refuseOtherStorage(ReadModels next) {
        List<String> refusals = new ArrayList<>(running.shapes().refusals(next));
        for (ReadModel model : running.models().all()) {
            next.find(model.name())
                    .filter(there -> !isInSamePlace(model, there))
                    .ifPresent(there ->
                            refusals.add(model.name() + ": another collection takes effect at the next start"));
        }
        running.rebuilds()
                .alive()
                .forEach(model ->
                        refusals.add(model + ": is being rebuilt with the files as they were; save one of them again"
                                + " when that is done, or stop it: howdah rebuild " + model + " --stop"));
        if (!refusals.isEmpty()) {
            throw new StartException(String.join(System.lineSeparator(), refusals));
        }
    }

    private static boolean isInSamePlace(ReadModel one, ReadModel other) {
        return one.collection().equals(other.collection()) && one.isExternal() == other.isExternal();
    }

    private void apply(RoutePlan plan, ReadModels next, Set<String> touched, boolean otherApi, WrittenRoutes written)
            throws Exception {
        RouteSwap swap = new RouteSwap(running.context());
        ReadModels former = running.models().copy();
        boolean otherFrames = !plan.made().isEmpty() || !plan.stopped().isEmpty();
        boolean asksAgain = otherApi || changesOperations(plan);
        running.door().hold();
        try {
            swap.stop(plan);
            plan.stopped().forEach(running.troubles()::forget);
            serve(next);
            running.hooks().become(routes.beginnings(), written.beginnings());
            swap.make(plan);
            running.feeds().replaceChangedChannels(touched, otherFrames);
            swap.start(plan);
            swap.goOn(plan);
        } catch (Exception e) {
            restore(swap, plan, former, written, touched);
            throw new StartException(
                    "what has changed could not be started, and all is as it was before: " + StartFailure.explain(e),
                    e);
        } finally {
            running.door().reload();
            running.push().forget(running.feeds().reloaded(asksAgain));
        }
    }

    /** Whether GraphQL's operations pass other steps from now on, those of hooks included. */
    private boolean changesOperations(RoutePlan plan) {
        return Stream.concat(plan.stopped().stream(), plan.paused().stream())
                .map(running.context()::getRoute)
                .anyMatch(route ->
                        route != null && route.getEndpoint().getEndpointUri().startsWith("direct://graphql"));
    }

    private void serve(ReadModels models) {
        running.models().replaceBy(models);
        running.graphQl().reload(models);
        running.rest().reload(models);
    }

    private void restore(
            RouteSwap swap, RoutePlan plan, ReadModels former, WrittenRoutes written, Set<String> touched) {
        RoutePlan back = routes.backFrom(written, plan);
        try {
            swap.undo(plan);
            serve(former);
            running.hooks().become(written.beginnings(), routes.beginnings());
            swap.make(back);
            running.feeds().replaceChangedChannels(touched, true);
            swap.start(back);
            swap.goOn(plan);
        } catch (Exception e) {
            LOG.atError().setCause(e).log("Routes could not be put back as they were; restart the process");
        }
    }

    private static String describe(RoutePlan plan, Set<String> touched) {
        List<String> done = new ArrayList<>();
        if (!plan.made().isEmpty()) {
            done.add("routes " + String.join(", ", plan.made()));
        }
        List<String> gone =
                plan.stopped().stream().filter(id -> !plan.made().contains(id)).toList();
        if (!gone.isEmpty()) {
            done.add("without " + String.join(", ", gone));
        }
        if (!touched.isEmpty()) {
            done.add("models " + String.join(", ", touched));
        }
        return "Reloaded: " + (done.isEmpty() ? "the schema" : String.join("; ", done));
    }

    @Override
    public void close() {
        watch.close();
    }
}
