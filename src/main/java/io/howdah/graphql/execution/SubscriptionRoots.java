package io.howdah.graphql.execution;

import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.OperationDefinition.Operation;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import io.howdah.graphql.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses {@code @skip} and {@code @include} at the root of a subscription, as the specification does since 2025: whether it is there
 * would have to be known before it begins. graphql-java 26 fails on them instead.
 */
final class SubscriptionRoots {

    private final Document document;
    private final Map<String, FragmentDefinition> fragments = new HashMap<>();

    SubscriptionRoots(Document document) {
        this.document = document;
        document.getDefinitionsOfType(FragmentDefinition.class)
                .forEach(fragment -> fragments.put(fragment.getName(), fragment));
    }

    /**
     * Checks all operations of a document whose fragments are in no circle.
     *
     * @throws LimitException if one is refused
     */
    void check() {
        document.getDefinitionsOfType(OperationDefinition.class).stream()
                .filter(operation -> operation.getOperation() == Operation.SUBSCRIPTION)
                .forEach(operation -> check(operation.getSelectionSet()));
    }

    private void check(@Nullable SelectionSet selections) {
        if (selections == null) {
            return;
        }
        for (Selection<?> selection : selections.getSelections()) {
            if (selection instanceof Field field) {
                refuse(!field.getDirectives().isEmpty());
            } else if (selection instanceof InlineFragment inline) {
                refuse(!inline.getDirectives().isEmpty());
                check(inline.getSelectionSet());
            } else if (selection instanceof FragmentSpread spread) {
                refuse(!spread.getDirectives().isEmpty());
                // Each is looked through once, however often it is spread.
                FragmentDefinition fragment = fragments.remove(spread.getName());
                check(fragment == null ? null : fragment.getSelectionSet());
            }
        }
    }

    private static void refuse(boolean hasDirective) {
        if (hasDirective) {
            throw new LimitException(
                    ErrorCode.GRAPHQL_VALIDATION_FAILED, "The field of a subscription takes no directive.");
        }
    }
}
