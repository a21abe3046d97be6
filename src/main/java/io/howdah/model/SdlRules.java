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

/** What any definition must keep to: nothing that this version would silently not do. */
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
                    "types are not extended by this version, but for Query and Mutation",
                    "write the fields into the type itself");
        } else if (definition instanceof ObjectTypeDefinition type) {
            objectType(type);
        } else if (definition instanceof InterfaceTypeDefinition type) {
            name(type, type.getName());
            directives(type);
            type.getFieldDefinitions().forEach(field -> {
                field(type.getName(), field, Set.of());
                refuseModelDirectives(type.getName() + "." + field.getName(), field);
            });
        } else if (definition instanceof EnumTypeDefinition type) {
            name(type, type.getName());
            directives(type);
            type.getEnumValueDefinitions().forEach(this::directives);
        } else {
            problems.add(
                    definition,
                    kind(definition) + " is not served by this version",
                    "remove it (types, interfaces, inputs and enums are served; directives and scalars are Howdah's own)");
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
                    "move the type to a folder below graphql/, which is a frontend of its own");
        }
        if (model && view) {
            problems.add(type, type.getName() + " is a @readModel and a @view", "remove one of them");
        }
        for (String access : List.of("public", "readers")) {
            if (!model && type.hasDirective(access)) {
                problems.add(type, "@" + access + " on " + type.getName() + ", which is no @readModel", "remove it");
            }
        }
        type.getImplements().forEach(each -> shownByInterface(type, ((TypeName) each).getName()));
        Set<String> shown = model ? Set.of("relation") : Set.of();
        type.getFieldDefinitions().forEach(field -> {
            field(type.getName(), field, view ? Set.of("view") : shown);
            if (!model) {
                refuseModelDirectives(type.getName() + "." + field.getName(), field);
            }
        });
    }

    private void shownByInterface(ObjectTypeDefinition type, String name) {
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
                        type.getName() + "." + field.getName() + " is @stored, and the interface " + name + " shows it",
                        "remove @stored, or the field from the interface"));
    }

    /** A document does not hold another, but by a relation or in a view of one. */
    private void field(String type, FieldDefinition field, Set<String> mayShowModels) {
        String name = type + "." + field.getName();
        name(field, field.getName());
        directives(field);
        if (RESERVED_FIELDS.contains(field.getName())) {
            problems.add(field, name + " has a name that is reserved for the stored document", "rename it");
        }
        if (field.hasDirective("filterable") && OPERATORS.contains(field.getName())) {
            problems.add(field, name + " is @filterable, and filters have an operator of that name", "rename it");
        }
        if (field.hasDirective("sortable") && LITERALS.contains(field.getName())) {
            problems.add(
                    field, name + " is @sortable, and orders name it by an enum value, which that is not", "rename it");
        }
        if (!field.getInputValueDefinitions().isEmpty()) {
            problems.add(field, name + " has arguments, which a stored field cannot", "remove them");
        }
        for (Directive directive : field.getDirectives("route")) {
            problems.add(directive, "@route on " + name + ", which is no field of Query or Mutation", "remove it");
        }
        TypeName typeName = TypeUtil.unwrapAll(field.getType());
        SDLNamedDefinition<?> target = types.get(typeName.getName());
        boolean related = mayShowModels.contains("view")
                || (mayShowModels.contains("relation") && field.hasDirective("relation"));
        if (target == null) {
            problems.add(typeName, "unknown type " + typeName.getName(), "declare it or correct the name");
        } else if (typeName.getName().equals("Cursor")) {
            problems.add(typeName, name + " is a Cursor, which is no stored value", "give it another type");
        } else if (isModel(target) && !related) {
            problems.add(
                    typeName,
                    name + " is another read model, which is not stored in this one",
                    "store its key, and put @relation(model:, from:, to:) on this field of a @readModel type");
        } else if (field.hasDirective("relation") && mayShowModels.contains("relation") && !isModel(target)) {
            problems.add(
                    typeName,
                    name + " is a relation to " + typeName.getName() + ", which is no @readModel",
                    "remove @relation");
        }
    }

    private static boolean isModel(SDLNamedDefinition<?> type) {
        return type instanceof ObjectTypeDefinition object
                && (object.hasDirective("readModel") || object.hasDirective("view"));
    }

    private void refuseModelDirectives(String name, FieldDefinition field) {
        for (Directive directive : field.getDirectives()) {
            if (MODEL_DIRECTIVES.contains(directive.getName())) {
                problems.add(
                        directive,
                        "@" + directive.getName() + " on " + name + ", which is no field of a @readModel type itself",
                        "remove it");
            }
        }
    }

    void name(Node<?> node, String name) {
        if (name.startsWith("__")) {
            problems.add(node, "the name " + name + " begins with '__', which GraphQL keeps for itself", "rename it");
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
