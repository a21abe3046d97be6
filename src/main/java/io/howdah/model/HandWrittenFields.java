package io.howdah.model;

import graphql.language.Directive;
import graphql.language.FieldDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InputValueDefinition;
import graphql.language.Node;
import graphql.language.ObjectTypeDefinition;
import graphql.language.SDLNamedDefinition;
import graphql.language.Type;
import graphql.language.TypeName;
import graphql.schema.idl.TypeUtil;
import io.howdah.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fields that SDL files declare on the root types, in any number of files, and the input types that only they may use.
 */
final class HandWrittenFields {

    private static final String QUERY = "Query";
    private static final String SUBSCRIPTION = "Subscription";
    private static final String ROUTE = "route";
    private static final String DEFAULT_TIMEOUT = "10s";
    private static final Set<String> ROOTS = Set.of(QUERY, RouteField.MUTATION, SUBSCRIPTION);

    private final Map<String, SDLNamedDefinition<?>> types;
    private final SdlProblems problems;
    private final Map<String, Map<String, FieldDefinition>> fields = new LinkedHashMap<>();
    private final List<InputObjectTypeDefinition> inputs = new ArrayList<>();

    HandWrittenFields(Map<String, SDLNamedDefinition<?>> types, SdlProblems problems) {
        this.types = types;
        this.problems = problems;
    }

    /** Returns whether a definition is a root type or an extension of one. */
    static boolean isRoot(Node<?> definition) {
        return definition instanceof ObjectTypeDefinition type && ROOTS.contains(type.getName());
    }

    /** Checks one file's fields of a root type and adds them. */
    void add(ObjectTypeDefinition root, SdlRules rules) {
        for (Directive directive : root.getDirectives()) {
            problems.add(directive, "@" + directive.getName() + " on " + root.getName(), "remove it");
        }
        root.getImplements()
                .forEach(each -> problems.add(each, root.getName() + " cannot implement an interface", "remove it"));
        for (FieldDefinition field : root.getFieldDefinitions()) {
            String name = root.getName() + "." + field.getName();
            if (root.getName().equals(SUBSCRIPTION)) {
                problems.add(field, name + " is hand-written, but a route cannot resolve a subscription", "remove it");
                continue;
            }
            rules.name(field, field.getName());
            rules.directives(field);
            check(name, field, rules);
            FieldDefinition other = fields.computeIfAbsent(root.getName(), each -> new LinkedHashMap<>())
                    .putIfAbsent(field.getName(), field);
            if (other != null) {
                problems.add(
                        field,
                        name + " is already declared" + SdlDefinitions.at(other),
                        "rename one of them, or remove it");
            }
        }
    }

    private void check(String name, FieldDefinition field, SdlRules rules) {
        if (!field.hasDirective(ROUTE)) {
            problems.add(
                    field,
                    name + " has no @route",
                    "add @route(uri: \"direct:...\"), or remove the field (@readModel types get their queries by themselves)");
        }
        for (Directive directive : field.getDirectives()) {
            if (directive.getName().equals(ROUTE)) {
                route(name, directive);
            } else if (SdlRules.MODEL_DIRECTIVES.contains(directive.getName())) {
                problems.add(
                        directive,
                        "@" + directive.getName() + " on " + name + ", which is not a field of a @readModel type",
                        "remove it; the route itself can reject callers");
            }
        }
        known(field.getType());
        for (InputValueDefinition argument : field.getInputValueDefinitions()) {
            rules.name(argument, argument.getName());
            rules.directives(argument);
            known(argument.getType());
        }
    }

    private void route(String name, Directive directive) {
        for (String uri : ModelReader.texts(directive, "uri")) {
            if (!uri.matches("direct:[A-Za-z0-9][A-Za-z0-9_.-]*")) {
                problems.add(
                        directive,
                        "the uri \"" + uri + "\" of " + name + " is not a direct: endpoint",
                        "use direct:<name>, and declare a route from it");
            }
        }
        String timeout = timeout(directive);
        if (Durations.parse(timeout).isEmpty()) {
            problems.add(
                    directive,
                    "the timeout \"" + timeout + "\" of " + name + " " + Durations.RULE,
                    "correct it, such as \"" + DEFAULT_TIMEOUT + "\"");
        }
    }

    private static String timeout(Directive directive) {
        return ModelReader.texts(directive, "timeout").stream().findFirst().orElse(DEFAULT_TIMEOUT);
    }

    private void known(Type<?> type) {
        TypeName name = TypeUtil.unwrapAll(type);
        if (!types.containsKey(name.getName())) {
            problems.add(name, "unknown type " + name.getName(), "declare it or correct the name");
        }
    }

    void input(InputObjectTypeDefinition input, SdlRules rules) {
        inputs.add(input);
        rules.name(input, input.getName());
        rules.directives(input);
        for (InputValueDefinition field : input.getInputValueDefinitions()) {
            rules.name(field, field.getName());
            rules.directives(field);
            known(field.getType());
        }
    }

    /** Returns the input types that the fields' arguments reach. */
    Set<String> reachedInputs() {
        Set<String> reached = new HashSet<>();
        fields.values()
                .forEach(root -> root.values().forEach(field -> reach(field.getInputValueDefinitions(), reached)));
        return reached;
    }

    /** Reports the input types of these files that no frontend's field reaches. */
    void rejectInputsExcept(Set<String> reached) {
        for (InputObjectTypeDefinition input : inputs) {
            if (!reached.contains(input.getName())) {
                problems.add(
                        input,
                        "input " + input.getName() + " is not used by an argument of a field with @route",
                        "remove it, or use it there");
            }
        }
    }

    private void reach(List<InputValueDefinition> values, Set<String> reached) {
        for (InputValueDefinition value : values) {
            String name = TypeUtil.unwrapAll(value.getType()).getName();
            if (types.get(name) instanceof InputObjectTypeDefinition input && reached.add(name)) {
                reach(input.getInputValueDefinitions(), reached);
            }
        }
    }

    /** Returns the root types with all their fields, for the checks of the GraphQL specification. */
    List<ObjectTypeDefinition> roots() {
        return fields.entrySet().stream()
                .map(root -> ObjectTypeDefinition.newObjectTypeDefinition()
                        .name(root.getKey())
                        .fieldDefinitions(List.copyOf(root.getValue().values()))
                        .build())
                .toList();
    }

    /** Returns the executable fields, without those that have problems. */
    List<RouteField> read(TypeReader reader, ApiNames names) {
        List<RouteField> read = new ArrayList<>();
        fields.forEach((root, all) -> all.values().forEach(field -> {
            if (root.equals(QUERY)) {
                names.handWritten(field);
            }
            for (Directive directive : field.getDirectives(ROUTE)) {
                Duration timeout = Durations.parse(timeout(directive)).orElse(Duration.ZERO);
                String uri = String.join("", ModelReader.texts(directive, "uri"));
                reader.type(field.getType())
                        .ifPresent(type -> read.add(new RouteField(root, field, uri, timeout, type)));
            }
        }));
        return read;
    }
}
