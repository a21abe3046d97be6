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

/** Starts a subscription. It describes the subscription to the client's transport, which sends the events. */
final class SubscriptionFetcher implements DataFetcher<Publisher<Object>> {

    private static final String WRONG_TRANSPORT =
            "Subscriptions require WebSocket (graphql-transport-ws) or server-sent events (Accept: text/event-stream).";

    private final View view;
    private final Set<String> relations;

    /** Creates a fetcher. {@code relations} are the relations, as {@code Type.field}. */
    SubscriptionFetcher(View view, Set<String> relations) {
        this.view = view;
        this.relations = relations;
    }

    @Override
    public Publisher<Object> get(DataFetchingEnvironment environment) {
        LiveClient live = LiveClient.of(environment.getGraphQlContext());
        if (!live.acceptsSubscriptions()) {
            throw new InvalidQueryException(WRONG_TRANSPORT);
        }
        Caller caller = Caller.of(environment.getGraphQlContext());
        SubscriptionRequest request = new SubscriptionRequest(
                live.cursor().or(() -> Optional.ofNullable(environment.<@Nullable String>getArgument("since"))),
                Boolean.TRUE.equals(environment.<@Nullable Boolean>getArgument("snapshot")),
                Where.parse(view.model(), caller.principal(), environment.getArgument("where")));
        live.start(new LiveQuery(view.model(), request, SubscriptionSelection.of(environment, relations)));
        return subscriber -> {
            throw new IllegalStateException("The transport sends the events.");
        };
    }
}
