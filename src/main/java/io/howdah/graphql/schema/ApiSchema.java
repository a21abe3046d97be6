package io.howdah.graphql.schema;

import graphql.GraphQLError;
import graphql.language.SourceLocation;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.MultiSourceReader;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.SchemaPrinter;
import graphql.schema.idl.errors.SchemaProblem;
import io.howdah.model.ReadModels;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Schema as clients see it, for printing and for comparison with an earlier print. Needs no database. */
public final class ApiSchema {

    private final GraphQLSchema schema;

    private ApiSchema(GraphQLSchema schema) {
        this.schema = schema;
    }

    /**
     * Returns the schema of a frontend's models.
     *
     * @param frontend the folder below {@code graphql/}, empty for {@code graphql/} itself
     * @return empty if the frontend doesn't exist
     */
    public static Optional<ApiSchema> of(ReadModels models, String frontend) {
        return models.frontends().stream()
                .filter(each -> each.name().equals(frontend))
                .findFirst()
                .map(each -> new ApiSchema(SchemaAssembly.describe(each)));
    }

    /**
     * Parses a schema in plain SDL, such as an earlier print.
     *
     * @param name the text's name, for messages
     * @throws IllegalArgumentException with one line per error: {@code name:line:column: error}
     */
    public static ApiSchema parse(String name, String sdl) {
        try {
            MultiSourceReader text = MultiSourceReader.newMultiSourceReader()
                    .string(sdl, name)
                    .trackData(true)
                    .build();
            return new ApiSchema(new SchemaGenerator()
                    .makeExecutableSchema(new SchemaParser().parse(text), RuntimeWiring.MOCKED_WIRING));
        } catch (SchemaProblem e) {
            List<String> lines =
                    e.getErrors().stream().map(error -> line(name, error)).toList();
            throw new IllegalArgumentException(String.join(System.lineSeparator(), lines), e);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(line(name, e.toInvalidSyntaxError()), e);
        }
    }

    private static String line(String name, GraphQLError error) {
        List<SourceLocation> locations = Objects.requireNonNullElse(error.getLocations(), List.of());
        return location(name, locations.isEmpty() ? null : locations.get(0)) + ": "
                + String.valueOf(error.getMessage())
                        .lines()
                        .findFirst()
                        .map(ApiSchema::withoutLocation)
                        .orElse("not a valid schema");
    }

    /**
     * Removes the location at the end of the parser's message, such as {@code [@1:2]}; {@link #line} shows it at the
     * beginning.
     */
    private static String withoutLocation(String line) {
        int index = line.endsWith("]") ? line.lastIndexOf("[@") : -1;
        return index < 0 ? line : line.substring(0, index).stripTrailing();
    }

    private static String location(String name, @Nullable SourceLocation location) {
        return location == null || location.getLine() < 1
                ? name
                : name + ":" + location.getLine() + ":" + location.getColumn();
    }

    /**
     * Returns the schema in SDL: sorted, with descriptions and only standard directives. Equal schemas have equal
     * texts.
     */
    public String print() {
        SchemaPrinter.Options options = SchemaPrinter.Options.defaultOptions()
                .includeDirectiveDefinitions(false)
                .includeDirectives(directive ->
                        List.of("deprecated", "specifiedBy", "oneOf").contains(directive));
        return new SchemaPrinter(options).print(schema).strip() + "\n";
    }

    /** Returns the changes since an earlier schema, most severe first. */
    public List<SchemaChange> changesSince(ApiSchema previous) {
        return SchemaChanges.between(previous.schema, schema);
    }
}
