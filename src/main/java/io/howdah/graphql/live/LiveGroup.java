package io.howdah.graphql.live;

import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.LiveQuery;
import io.howdah.graphql.SubscriptionSelection;
import io.howdah.graphql.execution.SubscriptionEngine;
import io.howdah.graphql.schema.SubscriptionTypes.Told;
import io.howdah.push.EncodedEvent;
import io.howdah.push.FairPool;
import io.howdah.push.channel.EventEncoder;
import io.howdah.push.channel.SubscriptionEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions with equal results: each result of their operation is evaluated once. Event loops ask for the
 * results, and others evaluate them: however many groups there are, no event loop waits for them.
 */
final class LiveGroup implements EventEncoder {

    /** Clients name their operations as they like. Characters. */
    private static final int MAX_OPERATION = 100;

    private final LiveGroups groups;
    private final GraphQlRequest request;
    private final SubscriptionSelection selection;
    private final SubscriptionEngine engine;
    private final UnaryOperator<String> cursors;

    /** What is told just now: one member after the other asks for it. */
    private volatile @Nullable Made last;

    private record Made(SubscriptionEvent notice, EncodedEvent frame) {}

    /** Who has subscriptions in it; changed by {@link LiveGroups} alone. */
    final GroupMembers members = new GroupMembers();

    /** Makes one for requests like this, of somebody who has the rights of its members and nothing else. */
    LiveGroup(LiveGroups groups, GraphQlRequest request, LiveQuery query, UnaryOperator<String> cursors) {
        this.groups = groups;
        this.request = request;
        this.selection = query.selection();
        // That of the schema that its document was checked against.
        this.engine = groups.engine(request.caller().frontend());
        this.cursors = cursors;
    }

    @Override
    public String operation() {
        String name = selection.operation();
        return name.substring(0, Math.min(MAX_OPERATION, name.length()));
    }

    @Override
    public @Nullable EncodedEvent encode(SubscriptionEvent notice) {
        if (notice.kind() == SubscriptionEvent.Kind.SNAPSHOT_BEGIN) {
            // READY has said it.
            return null;
        }
        Made known = last;
        if (known != null && known.notice() == notice && !known.frame().isFailed()) {
            return known.frame();
        }
        if (!notice.isShared()) {
            return make(notice);
        }
        Made made = new Made(notice, groups.shared(this, notice, () -> make(notice)));
        last = made;
        return made.frame();
    }

    private EncodedEvent make(SubscriptionEvent notice) {
        List<Told> told = List.of(new Told(notice, cursors));
        CompletableFuture<byte[]> promise = new CompletableFuture<>();
        FairPool pool =
                (selection.waits() && notice.hasDocument()) || !groups.route().isPlain()
                        ? groups.pools().waiting()
                        : groups.pools().evaluating();
        pool.execute(
                members.owner(),
                () -> keep(promise, told),
                () -> promise.completeExceptionally(new IllegalStateException("the process stops")));
        return EncodedEvent.promised(promise);
    }

    private void keep(CompletableFuture<byte[]> promise, List<Told> told) {
        try {
            var unused = tell(told).get(0).whenComplete((bytes, failure) -> {
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
        List<Told> told =
                documents.stream().map(notice -> new Told(notice, cursors)).toList();
        return tell(told).stream().map(EncodedEvent::promised).toList();
    }

    private List<CompletableFuture<byte[]>> tell(List<Told> told) {
        return engine.tell(selection, request.caller(), told).join().stream()
                .map(result -> groups.pass(request, result))
                .toList();
    }
}
