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
 * Down while a route has stopped, or what it consumes from cannot be had; it names each such route. For people alone: a restart
 * would not cure it, and all other domains are served. It stands in the place of Camel's checks of routes and consumers, which
 * readiness counts.
 */
public final class RoutesHealthCheck extends AdvisoryHealthCheck {

    /** The detail by which a consumer's check tells since when it is down; else it is since this check saw it first. */
    public static final String SINCE = "since";

    private final Map<String, Instant> seen = new HashMap<>();

    /** Makes it for the context that it is registered with. */
    public RoutesHealthCheck() {
        super("routes");
    }

    /** Camel calls it under a lock. */
    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Map<String, Present> now = new TreeMap<>();
        for (Route route : getCamelContext().getRoutes()) {
            String id = route.getRouteId();
            trouble(route, options, seen.getOrDefault(id, Instant.now())).ifPresent(trouble -> now.put(id, trouble));
        }
        seen.clear();
        now.forEach((id, trouble) -> seen.put(id, trouble.since()));
        if (now.isEmpty()) {
            builder.up();
        } else {
            builder.message(now.entrySet().stream()
                            .map(each -> each.getKey() + " " + each.getValue().text())
                            .collect(Collectors.joining("; ")))
                    .down();
        }
    }

    private static Optional<Present> trouble(Route route, Map<String, Object> options, Instant seen) {
        if (route.isAutoStartup()
                && route.getCamelContext()
                        .getRouteController()
                        .getRouteStatus(route.getRouteId())
                        .isStopped()) {
            return Optional.of(new Present("it has stopped", seen));
        }
        HealthCheck check = route.getConsumer() instanceof HealthCheckAware consumer ? consumer.getHealthCheck() : null;
        return Optional.ofNullable(check)
                .map(asked -> asked.call(options))
                .filter(result -> result.getState() == HealthCheck.State.DOWN)
                .map(result -> new Present(
                        result.getMessage().orElse("it is down"),
                        result.getDetails().get(SINCE) instanceof Instant since ? since : seen));
    }
}
