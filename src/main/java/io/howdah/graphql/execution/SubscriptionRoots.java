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
 * Rejects {@code @skip} and {@code @include} on the root field of a subscription, as the specification does since 2025:
 * whether the field exists must be known before the subscription starts. graphql-java 26 fails on them instead.
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
     * Checks all operations of a document without cyclic fragments.
     *
     * @throws LimitException if a subscription's root field has a directive
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
                // Each fragment is checked once, however often it is spread.
                FragmentDefinition fragment = fragments.remove(spread.getName());
                check(fragment == null ? null : fragment.getSelectionSet());
            }
        }
    }

    private static void refuse(boolean hasDirective) {
        if (hasDirective) {
            throw new LimitException(
                    ErrorCode.GRAPHQL_VALIDATION_FAILED, "The root field of a subscription must not have directives.");
        }
    }
}
