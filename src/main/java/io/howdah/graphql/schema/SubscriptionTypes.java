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

/** Shows what a subscription is told. */
public final class SubscriptionTypes {

    /**
     * A notice for the clients of one channel.
     *
     * @param cursors turns a place into what a client keeps of it, an empty text for none
     */
    public record Told(SubscriptionEvent notice, UnaryOperator<String> cursors) {

        @Nullable
        String cursor() {
            String cursor = cursors.apply(notice.position());
            return cursor.isEmpty() ? null : cursor;
        }
    }

    private record Part(Function<Told, @Nullable Object> part) implements LightDataFetcher<@Nullable Object> {

        @Override
        public @Nullable Object get(
                GraphQLFieldDefinition definition,
                @Nullable Object source,
                Supplier<DataFetchingEnvironment> environment) {
            return part.apply((Told) Objects.requireNonNull(source));
        }

        @Override
        public @Nullable Object get(DataFetchingEnvironment environment) {
            return get(environment.getFieldDefinition(), environment.getSource(), () -> environment);
        }
    }

    private SubscriptionTypes() {}

    /** Adds what shows the changes of a view. */
    static void wire(RuntimeWiring.Builder wiring, View view) {
        FieldType version = SubscriptionSdl.version(view);
        wiring.type(TypeRuntimeWiring.newTypeWiring(view.name() + "Change")
                .dataFetcher("cursor", new Part(Told::cursor))
                .dataFetcher("operation", new Part(told -> told.notice().kind().name()))
                .dataFetcher("key", new Part(told -> told.notice().key().orElse(null)))
                .dataFetcher(
                        "version",
                        new Part(told ->
                                told.notice().version().map(version::toData).orElse(null)))
                .dataFetcher(
                        "recovered", new Part(told -> told.notice().recovered().orElse(null)))
                .dataFetcher("node", new Part(told -> told.notice().document().orElse(null))));
    }
}
