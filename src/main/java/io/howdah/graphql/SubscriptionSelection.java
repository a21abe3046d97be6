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
 * What a client has selected of a subscription, as a document of the {@link SubscriptionSchema}: it can be executed for each change, and
 * of its variables has those alone that matter for what is shown.
 *
 * @param key the name that the client's results have the subscription under
 * @param operation the name of the client's operation, or if it has none, of the field
 * @param entry the document, as an execution takes it
 * @param variables the values of its variables
 * @param waits whether it follows relations, and so waits for MongoDB
 */
public record SubscriptionSelection(
        String key, String operation, PreparsedDocumentEntry entry, Map<String, Object> variables, boolean waits) {

    /** The name that the list has in what the document answers. */
    public static final String CHANGES = "changes";

    /**
     * Reads what is selected of a field of {@code Subscription}.
     *
     * @param relations the fields that lead to other documents, {@code Type.field}
     */
    public static SubscriptionSelection of(DataFetchingEnvironment environment, Set<String> relations) {
        List<Field> fields = environment.getMergedField().getFields();
        List<Selection<?>> selected = new ArrayList<>();
        fields.forEach(field -> selected.addAll(Objects.requireNonNull(field.getSelectionSet()).getSelections().stream()
                .map(each -> (Selection<?>) each)
                .toList()));
        Field change = Field.newField(environment.getField().getName())
                .alias(CHANGES)
                .selectionSet(new SelectionSet(selected))
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

    /** Finds the variables and fragments that a field uses, directly or by other fragments. */
    private static final class Used {

        private final Map<String, FragmentDefinition> known;
        private final Set<String> variables = new HashSet<>();
        private final Set<String> fragments = new HashSet<>();

        Used(Map<String, FragmentDefinition> known) {
            this.known = known;
        }

        void visit(Node<?> node) {
            if (node instanceof VariableReference reference) {
                variables.add(reference.getName());
            } else if (node instanceof FragmentSpread spread && fragments.add(spread.getName())) {
                visit(Objects.requireNonNull(known.get(spread.getName())));
            }
            for (Node<?> child : node.getChildren()) {
                visit(child);
            }
        }
    }
}
