package io.howdah.model;

import graphql.language.AstPrinter;
import graphql.language.AstTransformer;
import graphql.language.EnumTypeDefinition;
import graphql.language.EnumValueDefinition;
import graphql.language.FieldDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InputValueDefinition;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.Node;
import graphql.language.NodeVisitorStub;
import graphql.language.ObjectTypeDefinition;
import graphql.language.SDLDefinition;
import graphql.language.ScalarTypeDefinition;
import graphql.language.TypeDefinition;
import graphql.language.TypeName;
import graphql.language.UnionTypeDefinition;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.util.TraversalControl;
import graphql.util.TraverserContext;
import graphql.util.TreeTransformerUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Canonical text of SDL definitions. Equal definitions have equal texts, whatever their file and order. */
final class ModelText {

    private final TypeDefinitionRegistry registry;

    ModelText(TypeDefinitionRegistry registry) {
        this.registry = registry;
    }

    /**
     * Returns the text of a type and all types that its fields reference, without descriptions; empty if there is no
     * such type.
     */
    String of(String type) {
        Set<String> seen = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(type));
        while (!open.isEmpty()) {
            String name = open.remove();
            TypeDefinition<?> definition = registry.types().get(name);
            if (definition != null && seen.add(name)) {
                open.addAll(names(definition));
            }
        }
        return seen.stream()
                .map(name -> AstPrinter.printAst(
                        plain(Objects.requireNonNull(registry.types().get(name)))))
                .collect(Collectors.joining("\n"));
    }

    /** Returns the text of all definitions of these frontends, with descriptions. */
    static String whole(List<Frontend> frontends) {
        return frontends.stream()
                .map(frontend -> frontend.name() + "\n" + all(frontend.registry()))
                .collect(Collectors.joining("\n"));
    }

    @SuppressWarnings("unchecked") // as graphql-java declares it
    private static String all(TypeDefinitionRegistry registry) {
        List<SDLDefinition<?>> definitions = new ArrayList<>();
        registry.types().values().forEach(definitions::add);
        registry.scalars().values().forEach(definitions::add);
        registry.objectTypeExtensions().values().forEach(definitions::addAll);
        return definitions.stream()
                .map(AstPrinter::printAst)
                .sorted(Comparator.naturalOrder())
                .collect(Collectors.joining("\n"));
    }

    private static Set<String> names(Node<?> definition) {
        Set<String> names = new TreeSet<>();
        if (definition instanceof TypeName name) {
            names.add(name.getName());
        }
        for (Node<?> child : definition.getChildren()) {
            names.addAll(names(child));
        }
        return names;
    }

    private static Node<?> plain(TypeDefinition<?> definition) {
        return new AstTransformer().transform(definition, new WithoutDescriptions());
    }

    @SuppressWarnings("rawtypes") // as graphql-java declares it
    private static final class WithoutDescriptions extends NodeVisitorStub {

        private static TraversalControl change(TraverserContext<Node> context, Node<?> node) {
            return TreeTransformerUtil.changeNode(context, node);
        }

        @Override
        public TraversalControl visitObjectTypeDefinition(ObjectTypeDefinition node, TraverserContext<Node> context) {
            return change(
                    context, node.transform(builder -> builder.description(null).comments(List.of())));
        }

        @Override
        public TraversalControl visitInterfaceTypeDefinition(
                InterfaceTypeDefinition node, TraverserContext<Node> context) {
            return change(
                    context, node.transform(builder -> builder.description(null).comments(List.of())));
        }

        @Override
        public TraversalControl visitUnionTypeDefinition(UnionTypeDefinition node, TraverserContext<Node> context) {
            return change(
                    context, node.transform(builder -> builder.description(null).comments(List.of())));
        }

        @Override
        public TraversalControl visitEnumTypeDefinition(EnumTypeDefinition node, TraverserContext<Node> context) {
            return change(
                    context, node.transform(builder -> builder.description(null).comments(List.of())));
        }

        @Override
        public TraversalControl visitEnumValueDefinition(EnumValueDefinition node, TraverserContext<Node> context) {
            return change(
                    context, node.transform(builder -> builder.description(null).comments(List.of())));
        }

        @Override
        public TraversalControl visitScalarTypeDefinition(ScalarTypeDefinition node, TraverserContext<Node> context) {
            return change(
                    context, node.transform(builder -> builder.description(null).comments(List.of())));
        }

        @Override
        public TraversalControl visitInputObjectTypeDefinition(
                InputObjectTypeDefinition node, TraverserContext<Node> context) {
            return change(
                    context, node.transform(builder -> builder.description(null).comments(List.of())));
        }

        @Override
        public TraversalControl visitInputValueDefinition(InputValueDefinition node, TraverserContext<Node> context) {
            return change(
                    context, node.transform(builder -> builder.description(null).comments(List.of())));
        }

        @Override
        public TraversalControl visitFieldDefinition(FieldDefinition node, TraverserContext<Node> context) {
            return change(
                    context, node.transform(builder -> builder.description(null).comments(List.of())));
        }
    }
}
