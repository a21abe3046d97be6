package io.howdah.observe;

import io.howdah.observe.FailureState.Present;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.Route;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckAware;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * Down while a route is stopped or its consumer is down; it names each such route. It does not affect readiness: a restart would not
 * help, and Howdah serves all other domains. It replaces Camel's checks of routes and consumers, which count for readiness.
 */
public final class RoutesHealthCheck extends AdvisoryHealthCheck {

    /** Detail of a consumer's check: since when it is down. Without it, the time when this check first saw it counts. */
    public static final String SINCE = "since";

    private final Map<String, Instant> firstSeen = new HashMap<>();

    /** Creates the check for the context that it is registered with. */
    public RoutesHealthCheck() {
        super("routes");
    }

    /** Called by Camel under a lock. */
    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Map<String, Present> now = new TreeMap<>();
        for (Route route : getCamelContext().getRoutes()) {
            String id = route.getRouteId();
            failure(route, options, firstSeen.getOrDefault(id, Instant.now()))
                    .ifPresent(failure -> now.put(id, failure));
        }
        firstSeen.clear();
        now.forEach((id, failure) -> firstSeen.put(id, failure.since()));
        if (now.isEmpty()) {
            builder.up();
        } else {
            builder.message(now.entrySet().stream()
                            .map(each -> each.getKey() + " " + each.getValue().text())
                            .collect(Collectors.joining("; ")))
                    .down();
        }
    }

    private static Optional<Present> failure(Route route, Map<String, Object> options, Instant firstSeen) {
        if (route.isAutoStartup()
                && route.getCamelContext()
                        .getRouteController()
                        .getRouteStatus(route.getRouteId())
                        .isStopped()) {
            return Optional.of(new Present("the route is stopped", firstSeen));
        }
        HealthCheck check = route.getConsumer() instanceof HealthCheckAware consumer ? consumer.getHealthCheck() : null;
        return Optional.ofNullable(check)
                .map(present -> present.call(options))
                .filter(result -> result.getState() == HealthCheck.State.DOWN)
                .map(result -> new Present(
                        result.getMessage().orElse("its consumer is down"),
                        result.getDetails().get(SINCE) instanceof Instant since ? since : firstSeen));
    }
}
