package io.howdah.graphql.live;

import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.LiveQuery;
import io.howdah.graphql.SubscriptionSelection;
import io.howdah.graphql.execution.SubscriptionEngine;
import io.howdah.graphql.schema.SubscriptionTypes.ChangeSource;
import io.howdah.push.EncodedEvent;
import io.howdah.push.FairPool;
import io.howdah.push.channel.EventEncoder;
import io.howdah.push.channel.SubscriptionEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Group of subscriptions with equal results, so that each result is evaluated once. Event loops request the results and
 * other threads evaluate them, so no event loop waits, however many groups there are.
 */
final class LiveGroup implements EventEncoder {

    /** Maximum length of an operation's name, which clients choose, in characters. */
    private static final int MAX_OPERATION_LENGTH = 100;

    private final LiveGroups groups;
    private final GraphQlRequest request;
    private final SubscriptionSelection selection;
    private final SubscriptionEngine engine;
    private final UnaryOperator<String> cursors;

    /** The current event with its result, which the members request one after the other. */
    private volatile @Nullable Encoded lastEncoded;

    private record Encoded(SubscriptionEvent event, EncodedEvent result) {}

    /** The group's members; only {@link LiveGroups} changes them. */
    final GroupMembers members = new GroupMembers();

    /** Creates a group for equal requests of a principal with only the members' common rights. */
    LiveGroup(LiveGroups groups, GraphQlRequest request, LiveQuery query, UnaryOperator<String> cursors) {
        this.groups = groups;
        this.request = request;
        this.selection = query.selection();
        // The engine of the schema that the document was checked against.
        this.engine = groups.engine(request.caller().frontend());
        this.cursors = cursors;
    }

    @Override
    public String operation() {
        String name = selection.operation();
        return name.substring(0, Math.min(MAX_OPERATION_LENGTH, name.length()));
    }

    @Override
    public @Nullable EncodedEvent encode(SubscriptionEvent event) {
        if (event.kind() == SubscriptionEvent.Kind.SNAPSHOT_BEGIN) {
            // READY has already announced the snapshot.
            return null;
        }
        Encoded previous = lastEncoded;
        if (previous != null && previous.event() == event && !previous.result().isFailed()) {
            return previous.result();
        }
        if (!event.isShared()) {
            return evaluate(event);
        }
        Encoded encoded = new Encoded(event, groups.shared(this, event, () -> evaluate(event)));
        lastEncoded = encoded;
        return encoded.result();
    }

    private EncodedEvent evaluate(SubscriptionEvent event) {
        List<ChangeSource> changes = List.of(new ChangeSource(event, cursors));
        CompletableFuture<byte[]> promise = new CompletableFuture<>();
        FairPool pool = (selection.followsRelations() && event.hasDocument())
                        || !groups.route().isPlain()
                ? groups.pools().waiting()
                : groups.pools().evaluating();
        pool.execute(
                members.owner(),
                () -> evaluateInto(promise, changes),
                () -> promise.completeExceptionally(new IllegalStateException("The process is shutting down.")));
        return EncodedEvent.promised(promise);
    }

    private void evaluateInto(CompletableFuture<byte[]> promise, List<ChangeSource> changes) {
        try {
            var unused = results(changes).get(0).whenComplete((bytes, failure) -> {
                if (failure == null) {
                    promise.complete(bytes);
                } else {
                    promise.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException | Error e) {
            promise.completeExceptionally(e);
        }
    }

    @Override
    public List<EncodedEvent> encodeSnapshot(List<SubscriptionEvent> documents) {
        if (documents.isEmpty()) {
            return List.of();
        }
        List<ChangeSource> changes = documents.stream()
                .map(event -> new ChangeSource(event, cursors))
                .toList();
        return results(changes).stream().map(EncodedEvent::promised).toList();
    }

    private List<CompletableFuture<byte[]>> results(List<ChangeSource> changes) {
        return engine.evaluate(selection, request.caller(), changes).join().stream()
                .map(result -> groups.pass(request, result))
                .toList();
    }
}
