package io.howdah.graphql.execution;

import graphql.language.AstPrinter;
import graphql.language.InputValueDefinition;
import io.howdah.model.FieldType;
import io.howdah.model.InterfaceType;
import io.howdah.model.ListType;
import io.howdah.model.ModelField;
import io.howdah.model.ObjectType;
import io.howdah.model.ReadModels;
import io.howdah.model.RouteField;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Mutation that other APIs than GraphQL use to send a command. Its arguments are variables of the same names. It
 * selects the whole result without relations, up to {@link #MAX_LEVELS} levels deep.
 */
public final class CommandDocument {

    /** Maximum depth of the selection, because types may be recursive. */
    public static final int MAX_LEVELS = 4;

    private CommandDocument() {}

    /** Returns the document of a hand-written field of {@code Mutation}. */
    public static String of(RouteField field) {
        List<InputValueDefinition> arguments = field.definition().getInputValueDefinitions();
        String name = field.definition().getName();
        return "mutation"
                + list(arguments.stream().map(CommandDocument::variable).toList())
                + " { " + name
                + list(arguments.stream()
                        .map(argument -> argument.getName() + ": $" + argument.getName())
                        .toList())
                + selection(field.type(), 1) + " }";
    }

    /** Returns the documents of all commands. They are allowed without being in the list of persisted operations. */
    static Set<String> all(ReadModels models) {
        return models.frontends().stream()
                .flatMap(frontend -> frontend.handWritten().stream())
                .filter(RouteField::isMutation)
                .map(CommandDocument::of)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String variable(InputValueDefinition argument) {
        String value = argument.getDefaultValue() == null
                ? ""
                : " = " + AstPrinter.printAstCompact(argument.getDefaultValue());
        return "$" + argument.getName() + ": " + AstPrinter.printAstCompact(argument.getType()) + value;
    }

    private static String list(List<String> parts) {
        return parts.isEmpty() ? "" : parts.stream().collect(Collectors.joining(", ", "(", ")"));
    }

    private static String selection(FieldType type, int level) {
        FieldType single = type;
        while (single instanceof ListType list) {
            single = list.element();
        }
        if (single instanceof InterfaceType interfaceType) {
            return interfaceType.types().stream()
                    .map(implementation -> " ... on " + implementation.sdlName() + fields(implementation, level))
                    .collect(Collectors.joining("", " { " + InterfaceType.TYPE_NAME, " }"));
        }
        return single instanceof ObjectType object ? fields(object, level) : "";
    }

    private static String fields(ObjectType type, int level) {
        String fields = type.fields().stream()
                .filter(field -> !field.stored() && (level < MAX_LEVELS || isLeaf(field)))
                .map(field -> " " + field.name() + selection(field.type(), level + 1))
                .collect(Collectors.joining());
        // A selection must not be empty.
        return " {" + (fields.isEmpty() ? " " + InterfaceType.TYPE_NAME : fields) + " }";
    }

    private static boolean isLeaf(ModelField field) {
        FieldType single = field.type();
        while (single instanceof ListType list) {
            single = list.element();
        }
        return !(single instanceof ObjectType) && !(single instanceof InterfaceType);
    }
}
