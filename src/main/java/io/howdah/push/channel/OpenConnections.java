package io.howdah.push.channel;

import io.howdah.change.StreamPositions;
import io.howdah.http.ClientAddress;
import io.howdah.http.RateLimits;
import io.howdah.push.CloseCode;
import io.howdah.push.Shares;
import io.howdah.security.Principal;
import io.howdah.security.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Thread-safe registry of this process's open connections, for operators. Describes clients and their queues, never
 * payloads.
 */
public final class OpenConnections {

    private final Map<Object, Entry> open = new ConcurrentHashMap<>();
    private final Collection<Subscription> subscriptions;
    private final Shares shares;

    /** An open connection; the id is unique to this process. */
    private record Entry(String id, Instant since, Session session, OpenConnection connection) {
        private Principal principal() {
            return session.principal();
        }
    }

    /** A connection with its subscriptions. */
    private record Found(Entry entry, List<Subscription> subscriptions) {}

    /**
     * Filter for connections; an empty text matches any.
     *
     * @param subject subject of the principal
     * @param network address, or IPv6 network of 64 bits
     * @param channel name of a channel with a subscription
     * @param operation GraphQL operation with a subscription
     */
    public record Filter(String id, String subject, String network, String channel, String operation) {

        private boolean matches(Found found) {
            OpenConnection connection = found.entry().connection();
            return isOneOf(id, Stream.of(found.entry().id()))
                    && isOneOf(subject, Stream.of(found.entry().principal().subject()))
                    && isOneOf(network, Stream.of(connection.address(), ClientAddress.network(connection.address())))
                    && isOneOf(
                            channel,
                            found.subscriptions().stream()
                                    .map(each -> each.channel().name()))
                    && isOneOf(operation, found.subscriptions().stream().map(Subscription::operation));
        }

        private static boolean isOneOf(String wanted, Stream<String> values) {
            return wanted.isEmpty() || values.anyMatch(wanted::equals);
        }
    }

    /**
     * A page of connections, ordered by id.
     *
     * @param found number of matches on all pages
     * @param next last id of this page, to pass as {@code after}; empty on the last page
     * @param connections one map of plain values for each connection
     */
    public record Page(int found, String next, List<Map<String, Object>> connections) {}

    /** Creates an empty registry; {@code subscriptions} is the live collection of this process's subscriptions. */
    OpenConnections(Collection<Subscription> subscriptions, Shares shares) {
        this.subscriptions = subscriptions;
        this.shares = shares;
    }

    /** Adds a connection and returns the action that removes it. */
    Runnable add(Session session, OpenConnection connection) {
        open.put(
                connection.connectionKey(),
                new Entry(UUID.randomUUID().toString(), Instant.now(), session, connection));
        return () -> open.remove(connection.connectionKey());
    }

    /**
     * Describes the matching connections, one page at a time.
     *
     * @param after id after which the page starts; empty for the first page
     * @return completes when each connection's event loop has answered
     */
    public CompletableFuture<Page> list(Filter filter, String after, int limit) {
        List<Found> matching = matching(filter).toList();
        List<Found> page = matching.stream()
                .filter(found -> found.entry().id().compareTo(after) > 0)
                .sorted((one, other) -> one.entry().id().compareTo(other.entry().id()))
                .limit(limit + 1L)
                .toList();
        boolean more = page.size() > limit;
        List<CompletableFuture<Map<String, Object>>> described =
                page.stream().limit(limit).map(this::describe).toList();
        return CompletableFuture.allOf(described.toArray(CompletableFuture[]::new))
                .thenApply(done -> new Page(
                        matching.size(),
                        more ? page.get(limit - 1).entry().id() : "",
                        described.stream().map(CompletableFuture::join).toList()));
    }

    /** Closes the matching connections and returns their number. */
    public int close(Filter filter) {
        List<Found> matching = matching(filter).toList();
        matching.forEach(found -> {
            OpenConnection connection = found.entry().connection();
            connection.context().runOnContext(now -> connection.end().accept(CloseCode.BY_OPERATOR));
        });
        return matching.size();
    }

    private Stream<Found> matching(Filter filter) {
        Map<Object, List<Subscription>> byConnection =
                subscriptions.stream().collect(Collectors.groupingBy(Subscription::connectionKey));
        return open.values().stream()
                .map(entry -> new Found(
                        entry, byConnection.getOrDefault(entry.connection().connectionKey(), List.of())))
                .filter(filter::matches);
    }

    private CompletableFuture<Map<String, Object>> describe(Found found) {
        CompletableFuture<Map<String, Object>> described = new CompletableFuture<>();
        found.entry().connection().context().runOnContext(now -> {
            try {
                described.complete(describeNow(found));
            } catch (RuntimeException e) {
                described.completeExceptionally(e);
            }
        });
        return described;
    }

    /** Must be called on the connection's event loop. */
    private Map<String, Object> describeNow(Found found) {
        Entry entry = found.entry();
        OpenConnection connection = entry.connection();
        String client = RateLimits.key(entry.principal(), connection.address());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", entry.id());
        fields.put("subject", entry.principal().subject());
        fields.put("network", ClientAddress.network(connection.address()));
        fields.put("transport", connection.transport());
        fields.put("path", connection.path());
        fields.put("since", entry.since().toString());
        fields.put("ageSeconds", Duration.between(entry.since(), Instant.now()).toSeconds());
        fields.put(
                "queuedBytes",
                connection.waitingBytes().getAsLong()
                        + found.subscriptions().stream()
                                .mapToLong(each -> each.outbox().bytes())
                                .sum());
        fields.put(
                "subscriptions",
                found.subscriptions().stream().map(OpenConnections::describe).toList());
        fields.put(
                "shares",
                Map.of(
                        "connections", shares.connections().share(client),
                        "subscriptions", shares.subscriptions().share(client)));
        return fields;
    }

    private static Map<String, Object> describe(Subscription subscription) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("channel", subscription.channel().name());
        if (!subscription.operation().isEmpty()) {
            fields.put("operation", subscription.operation());
        }
        fields.put("queuedBytes", subscription.outbox().bytes());
        // There is no cursor before a snapshot ends.
        StreamPositions.time(subscription.reached())
                .flatMap(from ->
                        StreamPositions.time(subscription.channel().end()).map(end -> Duration.between(from, end)))
                .ifPresent(lag -> fields.put("cursorLagSeconds", Math.max(0, lag.toSeconds())));
        return fields;
    }
}
