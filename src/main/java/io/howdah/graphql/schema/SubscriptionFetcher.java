package io.howdah.graphql.schema;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import io.howdah.graphql.Caller;
import io.howdah.graphql.LiveClient;
import io.howdah.graphql.LiveQuery;
import io.howdah.graphql.SubscriptionSelection;
import io.howdah.model.View;
import io.howdah.push.channel.SubscriptionRequest;
import io.howdah.query.InvalidQueryException;
import io.howdah.query.Where;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** Begins a subscription: says what the client wants to be told, and leaves the telling to the client's transport. */
final class SubscriptionFetcher implements DataFetcher<Publisher<Object>> {

    private static final String NOT_HERE =
            "A subscription is served by WebSocket (graphql-transport-ws), or as events (Accept: text/event-stream).";

    private final View view;
    private final Set<String> relations;

    /** Makes it; {@code relations} are the fields that lead to other documents, {@code Type.field}. */
    SubscriptionFetcher(View view, Set<String> relations) {
        this.view = view;
        this.relations = relations;
    }

    @Override
    public Publisher<Object> get(DataFetchingEnvironment environment) {
        LiveClient live = LiveClient.of(environment.getGraphQlContext());
        if (!live.isPossible()) {
            throw new InvalidQueryException(NOT_HERE);
        }
        Caller caller = Caller.of(environment.getGraphQlContext());
        SubscriptionRequest request = new SubscriptionRequest(
                live.cursor().or(() -> Optional.ofNullable(environment.<@Nullable String>getArgument("since"))),
                Boolean.TRUE.equals(environment.<@Nullable Boolean>getArgument("snapshot")),
                Where.parse(view.model(), caller.principal(), environment.getArgument("where")));
        live.begin(new LiveQuery(view.model(), request, SubscriptionSelection.of(environment, relations)));
        return subscriber -> {
            throw new IllegalStateException("a transport tells what happens");
        };
    }
}
