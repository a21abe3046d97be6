package io.howdah.model;

import graphql.GraphQLError;
import graphql.GraphQLException;
import graphql.language.Definition;
import graphql.language.DirectiveDefinition;
import graphql.language.Node;
import graphql.language.ObjectTypeDefinition;
import graphql.language.SDLDefinition;
import graphql.language.SDLNamedDefinition;
import graphql.language.ScalarTypeDefinition;
import graphql.language.SourceLocation;
import graphql.language.TypeDefinition;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.ScalarInfo;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.schema.idl.errors.DirectiveUndeclaredError;
import graphql.schema.idl.errors.MissingTypeError;
import graphql.schema.idl.errors.SchemaProblem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Definitions of all SDL files, with Howdah's own directives and scalars. */
final class SdlDefinitions {

    private static final Set<String> BUILT_IN_DIRECTIVES = Set.of("deprecated");

    private final TypeDefinitionRegistry registry = new TypeDefinitionRegistry();
    private final Map<String, SDLNamedDefinition<?>> types = new LinkedHashMap<>();
    private final Set<String> directives = new HashSet<>(BUILT_IN_DIRECTIVES);
    private final List<SDLDefinition<?>> all = new ArrayList<>();
    private final List<SDLDefinition<?>> written = new ArrayList<>();
    private final boolean isFrontend;
    private final HandWrittenFields handWritten;
    private final SdlProblems problems;

    private SdlDefinitions(boolean isFrontend, SdlProblems problems) {
        this.isFrontend = isFrontend;
        this.problems = problems;
        this.handWritten = new HandWrittenFields(types, problems);
        ScalarInfo.GRAPHQL_SPECIFICATION_SCALARS_DEFINITIONS.forEach(types::put);
    }

    static SdlDefinitions read(List<SdlSource> sources, SdlProblems problems) {
        SdlDefinitions definitions = new SdlDefinitions(false, problems);
        Sdl.parse(Sdl.directives(), problems).forEach(definitions::own);
        sources.forEach(source -> Sdl.parse(source, problems).forEach(definitions::written));
        return definitions;
    }

    /**
     * Returns the definitions of a frontend: its own and the shared ones, without the fields of Query and Mutation. A
     * view with the name of its read model replaces it.
     */
    SdlDefinitions frontend(List<SdlSource> sources) {
        SdlDefinitions frontend = new SdlDefinitions(true, problems);
        frontend.directives.addAll(directives);
        List<Definition<?>> own = new ArrayList<>();
        sources.forEach(source -> Sdl.parse(source, problems).forEach(own::add));
        Set<String> views = own.stream()
                .filter(SdlDefinitions::isView)
                .map(ObjectTypeDefinition.class::cast)
                .filter(view -> ModelReader.texts(view.getDirectives("view").get(0), "of")
                        .contains(view.getName()))
                .map(ObjectTypeDefinition::getName)
                .collect(Collectors.toSet());
        for (SDLDefinition<?> definition : all) {
            boolean replaced = definition instanceof ObjectTypeDefinition type
                    && type.hasDirective("readModel")
                    && views.contains(type.getName());
            if (!replaced) {
                frontend.share(definition);
            }
        }
        own.forEach(frontend::written);
        return frontend;
    }

    private static boolean isView(Definition<?> definition) {
        return definition instanceof ObjectTypeDefinition type && type.hasDirective("view");
    }

    private void share(SDLDefinition<?> definition) {
        if (definition instanceof TypeDefinition<?> type && !isExtension(type)) {
            types.put(type.getName(), type);
        }
        add(definition);
    }

    private void add(SDLDefinition<?> definition) {
        all.add(definition);
        registry.add(definition);
    }

    /** Returns the types with {@code @view} in these files. */
    List<ObjectTypeDefinition> views() {
        return written.stream()
                .filter(SdlDefinitions::isView)
                .map(ObjectTypeDefinition.class::cast)
                .toList();
    }

    /** Reports a frontend without queries. */
    void reportEmpty() {
        written.stream()
                .findFirst()
                .ifPresent(first -> problems.add(
                        first,
                        "nothing in this folder can be queried",
                        "declare a type with @view in it, or a field of Query with @route"));
    }

    /** Returns all named types: GraphQL's, Howdah's and those of the files. */
    Map<String, SDLNamedDefinition<?>> types() {
        return types;
    }

    /** Returns the read models, in the order of the files. */
    List<ObjectTypeDefinition> models() {
        return types.values().stream()
                .filter(ObjectTypeDefinition.class::isInstance)
                .map(ObjectTypeDefinition.class::cast)
                .filter(type -> type.hasDirective("readModel"))
                .toList();
    }

    /** Returns the types, without Query and Mutation. */
    TypeDefinitionRegistry registry() {
        return registry;
    }

    HandWrittenFields handWritten() {
        return handWritten;
    }

    private void own(Definition<?> definition) {
        if (definition instanceof ScalarTypeDefinition scalar) {
            types.put(scalar.getName(), scalar);
        } else if (definition instanceof DirectiveDefinition directive) {
            directives.add(directive.getName());
        }
        add((SDLDefinition<?>) definition);
    }

    private void written(Definition<?> definition) {
        if (!(definition instanceof SDLDefinition<?> sdl)) {
            problems.add(
                    definition,
                    "this is an operation, not a definition",
                    "remove it (operations are what clients send)");
            return;
        }
        written.add(sdl);
        if (HandWrittenFields.isRoot(sdl)) {
            return;
        }
        if (sdl instanceof TypeDefinition<?> type && !isExtension(type)) {
            SDLNamedDefinition<?> other = types.putIfAbsent(type.getName(), type);
            if (other != null) {
                problems.add(
                        definition, "type " + type.getName() + " is already declared" + at(other), "keep one of them");
                return;
            }
        }
        add(sdl);
    }

    private static boolean isExtension(Node<?> definition) {
        return definition.getClass().getSimpleName().endsWith("ExtensionDefinition");
    }

    static String at(Node<?> definition) {
        SourceLocation location = definition.getSourceLocation();
        return location == null || location.getSourceName() == null
                ? " by GraphQL"
                : " at " + location.getSourceName() + ":" + location.getLine() + ":" + location.getColumn();
    }

    /** Reports violations of Howdah's rules, then violations of the GraphQL specification. */
    void check() {
        SdlRules rules = new SdlRules(types, directives, isFrontend, handWritten, problems);
        written.forEach(rules::check);
        TypeDefinitionRegistry complete = new TypeDefinitionRegistry().merge(registry);
        handWritten.roots().forEach(complete::add);
        if (complete.getTypeOrNull("Query") == null) {
            complete.merge(new SchemaParser().parse("type Query { unused: Int }"));
        }
        try {
            new SchemaGenerator().makeExecutableSchema(complete, RuntimeWiring.MOCKED_WIRING);
        } catch (SchemaProblem e) {
            e.getErrors().stream().filter(SdlDefinitions::isNew).forEach(this::add);
        } catch (GraphQLException e) {
            // It has no source location, and follows from the problems reported with one, if there are any.
            if (problems.isEmpty()) {
                problems.add(
                        (SourceLocation) null,
                        oneLine(String.valueOf(e.getMessage())),
                        "correct it according to the GraphQL specification");
            }
        }
    }

    private static boolean isNew(GraphQLError error) {
        return !(error instanceof MissingTypeError || error instanceof DirectiveUndeclaredError);
    }

    private void add(GraphQLError error) {
        List<SourceLocation> locations = error.getLocations();
        problems.add(
                locations == null || locations.isEmpty() ? null : locations.get(0),
                oneLine(error.getMessage()).replaceAll(" ?\\[@-?\\d+:-?\\d+\\]", ""),
                "correct it according to the GraphQL specification");
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s+", " ").strip();
    }
}
