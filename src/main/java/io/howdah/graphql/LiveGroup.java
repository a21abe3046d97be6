package io.howdah.graphql;

import io.howdah.graphql.ChangeTypes.Told;
import io.howdah.push.Frame;
import io.howdah.push.FrameFormat;
import io.howdah.push.Notice;
import io.howdah.push.Permits.Permit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Subscriptions that are shown the same: what they are told are results of one operation, each worked out once. */
final class LiveGroup implements FrameFormat {

    /** Clients name their operations as they like. Characters. */
    private static final int MAX_OPERATION = 100;

    private final LiveGroups groups;
    private final GraphQlRequest request;
    private final ChangeSelection selection;
    private final ChangeEngine engine;
    private final UnaryOperator<String> cursors;

    /** What is told just now: one member after the other asks for it. */
    private volatile @Nullable Made last;

    private record Made(Notice notice, Frame frame) {}

    /** Who has subscriptions in it, and how many; guarded by {@link LiveGroups}. */
    private final Map<String, Member> members = new HashMap<>();

    /** One client that is in it, and its permit to be in one more. */
    private static final class Member {

        private final Permit permit;
        private int subscriptions = 1;

        Member(Permit permit) {
            this.permit = permit;
        }
    }

    /** Makes one for requests like this, of somebody who has the rights of its members and nothing else. */
    LiveGroup(LiveGroups groups, GraphQlRequest request, LiveQuery query, UnaryOperator<String> cursors) {
        this.groups = groups;
        this.request = request;
        this.selection = query.selection();
        // That of the schema that its document was checked against.
        this.engine = groups.engine(request.caller().frontend());
        this.cursors = cursors;
    }

    /** Adds a subscription of a client; only the client's first one takes a permit, whose refusal is thrown. */
    void enter(String client, Supplier<Permit> permit) {
        Member known = members.get(client);
        if (known == null) {
            members.put(client, new Member(permit.get()));
        } else {
            known.subscriptions++;
        }
    }

    /**
     * Removes a subscription of a client.
     *
     * @return whether it was the last of all
     */
    boolean leave(String client) {
        Member known = Objects.requireNonNull(members.get(client));
        if (--known.subscriptions == 0) {
            members.remove(client);
            known.permit.giveBack();
        }
        return members.isEmpty();
    }

    @Override
    public String operation() {
        String name = selection.operation();
        return name.substring(0, Math.min(MAX_OPERATION, name.length()));
    }

    @Override
    public @Nullable Frame frame(Notice notice) {
        if (notice.kind() == Notice.Kind.SNAPSHOT_BEGIN) {
            // READY has said it.
            return null;
        }
        Made known = last;
        if (known != null && known.notice() == notice && !known.frame().isBroken()) {
            return known.frame();
        }
        if (!notice.isShared()) {
            return make(notice);
        }
        Made made = new Made(notice, groups.shared(this, notice, () -> make(notice)));
        last = made;
        return made.frame();
    }

    private Frame make(Notice notice) {
        List<Told> told = List.of(new Told(notice, cursors));
        boolean waits = selection.waits() && notice.hasDocument();
        if (waits || !groups.route().isPlain()) {
            CompletableFuture<byte[]> promise = new CompletableFuture<>();
            groups.workers().execute(() -> keep(promise, told));
            return Frame.promised(promise);
        }
        return Frame.of(tell(told).get(0).join());
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
    public List<Frame> snapshot(List<Notice> documents) {
        if (documents.isEmpty()) {
            return List.of();
        }
        List<Told> told =
                documents.stream().map(notice -> new Told(notice, cursors)).toList();
        return tell(told).stream().map(Frame::promised).toList();
    }

    private List<CompletableFuture<byte[]>> tell(List<Told> told) {
        return engine.tell(selection, request.caller(), told).join().stream()
                .map(result -> groups.pass(request, result))
                .toList();
    }
}
