package io.howdah.graphql.live;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.graphql.ErrorCode;
import io.howdah.graphql.Errors;
import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.LiveClient;
import io.howdah.graphql.LiveQuery;
import io.howdah.graphql.execution.OperationFailure;
import io.howdah.graphql.execution.OperationRoute;
import io.howdah.graphql.execution.PersistedQueries;
import io.howdah.graphql.execution.RequestReader;
import io.howdah.graphql.live.LiveGroups.Membership;
import io.howdah.observe.FailureLog;
import io.howdah.observe.Tracing;
import io.howdah.push.CloseCode;
import io.howdah.push.EncodedEvent;
import io.howdah.push.Permits.Permit;
import io.howdah.push.RefusedException;
import io.howdah.push.Shares;
import io.howdah.push.channel.Channels;
import io.howdah.push.channel.OpenConnection;
import io.howdah.push.channel.Resubscription.Granted;
import io.howdah.push.channel.ResubscriptionRefusedException;
import io.howdah.push.channel.Transport;
import io.howdah.security.Authenticator;
import io.howdah.security.Principal;
import io.howdah.security.Session;
import io.vertx.core.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs operations through {@code direct:graphql} for transports that can send several results. Thread-safe. */
public final class LiveOperations {

    private static final Logger LOG = LoggerFactory.getLogger(LiveOperations.class);

    private final OperationRoute route;
    private final LiveGroups groups;
    private final Channels channels;
    private final PersistedQueries persisted;
    private final Authenticator authenticator;
    private final Tracing tracing;

    public LiveOperations(
            OperationRoute route,
            LiveGroups groups,
            Channels channels,
            PersistedQueries persisted,
            Authenticator authenticator,
            Tracing tracing) {
        this.route = route;
        this.groups = groups;
        this.channels = channels;
        this.persisted = persisted;
        this.authenticator = authenticator;
        this.tracing = tracing;
    }

    /** Returns the tracing of requests. */
    public Tracing tracing() {
        return tracing;
    }

    /** Returns the authenticator of tokens. */
    public Authenticator authenticator() {
        return authenticator;
    }

    /**
     * Registers a connection that closes with its session.
     *
     * @return unregisters it; to be run when the connection has closed
     */
    public Runnable watch(Session session, OpenConnection connection) {
        return channels.watch(session, connection);
    }

    /** Returns the clients' shares. */
    public Shares shares() {
        return channels.shares();
    }

    /** Returns the number of groups of subscriptions with equal results. */
    public int groups() {
        return groups.size();
    }

    /** Outcome of an operation's first execution. */
    public sealed interface Outcome {}

    /** A single result, as JSON. */
    public record Result(EncodedEvent json) implements Outcome {}

    /** The operation was not executed: the list of errors, and the result with those errors, as JSON. */
    public record Refused(EncodedEvent errors, EncodedEvent result) implements Outcome {}

    /**
     * The request was malformed.
     *
     * @param status the HTTP status
     * @param message the message for the client
     * @param allow the allowed HTTP methods, or empty if the method is not the error
     */
    public record Malformed(int status, String message, String allow) implements Outcome {}

    /**
     * A subscription that has started.
     *
     * @param request the request
     * @param query the subscription
     * @param channel the channel of its model
     * @param cursors converts a position to a cursor, an empty text for none
     */
    public record Started(GraphQlRequest request, LiveQuery query, String channel, UnaryOperator<String> cursors)
            implements Outcome {}

    /** A subscription within its client's share, with the permit that it holds. */
    public record Admitted(Started started, Permit permit, Granted granted) {}

    /**
     * Runs a request and passes its outcome to {@code callback} on the context.
     *
     * @param mayMutate whether the request may be a mutation
     */
    public void run(GraphQlRequest request, boolean mayMutate, Context context, Consumer<Outcome> callback) {
        var unused = run(request, mayMutate)
                .thenAccept(outcome -> context.runOnContext(ignored -> callback.accept(outcome)));
    }

    private CompletableFuture<Outcome> run(GraphQlRequest request, boolean mayMutate) {
        CompletableFuture<Outcome> outcome;
        try {
            GraphQlRequest resolved = persisted.resolve(request);
            if (!mayMutate) {
                // Checks the resolved text, because a request may refer to it by hash.
                RequestReader.requireNoMutation(resolved);
            }
            outcome = route.run(resolved).thenApply(body -> outcome(resolved, body));
        } catch (RuntimeException e) {
            outcome = CompletableFuture.failedFuture(e);
        }
        return outcome.exceptionally(failure -> failed(request, failure));
    }

    private Outcome outcome(GraphQlRequest request, Object body) {
        Optional<LiveQuery> startedQuery = request.live().started();
        Object errors = part(body, "errors");
        if (startedQuery.isPresent() && errors == null) {
            LiveQuery query = startedQuery.get();
            return channels.channelOf(query.model())
                    .<Outcome>map(channel -> new Started(request, query, channel, channels.cursors(channel)))
                    .orElseGet(() -> refused(
                            request,
                            ErrorCode.SERVICE_UNAVAILABLE,
                            "Subscriptions to " + query.model().name()
                                    + " are unavailable: the model has no notify route."));
        }
        if (errors != null && (startedQuery.isPresent() || part(body, "data") == null)) {
            return new Refused(EncodedEvent.of(groups.bytes(errors)), EncodedEvent.of(groups.bytes(body)));
        }
        return new Result(EncodedEvent.of(groups.bytes(body)));
    }

    private static @Nullable Object part(Object body, String name) {
        if (body instanceof Map<?, ?> map) {
            return map.get(name);
        }
        if (body instanceof JsonNode node && node.isObject()) {
            return node.hasNonNull(name) ? node.get(name) : null;
        }
        throw new IllegalArgumentException("The body after direct:graphql must be a Map or a JSON object, but is "
                + body.getClass().getName());
    }

    private Outcome failed(GraphQlRequest request, Throwable failure) {
        OperationFailure operationFailure = OperationFailure.of(failure);
        if (operationFailure.isInternal()) {
            FailureLog.error(LOG, failure)
                    .addKeyValue("correlationId", request.caller().correlationId())
                    .log("A GraphQL operation failed");
        }
        return operationFailure.code() == ErrorCode.BAD_REQUEST
                ? new Malformed(operationFailure.status(), operationFailure.message(), operationFailure.allow())
                : refused(request, operationFailure.code(), operationFailure.message());
    }

    private Refused refused(GraphQlRequest request, ErrorCode code, String message) {
        Map<String, Object> response =
                Errors.response(code, message, request.caller().correlationId());
        return new Refused(
                EncodedEvent.of(groups.bytes(response.getOrDefault("errors", List.of()))),
                EncodedEvent.of(groups.bytes(response)));
    }

    /** Returns a list with one error, as JSON. */
    public byte[] refused(ErrorCode code, String message) {
        return groups.bytes(Errors.response(code, message, "").getOrDefault("errors", List.of()));
    }

    /** Returns the errors to send when a subscription is interrupted, as JSON. */
    public byte[] interrupted() {
        return refused(
                ErrorCode.SERVICE_UNAVAILABLE, "The subscription was interrupted; subscribe again with your cursor.");
    }

    /**
     * Takes a subscription's permits from its client's share. The subscription holds them until it ends.
     *
     * @param address the client's address
     * @throws RefusedException if the client has reached its limit
     */
    public Admitted admit(Started started, String address) {
        Principal principal = started.request().caller().principal();
        Permit permit = channels.shares().subscriptions().take(principal, address);
        try {
            Granted granted = granted(
                    started,
                    permit.client(),
                    () -> channels.shares().distinctSubscriptions().take(principal, address));
            return new Admitted(started, permit, granted);
        } catch (RefusedException e) {
            permit.giveBack();
            throw e;
        }
    }

    /**
     * Sends a subscription's events to a client until the transport ends. Must be called on the transport's event loop.
     */
    public void subscribe(Admitted admitted, Transport transport, Context context, Runnable onEnd) {
        Started started = admitted.started();
        Runnable end = () -> {
            admitted.permit().giveBack();
            onEnd.run();
        };
        boolean subscribed = channels.subscribe(
                started.channel(),
                started.request().caller().principal(),
                started.query().request(),
                admitted.granted(),
                () -> resubscribe(started, admitted.permit().client()),
                transport,
                context,
                end);
        if (!subscribed) {
            // A reload has removed the channel since the operation ran.
            admitted.granted().onLeave().run();
            end.run();
            transport.close(CloseCode.CHANGED);
        }
    }

    private Granted granted(Started started, String client, Supplier<Permit> permit) {
        Membership membership =
                groups.join(started.request(), started.query(), started.channel(), started.cursors(), client, permit);
        return new Granted(started.query().request().filter(), membership.group(), membership.leave());
    }

    private CompletableFuture<Granted> resubscribe(Started previous, String client) {
        GraphQlRequest request = previous.request();
        return run(request.with(LiveClient.start("")), false).thenApply(outcome -> {
            if (outcome instanceof Started started) {
                if (started.channel().equals(previous.channel())) {
                    // It leaves the previous group after it has joined the new one.
                    return granted(
                            started,
                            client,
                            () -> channels.shares().distinctSubscriptions().renew(client));
                }
                Refused changedChannel = refused(
                        request, ErrorCode.SERVICE_UNAVAILABLE, "The model's channel has changed; subscribe again.");
                throw new ResubscriptionRefusedException(changedChannel.errors(), changedChannel.result());
            }
            Refused refused = outcome instanceof Refused failed
                    ? failed
                    : refused(request, ErrorCode.BAD_REQUEST, "The operation is no longer a subscription.");
            throw new ResubscriptionRefusedException(refused.errors(), refused.result());
        });
    }

    /** Holds operations back while their models or routes are being replaced. */
    public void hold() {
        route.hold();
    }

    /**
     * Creates new groups, because models or the route's steps may have changed, and releases the operations held back.
     */
    public void reload() {
        groups.reload();
        route.release();
    }
}
