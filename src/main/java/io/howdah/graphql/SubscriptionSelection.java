package io.howdah.graphql;

import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.Node;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.VariableReference;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.SelectedField;
import io.howdah.graphql.schema.SubscriptionSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Selection of a subscription, as a document for the {@link SubscriptionSchema}. It can be executed for each change,
 * and contains only the variables that the selection uses.
 *
 * @param resultKey the key of the subscription in the client's results
 * @param operation the name of the client's operation or, without one, of the field
 * @param entry the document, in the form that an execution accepts
 * @param variables the values of the variables
 * @param followsRelations whether the selection follows relations, so that evaluating it reads from MongoDB
 */
public record SubscriptionSelection(
        String resultKey,
        String operation,
        PreparsedDocumentEntry entry,
        Map<String, Object> variables,
        boolean followsRelations) {

    /** Key of the list of changes in the document's result. */
    public static final String CHANGES = "changes";

    /**
     * Creates the selection of a field of {@code Subscription}.
     *
     * @param relations the relations, as {@code Type.field}
     */
    public static SubscriptionSelection of(DataFetchingEnvironment environment, Set<String> relations) {
        List<Field> fields = environment.getMergedField().getFields();
        List<Selection<?>> selections = new ArrayList<>();
        fields.forEach(
                field -> selections.addAll(Objects.requireNonNull(field.getSelectionSet()).getSelections().stream()
                        .map(selection -> (Selection<?>) selection)
                        .toList()));
        Field change = Field.newField(environment.getField().getName())
                .alias(CHANGES)
                .selectionSet(new SelectionSet(selections))
                .build();
        Map<String, FragmentDefinition> fragments = environment.getFragmentsByName();
        Used used = new Used(fragments);
        used.visit(change);
        OperationDefinition operation = environment.getOperationDefinition();
        Document.Builder document = Document.newDocument()
                .definition(OperationDefinition.newOperationDefinition()
                        .operation(OperationDefinition.Operation.QUERY)
                        .variableDefinitions(operation.getVariableDefinitions().stream()
                                .filter(variable -> used.variables.contains(variable.getName()))
                                .toList())
                        .selectionSet(new SelectionSet(List.of(change)))
                        .build());
        used.fragments.forEach(name -> document.definition(Objects.requireNonNull(fragments.get(name))));
        Map<String, Object> variables = new HashMap<>(environment.getVariables());
        variables.keySet().retainAll(used.variables);
        return new SubscriptionSelection(
                environment.getMergedField().getResultKey(),
                Objects.requireNonNullElse(
                        operation.getName(), environment.getField().getName()),
                new PreparsedDocumentEntry(document.build()),
                variables,
                environment.getSelectionSet().getFields().stream().anyMatch(field -> isRelation(field, relations)));
    }

    private static boolean isRelation(SelectedField field, Set<String> relations) {
        return field.getObjectTypeNames().stream().anyMatch(type -> relations.contains(type + "." + field.getName()));
    }

    /** Collects the variables and fragments that a field uses, directly or through other fragments. */
    private static final class Used {

        private final Map<String, FragmentDefinition> definitions;
        private final Set<String> variables = new HashSet<>();
        private final Set<String> fragments = new HashSet<>();

        Used(Map<String, FragmentDefinition> definitions) {
            this.definitions = definitions;
        }

        void visit(Node<?> node) {
            if (node instanceof VariableReference reference) {
                variables.add(reference.getName());
            } else if (node instanceof FragmentSpread spread && fragments.add(spread.getName())) {
                visit(Objects.requireNonNull(definitions.get(spread.getName())));
            }
            for (Node<?> child : node.getChildren()) {
                visit(child);
            }
        }
    }
}
