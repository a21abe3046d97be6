package io.howdah.model;

import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.EnumTypeDefinition;
import graphql.language.FieldDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InputObjectTypeExtensionDefinition;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.Node;
import graphql.language.ObjectTypeDefinition;
import graphql.language.ObjectTypeExtensionDefinition;
import graphql.language.SDLDefinition;
import graphql.language.SDLNamedDefinition;
import graphql.language.TypeName;
import graphql.schema.idl.TypeUtil;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Checks every SDL definition, so that no unsupported feature is silently ignored. */
final class SdlRules {

    static final Set<String> MODEL_DIRECTIVES =
            Set.of("owner", "tenant", "readers", "stored", "filterable", "sortable", "part", "relation");

    private static final Set<String> LITERALS = Set.of("true", "false", "null");

    private static final Set<String> OPERATORS = Set.of("and", "or", "not");

    private static final Set<String> RESERVED_FIELDS = Set.of("_id", "_h");

    private final Map<String, SDLNamedDefinition<?>> types;
    private final Set<String> directives;
    private final boolean isFrontend;
    private final HandWrittenFields handWritten;
    private final SdlProblems problems;

    SdlRules(
            Map<String, SDLNamedDefinition<?>> types,
            Set<String> directives,
            boolean isFrontend,
            HandWrittenFields handWritten,
            SdlProblems problems) {
        this.types = types;
        this.directives = new TreeSet<>(directives);
        this.isFrontend = isFrontend;
        this.handWritten = handWritten;
        this.problems = problems;
    }

    void check(SDLDefinition<?> definition) {
        if (definition instanceof ObjectTypeDefinition root && HandWrittenFields.isRoot(root)) {
            handWritten.add(root, this);
        } else if (definition instanceof InputObjectTypeDefinition input
                && !(definition instanceof InputObjectTypeExtensionDefinition)) {
            handWritten.input(input, this);
        } else if (definition instanceof ObjectTypeExtensionDefinition) {
            problems.add(
                    definition,
                    "this version extends no types except for Query and Mutation",
                    "write the fields into the type itself");
        } else if (definition instanceof ObjectTypeDefinition type) {
            objectType(type);
        } else if (definition instanceof InterfaceTypeDefinition type) {
            name(type, type.getName());
            directives(type);
            type.getFieldDefinitions().forEach(field -> {
                field(type.getName(), field, Set.of());
                rejectModelDirectives(type.getName() + "." + field.getName(), field);
            });
        } else if (definition instanceof EnumTypeDefinition type) {
            name(type, type.getName());
            directives(type);
            type.getEnumValueDefinitions().forEach(this::directives);
        } else {
            problems.add(
                    definition,
                    kind(definition) + " is not supported by this version",
                    "remove it (this version supports types, interfaces, inputs and enums; only Howdah declares directives and scalars)");
        }
    }

    private void objectType(ObjectTypeDefinition type) {
        name(type, type.getName());
        directives(type);
        boolean model = type.hasDirective("readModel");
        boolean view = type.hasDirective("view");
        if (model && isFrontend) {
            problems.add(type, "@readModel in a frontend's folder", "declare the type in graphql/ itself");
        }
        if (view && !isFrontend) {
            problems.add(
                    type,
                    "@view in graphql/ itself",
                    "move the type to a folder below graphql/, which declares a frontend");
        }
        if (model && view) {
            problems.add(type, type.getName() + " is a @readModel and a @view", "remove one of them");
        }
        for (String access : List.of("public", "readers")) {
            if (!model && type.hasDirective(access)) {
                problems.add(type, "@" + access + " on " + type.getName() + ", which is not a @readModel", "remove it");
            }
        }
        type.getImplements().forEach(each -> checkInterface(type, ((TypeName) each).getName()));
        Set<String> shown = model ? Set.of("relation") : Set.of();
        type.getFieldDefinitions().forEach(field -> {
            field(type.getName(), field, view ? Set.of("view") : shown);
            if (!model) {
                rejectModelDirectives(type.getName() + "." + field.getName(), field);
            }
        });
    }

    private void checkInterface(ObjectTypeDefinition type, String name) {
        if (!(types.get(name) instanceof InterfaceTypeDefinition implemented)) {
            return;
        }
        Set<String> promised = implemented.getFieldDefinitions().stream()
                .map(FieldDefinition::getName)
                .collect(Collectors.toSet());
        type.getFieldDefinitions().stream()
                .filter(field -> field.hasDirective("stored") && promised.contains(field.getName()))
                .forEach(field -> problems.add(
                        field,
                        type.getName() + "." + field.getName() + " is @stored, but the interface " + name
                                + " exposes it",
                        "remove @stored, or the field from the interface"));
    }

    /** Checks a field. A document does not contain another one, except through a relation or in a view of one. */
    private void field(String type, FieldDefinition field, Set<String> mayShowModels) {
        String name = type + "." + field.getName();
        name(field, field.getName());
        directives(field);
        if (RESERVED_FIELDS.contains(field.getName())) {
            problems.add(field, name + " has a name that is reserved for the stored document", "rename it");
        }
        if (field.hasDirective("filterable") && OPERATORS.contains(field.getName())) {
            problems.add(field, name + " is @filterable, but filters have an operator with this name", "rename it");
        }
        if (field.hasDirective("sortable") && LITERALS.contains(field.getName())) {
            problems.add(field, name + " is @sortable, but its name is not a valid enum value", "rename it");
        }
        if (!field.getInputValueDefinitions().isEmpty()) {
            problems.add(field, name + " has arguments, but a stored field cannot have any", "remove them");
        }
        for (Directive directive : field.getDirectives("route")) {
            problems.add(directive, "@route on " + name + ", which is not a field of Query or Mutation", "remove it");
        }
        TypeName typeName = TypeUtil.unwrapAll(field.getType());
        SDLNamedDefinition<?> target = types.get(typeName.getName());
        boolean related = mayShowModels.contains("view")
                || (mayShowModels.contains("relation") && field.hasDirective("relation"));
        if (target == null) {
            problems.add(typeName, "unknown type " + typeName.getName(), "declare it or correct the name");
        } else if (typeName.getName().equals("Cursor")) {
            problems.add(typeName, name + " is a Cursor, which cannot be stored", "give it another type");
        } else if (isModel(target) && !related) {
            problems.add(
                    typeName,
                    name + " is another read model, which is not stored in this one",
                    "store its key, and put @relation(model:, from:, to:) on this field of a @readModel type");
        } else if (field.hasDirective("relation") && mayShowModels.contains("relation") && !isModel(target)) {
            problems.add(
                    typeName,
                    name + " is a relation to " + typeName.getName() + ", which is not a @readModel",
                    "remove @relation");
        }
    }

    private static boolean isModel(SDLNamedDefinition<?> type) {
        return type instanceof ObjectTypeDefinition object
                && (object.hasDirective("readModel") || object.hasDirective("view"));
    }

    private void rejectModelDirectives(String name, FieldDefinition field) {
        for (Directive directive : field.getDirectives()) {
            if (MODEL_DIRECTIVES.contains(directive.getName())) {
                problems.add(
                        directive,
                        "@" + directive.getName() + " on " + name
                                + ", which is not a field of a @readModel type itself",
                        "remove it");
            }
        }
    }

    void name(Node<?> node, String name) {
        if (name.startsWith("__")) {
            problems.add(node, "the name " + name + " starts with '__', which GraphQL reserves", "rename it");
        }
    }

    void directives(DirectivesContainer<?> container) {
        for (Directive directive : container.getDirectives()) {
            String name = directive.getName();
            if (!directives.contains(name)) {
                problems.add(directive, "unknown directive @" + name, "use one of " + known());
            }
        }
    }

    private String known() {
        return directives.stream().map(name -> "@" + name).collect(Collectors.joining(", "));
    }

    private static String kind(SDLDefinition<?> definition) {
        String words =
                definition.getClass().getSimpleName().replace("Definition", "").replace("Type", "");
        return List.of(words.split("(?=[A-Z])")).stream()
                .map(String::toLowerCase)
                .collect(Collectors.joining(" "));
    }
}
