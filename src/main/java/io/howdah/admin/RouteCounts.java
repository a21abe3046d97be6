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
 * Counts the exchanges of each route since the start, and keeps its last failure, including failures that the route handled.
 * Camel's management has the same data, but needs another library and a JMX server.
 */
public final class RouteCounts implements RoutePolicyFactory {

    /** Maximum length of a message in characters. A longer one may contain a record's body. */
    private static final int MAX_MESSAGE_LENGTH = 300;

    private final Map<String, Counts> counts = new ConcurrentHashMap<>();
    private final CamelContext context;
    private final UnaryOperator<String> safe;

    /**
     * Creates the counts, and adds them to the context.
     *
     * @param context the context, before it creates its routes
     * @param safe removes secrets from endpoints and messages
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

    /** Returns the state of each route, as fields with plain values. */
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

    /** Counts of one route. Thread-safe: the thread that ends an exchange updates them. */
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
