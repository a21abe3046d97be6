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

/** The schema that clients see, for their builds: it is printed, and compared with a former print. It needs no database. */
public final class ApiSchema {

    private final GraphQLSchema schema;

    private ApiSchema(GraphQLSchema schema) {
        this.schema = schema;
    }

    /**
     * Returns the schema of the models.
     *
     * @param frontend the folder below {@code graphql/}, empty for {@code graphql/} itself
     * @return empty if there is no such frontend
     */
    public static Optional<ApiSchema> of(ReadModels models, String frontend) {
        return models.frontends().stream()
                .filter(each -> each.name().equals(frontend))
                .findFirst()
                .map(each -> new ApiSchema(SchemaAssembly.describe(each)));
    }

    /**
     * Returns the schema that a text declares in plain SDL, such as a former print.
     *
     * @param name what messages call the text
     * @throws IllegalArgumentException with one line for each thing that is wrong: {@code name:line:column: what}
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
        List<SourceLocation> places = Objects.requireNonNullElse(error.getLocations(), List.of());
        return place(name, places.isEmpty() ? null : places.get(0)) + ": "
                + String.valueOf(error.getMessage())
                        .lines()
                        .findFirst()
                        .map(ApiSchema::withoutPlace)
                        .orElse("this is no schema");
    }

    /** The parser ends its messages with a place, such as {@code [@1:2]}, which is shown before them. */
    private static String withoutPlace(String line) {
        int place = line.endsWith("]") ? line.lastIndexOf("[@") : -1;
        return place < 0 ? line : line.substring(0, place).stripTrailing();
    }

    private static String place(String name, @Nullable SourceLocation place) {
        return place == null || place.getLine() < 1 ? name : name + ":" + place.getLine() + ":" + place.getColumn();
    }

    /** Returns the schema in SDL: sorted, with descriptions, and of directives only those of GraphQL itself; the same each time. */
    public String print() {
        SchemaPrinter.Options options = SchemaPrinter.Options.defaultOptions()
                .includeDirectiveDefinitions(false)
                .includeDirectives(directive ->
                        List.of("deprecated", "specifiedBy", "oneOf").contains(directive));
        return new SchemaPrinter(options).print(schema).strip() + "\n";
    }

    /** Returns what changed since a former schema, the worst first. */
    public List<SchemaChange> changesSince(ApiSchema former) {
        return SchemaChanges.between(former.schema, schema);
    }
}
