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

/** Runs operations for transports that can tell more than one result, each through {@code direct:graphql}. */
public final class LiveOperations {

    private static final Logger LOG = LoggerFactory.getLogger(LiveOperations.class);

    private final OperationRoute route;
    private final LiveGroups groups;
    private final Channels feeds;
    private final PersistedQueries persisted;
    private final Authenticator authenticator;
    private final Tracing tracing;

    public LiveOperations(
            OperationRoute route,
            LiveGroups groups,
            Channels feeds,
            PersistedQueries persisted,
            Authenticator authenticator,
            Tracing tracing) {
        this.route = route;
        this.groups = groups;
        this.feeds = feeds;
        this.persisted = persisted;
        this.authenticator = authenticator;
        this.tracing = tracing;
    }

    public Tracing tracing() {
        return tracing;
    }

    public Authenticator authenticator() {
        return authenticator;
    }

    /** Lists a connection until it ends, and ends it with its session; returns what is to be done when it has ended. */
    public Runnable watch(Session session, OpenConnection connection) {
        return feeds.watch(session, connection);
    }

    public Shares shares() {
        return feeds.shares();
    }

    /** How many groups of subscriptions are shown the same. */
    public int groups() {
        return groups.size();
    }

    /** What became of an operation that a client has asked for. */
    public sealed interface Outcome {}

    /** It has one result, as JSON. */
    public record Result(EncodedEvent json) implements Outcome {}

    /** It was not executed, for these reasons: a list of errors, and all of it as a result, as JSON. */
    public record Refused(EncodedEvent errors, EncodedEvent result) implements Outcome {}

    /**
     * It was no request that could be executed.
     *
     * @param allow the methods that it may be sent by, or "" if that is not what is wrong
     */
    public record Malformed(int status, String message, String allow) implements Outcome {}

    /**
     * It has begun.
     *
     * @param cursors turns a place into what its client keeps of it, an empty text for none
     */
    public record Begun(GraphQlRequest request, LiveQuery query, String channel, UnaryOperator<String> cursors)
            implements Outcome {}

    /** A subscription that is within its client's share, and holds this part of it. */
    public record Admitted(Begun begun, Permit permit, Granted granted) {}

    /**
     * Runs a request; {@code then} is given what became of it, on the context.
     *
     * @param mayMutate whether it may be a mutation
     */
    public void run(GraphQlRequest request, boolean mayMutate, Context context, Consumer<Outcome> then) {
        var unused = run(request, mayMutate).thenAccept(done -> context.runOnContext(now -> then.accept(done)));
    }

    private CompletableFuture<Outcome> run(GraphQlRequest request, boolean mayMutate) {
        CompletableFuture<Outcome> outcome;
        try {
            GraphQlRequest resolved = persisted.resolve(request);
            if (!mayMutate) {
                // Of the text that is executed: a request may name it by its hash.
                RequestReader.requireNoMutation(resolved);
            }
            outcome = route.run(resolved).thenApply(body -> outcome(resolved, body));
        } catch (RuntimeException e) {
            outcome = CompletableFuture.failedFuture(e);
        }
        return outcome.exceptionally(failure -> failed(request, failure));
    }

    private Outcome outcome(GraphQlRequest request, Object body) {
        Optional<LiveQuery> begun = request.live().begun();
        Object errors = part(body, "errors");
        if (begun.isPresent() && errors == null) {
            LiveQuery query = begun.get();
            return feeds.channelOf(query.model())
                    .<Outcome>map(channel -> new Begun(request, query, channel, feeds.cursors(channel)))
                    .orElseGet(() -> refused(
                            request,
                            ErrorCode.SERVICE_UNAVAILABLE,
                            "No route notifies of changes of " + query.model().name()
                                    + "; its domain needs one of the template notify."));
        }
        if (errors != null && (begun.isPresent() || part(body, "data") == null)) {
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
        throw new IllegalArgumentException("the body after direct:graphql must be a Map or a JSON object, is "
                + body.getClass().getName());
    }

    private Outcome failed(GraphQlRequest request, Throwable failure) {
        OperationFailure told = OperationFailure.of(failure);
        if (told.isInternal()) {
            FailureLog.error(LOG, failure)
                    .addKeyValue("correlationId", request.caller().correlationId())
                    .log("A GraphQL operation failed");
        }
        return told.code() == ErrorCode.BAD_REQUEST
                ? new Malformed(told.status(), told.message(), told.allow())
                : refused(request, told.code(), told.message());
    }

    private Refused refused(GraphQlRequest request, ErrorCode code, String message) {
        Map<String, Object> response =
                Errors.response(code, message, request.caller().correlationId());
        return new Refused(
                EncodedEvent.of(groups.bytes(response.getOrDefault("errors", List.of()))),
                EncodedEvent.of(groups.bytes(response)));
    }

    /** Returns a list of one error. */
    public byte[] refused(ErrorCode code, String message) {
        return groups.bytes(Errors.response(code, message, "").getOrDefault("errors", List.of()));
    }

    /** Returns the errors that a client is told whose subscription cannot go on now. */
    public byte[] interrupted() {
        return refused(
                ErrorCode.SERVICE_UNAVAILABLE, "The subscription cannot go on now; subscribe again, with your cursor.");
    }

    /**
     * Takes what a subscription needs of its client's share, to be held until it ends.
     *
     * @param address the address that the client comes from
     * @throws RefusedException if the client holds as much as it may
     */
    public Admitted admit(Begun begun, String address) {
        Principal principal = begun.request().caller().principal();
        Permit permit = feeds.shares().subscriptions().take(principal, address);
        try {
            Granted granted = granted(
                    begun,
                    permit.client(),
                    () -> feeds.shares().distinctSubscriptions().take(principal, address));
            return new Admitted(begun, permit, granted);
        } catch (RefusedException e) {
            permit.giveBack();
            throw e;
        }
    }

    /** Tells a client what it has subscribed to, until the transport has ended; must be called on its event loop. */
    public void tell(Admitted admitted, Transport transport, Context context, Runnable gone) {
        Begun begun = admitted.begun();
        Runnable end = () -> {
            admitted.permit().giveBack();
            gone.run();
        };
        boolean begins = feeds.subscribe(
                begun.channel(),
                begun.request().caller().principal(),
                begun.query().request(),
                admitted.granted(),
                () -> again(begun, admitted.permit().client()),
                transport,
                context,
                end);
        if (!begins) {
            // A reload took the channel away after the operation was run.
            admitted.granted().onLeave().run();
            end.run();
            transport.close(CloseCode.CHANGED);
        }
    }

    private Granted granted(Begun begun, String client, Supplier<Permit> permit) {
        Membership membership =
                groups.join(begun.request(), begun.query(), begun.channel(), begun.cursors(), client, permit);
        return new Granted(begun.query().request().filter(), membership.group(), membership.leave());
    }

    private CompletableFuture<Granted> again(Begun former, String client) {
        GraphQlRequest request = former.request();
        return run(request.with(LiveClient.begin("")), false).thenApply(outcome -> {
            if (outcome instanceof Begun begun) {
                if (begun.channel().equals(former.channel())) {
                    // It leaves the former group once it is in the new one.
                    return granted(
                            begun,
                            client,
                            () -> feeds.shares().distinctSubscriptions().renew(client));
                }
                Refused moved = refused(
                        request, ErrorCode.SERVICE_UNAVAILABLE, "The model has another channel now; subscribe again.");
                throw new ResubscriptionRefusedException(moved.errors(), moved.result());
            }
            Refused refused = outcome instanceof Refused told
                    ? told
                    : refused(request, ErrorCode.BAD_REQUEST, "The operation is no subscription any more.");
            throw new ResubscriptionRefusedException(refused.errors(), refused.result());
        });
    }

    /** Lets operations wait, since what they need is being replaced. */
    public void hold() {
        route.hold();
    }

    /** Groups subscriptions anew, since their models or the route's steps may be others, and lets operations go on. */
    public void reload() {
        groups.reload();
        route.release();
    }
}
