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
 * Applies changed files of an application without a restart: stops and creates only the changed parts, and keeps clients connected.
 * If the files are invalid, nothing changes: the log and health show the reason until the files are corrected.
 */
public final class Reloader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

    /** Outcomes, as metrics name them. */
    private static final String DONE = "done";

    private static final String REFUSED = "refused";

    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

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

    /** The running parts that a reload changes. */
    public record Running(
            CamelContext context,
            ReadModels models,
            GraphQlEngine graphQl,
            GraphQlProtocolHandler graphQlProtocol,
            RestApi rest,
            Channels channels,
            PushComponent push,
            Rebuilds rebuilds,
            ModelShapes shapes,
            IngestRetries retries,
            Hooks hooks) {}

    /** Checks whether an application would start, without changing what runs. */
    @FunctionalInterface
    public interface Check {

        /**
         * Checks the present files.
         *
         * @param models the models of their SDL
         * @throws RuntimeException if the application would not start; the message has the reason
         */
        void check(ReadModels models);
    }

    /**
     * Creates the reloader of an application that runs its present files.
     *
     * @param initial {@link #stateOf} the files when the application read them
     * @param references finds the references of routes with the settings of the start
     */
    public Reloader(
            ApplicationSources sources, String initial, Running running, RouteReferences references, Check check) {
        this.sources = sources;
        this.running = running;
        this.check = check;
        this.references = references;
        this.settings = sources.settings();
        this.code = sources.code();
        this.routes = WrittenRoutes.read(sources.routeFiles(), references);
        this.watch = new StateWatch(initial, () -> stateOf(sources), this::handle);
    }

    /** Returns the state of the files: it differs if they have changed. */
    public static String stateOf(ApplicationSources sources) {
        try {
            return sources.texts() + sources.code() + sources.settings();
        } catch (RuntimeException e) {
            // The files are being replaced, or unreadable: the reload reports it.
            return String.valueOf(e.getMessage());
        }
    }

    /** Starts to look for changes; {@code registry} gets the metrics, null if they are disabled. */
    public void start(@Nullable MeterRegistry registry) {
        meters = registry;
        if (registry != null) {
            List.of(DONE, REFUSED).forEach(outcome -> timer(registry, outcome));
        }
        watch.start(POLL_INTERVAL);
    }

    /** Returns since when and why the files are rejected, or "" if the application runs them. */
    public String pending() {
        return pending.text();
    }

    private boolean handle(boolean isRetry) {
        long startedAt = System.nanoTime();
        String outcome = REFUSED;
        try {
            String done = reload();
            outcome = DONE;
            pending.recovered();
            LOG.atInfo()
                    .addKeyValue(
                            "ms",
                            Duration.ofNanos(System.nanoTime() - startedAt).toMillis())
                    .log(done);
        } catch (Exception e) {
            String reason = StartFailure.explain(e);
            if (isRetry && reason.equals(pending.reason())) {
                // Logged at the first attempt.
                return false;
            }
            pending.failed(reason);
            reason.lines().forEach(line -> LOG.error("Not reloaded: {}", line));
            LOG.debug("The application was not reloaded", e);
        }
        count(outcome, System.nanoTime() - startedAt);
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
                .description("Reloads after changes of the application's files, applied or refused")
                .tag("outcome", outcome)
                .register(registry);
    }

    private String reload() throws Exception {
        if (!sources.settings().equals(settings)) {
            throw new StartException("application.properties has changed; restart Howdah to apply it");
        }
        if (!sources.code().equals(code)) {
            throw new StartException("a file in java/, lib/ or schemas/ has changed; restart Howdah to apply it");
        }
        ReadModels next = ReadModels.load(sources.schemas());
        refuseOtherStorage(next);
        check.check(next);
        WrittenRoutes written = WrittenRoutes.read(sources.routeFiles(), references);
        Set<String> changedModels = running.models().differingFrom(next);
        boolean otherApi = running.models().servesOtherThan(next);
        RoutePlan plan = written.after(routes, changedModels);
        if (plan.isEmpty() && changedModels.isEmpty() && !otherApi) {
            return "Reloaded: only comments have changed";
        }
        apply(plan, next, changedModels, otherApi, written);
        routes = written;
        running.shapes().keep(next);
        running.rebuilds().fingerprint(sources.fingerprint());
        return describe(plan, changedModels);
    }

    /** Refuses an SDL that does not match the stored documents, another collection, and any change during a rebuild. */
    private void refuseOtherStorage(ReadModels next) {
        List<String> refusals = new ArrayList<>(running.shapes().refusals(next));
        for (ReadModel model : running.models().all()) {
            next.find(model.name())
                    .filter(changed -> !hasSameCollection(model, changed))
                    .ifPresent(changed ->
                            refusals.add(model.name() + ": its collection has changed; restart Howdah to apply it"));
        }
        running.rebuilds()
                .alive()
                .forEach(model -> refusals.add(
                        model + ": a rebuild with the former files is running; when it is done, save one of"
                                + " the files again, or stop the rebuild: howdah rebuild " + model + " --stop"));
        if (!refusals.isEmpty()) {
            throw new StartException(String.join(System.lineSeparator(), refusals));
        }
    }

    private static boolean hasSameCollection(ReadModel one, ReadModel other) {
        return one.collection().equals(other.collection()) && one.isExternal() == other.isExternal();
    }

    private void apply(
            RoutePlan plan, ReadModels next, Set<String> changedModels, boolean otherApi, WrittenRoutes written)
            throws Exception {
        RouteSwap swap = new RouteSwap(running.context());
        ReadModels formerModels = running.models().copy();
        boolean otherPayloads = !plan.created().isEmpty() || !plan.stopped().isEmpty();
        boolean restartsOperations = otherApi || changesOperations(plan);
        running.graphQlProtocol().hold();
        try {
            swap.stop(plan);
            plan.stopped().forEach(running.retries()::forget);
            serve(next);
            running.hooks().replace(routes.fromEndpoints(), written.fromEndpoints());
            swap.create(plan);
            running.channels().replaceChangedChannels(changedModels, otherPayloads);
            swap.start(plan);
            swap.resume(plan);
        } catch (Exception e) {
            restore(swap, plan, formerModels, written, changedModels);
            throw new StartException(
                    "the change could not be started, so the former state is restored: " + StartFailure.explain(e), e);
        } finally {
            running.graphQlProtocol().reload();
            running.push().forget(running.channels().reloaded(restartsOperations));
        }
    }

    /** Returns whether a plan changes the steps of GraphQL operations, including those of hooks. */
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
            RouteSwap swap, RoutePlan plan, ReadModels formerModels, WrittenRoutes written, Set<String> changedModels) {
        RoutePlan back = routes.backFrom(written, plan);
        try {
            swap.undo(plan);
            serve(formerModels);
            running.hooks().replace(written.fromEndpoints(), routes.fromEndpoints());
            swap.create(back);
            running.channels().replaceChangedChannels(changedModels, true);
            swap.start(back);
            swap.resume(plan);
        } catch (Exception e) {
            LOG.atError().setCause(e).log("The former routes could not be restored; restart the process");
        }
    }

    private static String describe(RoutePlan plan, Set<String> changedModels) {
        List<String> done = new ArrayList<>();
        if (!plan.created().isEmpty()) {
            done.add("routes " + String.join(", ", plan.created()));
        }
        List<String> removed = plan.stopped().stream()
                .filter(id -> !plan.created().contains(id))
                .toList();
        if (!removed.isEmpty()) {
            done.add("without " + String.join(", ", removed));
        }
        if (!changedModels.isEmpty()) {
            done.add("models " + String.join(", ", changedModels));
        }
        return "Reloaded: " + (done.isEmpty() ? "the schema" : String.join("; ", done));
    }

    @Override
    public void close() {
        watch.close();
    }
}
