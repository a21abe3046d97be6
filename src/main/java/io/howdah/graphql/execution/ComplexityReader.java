package io.howdah.graphql.execution;

import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.TypeName;
import graphql.language.VariableDefinition;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import io.howdah.graphql.schema.PageSize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Computes the complexity of operations of a valid document. Each field costs 1 plus the cost of its filter. A list, or
 * the list of a connection, multiplies the cost below it by the page length. Introspection multiplies nothing.
 */
final class ComplexityReader {

    private final GraphQLSchema schema;
    private final Map<String, FragmentDefinition> fragments = new HashMap<>();

    ComplexityReader(GraphQLSchema schema, Document document) {
        this.schema = schema;
        document.getDefinitionsOfType(FragmentDefinition.class)
                .forEach(fragment -> fragments.put(fragment.getName(), fragment));
    }

    Complexity read(OperationDefinition operation) {
        return new Selections(operation.getVariableDefinitions())
                .read(operation.getSelectionSet(), root(operation), null);
    }

    private @Nullable GraphQLObjectType root(OperationDefinition operation) {
        return switch (operation.getOperation()) {
            case QUERY -> schema.getQueryType();
            case MUTATION -> schema.getMutationType();
            case SUBSCRIPTION -> schema.getSubscriptionType();
        };
    }

    private final class Selections {

        private final List<VariableDefinition> variables;

        Selections(List<VariableDefinition> variables) {
            this.variables = variables;
        }

        /**
         * Returns the complexity of selections. {@code page} is the page of the connection that they belong to, if any.
         */
        Complexity read(@Nullable SelectionSet selections, @Nullable GraphQLType parent, @Nullable PageSize page) {
            if (selections == null) {
                return Complexity.NONE;
            }
            List<Complexity> parts = new ArrayList<>();
            for (Selection<?> selection : selections.getSelections()) {
                parts.add(read(selection, parent, page));
            }
            return Complexity.sum(parts);
        }

        private Complexity read(Selection<?> selection, @Nullable GraphQLType parent, @Nullable PageSize page) {
            if (selection instanceof Field field) {
                return Complexity.sum(List.of(field(field, parent, page), filters(field)))
                        .plusOne();
            }
            if (selection instanceof InlineFragment inline) {
                return read(inline.getSelectionSet(), narrowed(inline.getTypeCondition(), parent), page);
            }
            FragmentDefinition fragment = fragments.get(((FragmentSpread) selection).getName());
            return fragment == null
                    ? Complexity.NONE
                    : read(fragment.getSelectionSet(), narrowed(fragment.getTypeCondition(), parent), page);
        }

        private Complexity filters(Field field) {
            return Complexity.sum(field.getArguments().stream()
                    .filter(argument -> argument.getName().equals(FilterComplexity.ARGUMENT))
                    .map(argument -> FilterComplexity.of(argument.getValue(), variables))
                    .toList());
        }

        private @Nullable GraphQLType narrowed(@Nullable TypeName condition, @Nullable GraphQLType parent) {
            return condition == null ? parent : schema.getType(condition.getName());
        }

        private Complexity field(Field field, @Nullable GraphQLType parent, @Nullable PageSize page) {
            GraphQLFieldDefinition definition = parent instanceof GraphQLFieldsContainer container
                            && !container.getName().startsWith("__")
                    ? container.getFieldDefinition(field.getName())
                    : null;
            if (definition == null) {
                return read(field.getSelectionSet(), null, null);
            }
            GraphQLType type = GraphQLTypeUtil.unwrapAll(definition.getType());
            Optional<PageSize> ownSize = PageSize.of(field, definition, variables);
            if (!GraphQLTypeUtil.isList(GraphQLTypeUtil.unwrapNonNull(definition.getType()))) {
                return read(field.getSelectionSet(), type, ownSize.orElse(null));
            }
            PageSize size = ownSize.orElse(page == null ? PageSize.DEFAULT : page);
            return read(field.getSelectionSet(), type, null).times(size);
        }
    }
}
