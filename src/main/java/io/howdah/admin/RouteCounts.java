package io.howdah.admin;

import io.howdah.admin.routes.RouteSummary;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;

/**
 * Counts what goes through each route since the start, and remembers its last failure, one that the route has dealt with too. Camel's own
 * management does that by JMX, which is a library and a server more.
 */
public final class RouteCounts implements RoutePolicyFactory {

    /** More of a message is no help, and may be a record's body. */
    private static final int MAX_MESSAGE_LENGTH = 300;

    private final Map<String, Counts> counts = new ConcurrentHashMap<>();
    private final CamelContext context;
    private final UnaryOperator<String> safe;

    /**
     * Counts from now on.
     *
     * @param context whose routes are counted; they are not made yet
     * @param safe takes secrets out of what an exception says
     */
    public RouteCounts(CamelContext context, UnaryOperator<String> safe) {
        this.context = context;
        this.safe = safe;
        context.addRoutePolicyFactory(this);
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
        return counts.computeIfAbsent(routeId, id -> new Counts());
    }

    /** Return what each route is and does, as fields with plain values. */
    List<Map<String, Object>> states() {
        return RouteSummary.of(context, id -> "").stream().map(this::state).toList();
    }

    private Map<String, Object> state(RouteSummary route) {
        Counts count = counts.computeIfAbsent(route.id(), id -> new Counts());
        ServiceStatus status = context.getRouteController().getRouteStatus(route.id());
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("id", route.id());
        state.put("from", safe.apply(route.from()));
        state.put("kind", route.kind().text());
        state.put("state", status == null ? "Stopped" : status.name());
        state.put("exchanges", count.exchanges.sum());
        state.put("failures", count.failures.sum());
        state.put("inflight", context.getInflightRepository().size(route.id()));
        Failure last = count.last;
        if (last != null) {
            state.put("lastError", safe.apply(last.error()));
            state.put("lastErrorAt", last.at().toString());
        }
        state.put("description", route.description());
        return state;
    }

    private record Failure(String error, Instant at) {}

    /** Called for each exchange by the thread that it ends on. */
    private static final class Counts extends RoutePolicySupport {

        private final LongAdder exchanges = new LongAdder();
        private final LongAdder failures = new LongAdder();
        private volatile @Nullable Failure last;

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            exchanges.increment();
            Throwable failure = exchange.getException();
            if (failure == null && exchange.getExchangeExtension().isFailureHandled()) {
                failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
            }
            if (failure != null) {
                failures.increment();
                last = new Failure(line(failure), Instant.now());
            }
        }

        private static String line(Throwable failure) {
            String message = Collections.list(new StringTokenizer(String.valueOf(failure.getMessage()))).stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(" "));
            String line = failure.getClass().getSimpleName() + ": " + message;
            return line.length() > MAX_MESSAGE_LENGTH ? line.substring(0, MAX_MESSAGE_LENGTH) + "..." : line;
        }
    }
}
