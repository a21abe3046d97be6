package io.howdah.graphql.schema;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.LightDataFetcher;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.TypeRuntimeWiring;
import io.howdah.model.FieldType;
import io.howdah.model.View;
import io.howdah.push.channel.SubscriptionEvent;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Fetchers of a subscription's events. */
public final class SubscriptionTypes {

    /**
     * GraphQL source of one event of a channel.
     *
     * @param event the event
     * @param cursors converts a position to a cursor, an empty text for none
     */
    public record ChangeSource(SubscriptionEvent event, UnaryOperator<String> cursors) {

        @Nullable
        String cursor() {
            String cursor = cursors.apply(event.position());
            return cursor.isEmpty() ? null : cursor;
        }
    }

    private record Part(Function<ChangeSource, @Nullable Object> part) implements LightDataFetcher<@Nullable Object> {

        @Override
        public @Nullable Object get(
                GraphQLFieldDefinition definition,
                @Nullable Object source,
                Supplier<DataFetchingEnvironment> environment) {
            return part.apply((ChangeSource) Objects.requireNonNull(source));
        }

        @Override
        public @Nullable Object get(DataFetchingEnvironment environment) {
            return get(environment.getFieldDefinition(), environment.getSource(), () -> environment);
        }
    }

    private SubscriptionTypes() {}

    /** Adds the fetchers of a view's changes. */
    static void wire(RuntimeWiring.Builder wiring, View view) {
        FieldType version = SubscriptionSdl.version(view);
        wiring.type(TypeRuntimeWiring.newTypeWiring(view.name() + "Change")
                .dataFetcher("cursor", new Part(ChangeSource::cursor))
                .dataFetcher(
                        "operation", new Part(change -> change.event().kind().name()))
                .dataFetcher("key", new Part(change -> change.event().key().orElse(null)))
                .dataFetcher(
                        "version",
                        new Part(change ->
                                change.event().version().map(version::toData).orElse(null)))
                .dataFetcher(
                        "recovered",
                        new Part(change -> change.event().recovered().orElse(null)))
                .dataFetcher(
                        "node", new Part(change -> change.event().document().orElse(null))));
    }
}
