package io.howdah.graphql.schema;

import io.howdah.model.EnumType;
import io.howdah.model.Frontend;
import io.howdah.model.ModelField;
import io.howdah.model.ReadModels;
import io.howdah.model.ScalarType;
import io.howdah.model.View;
import java.util.stream.Collectors;

/** Example operations for GraphiQL: a list and a subscription for some models. */
public final class ExampleOperations {

    private static final int VIEWS = 6;
    private static final int FIELDS = 6;
    private static final String HEAD = """
            # Put the cursor into an operation and press Ctrl-Enter.
            # A subscription sends the existing documents, then each change, until you stop it.
            """;

    private ExampleOperations() {}

    /**
     * Returns the examples for a frontend, "" for that of all models. Empty if the frontend doesn't exist or has no
     * models.
     */
    public static String of(ReadModels models, String frontend) {
        String examples = models.frontends().stream()
                .filter(each -> each.name().equals(frontend))
                .map(Frontend::views)
                .flatMap(views -> views.stream().limit(VIEWS))
                .map(ExampleOperations::of)
                .collect(Collectors.joining());
        return examples.isEmpty() ? "" : HEAD + examples;
    }

    private static String of(View view) {
        String fields = view.fields().stream()
                .filter(ExampleOperations::isPlain)
                .limit(FIELDS)
                .map(ModelField::name)
                .collect(Collectors.joining(" "));
        return """

                query $Type {
                  $many(first: 3) {
                    nodes { $fields }
                    pageInfo { hasNextPage endCursor }
                  }
                }

                subscription $TypeChanges {
                  $change(snapshot: true) {
                    operation
                    key
                    node { $fields }
                  }
                }
                """.replace("$Type", view.name())
                .replace("$many", view.plural())
                .replace("$change", SubscriptionSdl.field(view))
                .replace("$fields", fields.isEmpty() ? "__typename" : fields);
    }

    private static boolean isPlain(ModelField field) {
        return !field.stored()
                && field.readers().isEmpty()
                && (field.type() instanceof ScalarType || field.type() instanceof EnumType);
    }
}
