package io.howdah.graphql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.language.OperationDefinition;
import graphql.parser.Parser;
import graphql.validation.Validator;
import io.howdah.model.Frontend;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import io.howdah.runtime.source.ApplicationSources;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ExampleOperationsTest {

    private static final ReadModels DEMO = ReadModels.load(new ApplicationSources(List.of()).schemas());

    @Test
    void examplesAreOperationsOfTheirFrontend() {
        for (Frontend frontend : DEMO.frontends()) {
            // When
            String examples = ExampleOperations.of(DEMO, frontend.name());

            // Then
            var document = Parser.parse(examples);
            assertThat(new Validator().validateDocument(SchemaAssembly.describe(frontend), document, Locale.ENGLISH))
                    .as(examples)
                    .isEmpty();
            assertThat(document.getDefinitionsOfType(OperationDefinition.class))
                    .extracting(OperationDefinition::getOperation)
                    .contains(OperationDefinition.Operation.QUERY, OperationDefinition.Operation.SUBSCRIPTION);
        }
        assertThat(ExampleOperations.of(DEMO, "mobile")).contains("rideCards", "rideCardChanged");
    }

    @Test
    void fieldsWithReadersAreLeftOut() {
        // Given
        ReadModels models = ReadModels.load(List.of(new SdlSource("t.graphqls", """
                type Item @readModel(collection: "items", key: "id") @public {
                  id: ID!
                  price: Decimal @readers(roles: ["staff"])
                  secret: String @stored
                  name: String
                }""")));

        // When
        String examples = ExampleOperations.of(models, "");

        // Then
        assertThat(examples).contains("nodes { id name }", "itemChanged(snapshot: true)");
    }

    @Test
    void unknownFrontendHasNone() {
        assertThat(ExampleOperations.of(DEMO, "desktop")).isEmpty();
    }
}
