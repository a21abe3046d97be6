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

/** The open connections of this process, for operators. Thread-safe. Of each it tells who and how much, and nothing of what is sent. */
public final class OpenConnections {

    private final Map<Object, Entry> open = new ConcurrentHashMap<>();
    private final Collection<Subscription> subscriptions;
    private final Shares shares;

    /** One of them; the id has no meaning elsewhere. */
    private record Entry(String id, Instant since, Session session, OpenConnection connection) {
        private Principal principal() {
            return session.principal();
        }
    }

    /** One of them with what it has subscribed to. */
    private record Found(Entry entry, List<Subscription> subscriptions) {}

    /**
     * Which connections; an empty text is any.
     *
     * @param subject whose
     * @param network from which address, or IPv6 network of 64 bits
     * @param channel those with a subscription of this channel
     * @param operation those with a subscription by this GraphQL operation
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
     * Some of the connections, in the order of their ids.
     *
     * @param found how many match in all
     * @param next the id behind which the next page begins, empty on the last one
     * @param connections each as fields with plain values
     */
    public record Page(int found, String next, List<Map<String, Object>> connections) {}

    /** Creates it, without any; {@code subscriptions} are those of the process. */
    OpenConnections(Collection<Subscription> subscriptions, Shares shares) {
        this.subscriptions = subscriptions;
        this.shares = shares;
    }

    /** Adds one, and returns what removes it. */
    Runnable add(Session session, OpenConnection connection) {
        open.put(
                connection.connectionKey(),
                new Entry(UUID.randomUUID().toString(), Instant.now(), session, connection));
        return () -> open.remove(connection.connectionKey());
    }

    /**
     * Describes those that match.
     *
     * @param after the id behind which it begins, empty for the beginning
     * @return done when each event loop has answered
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

    /** Closes those that match, and returns how many they are. */
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

    /** On the connection's event loop. */
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
        // Before the end of a snapshot there is no cursor.
        StreamPositions.time(subscription.reached())
                .flatMap(from ->
                        StreamPositions.time(subscription.channel().end()).map(end -> Duration.between(from, end)))
                .ifPresent(lag -> fields.put("cursorLagSeconds", Math.max(0, lag.toSeconds())));
        return fields;
    }
}
