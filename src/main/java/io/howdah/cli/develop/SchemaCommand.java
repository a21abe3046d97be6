package io.howdah.cli.develop;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.graphql.schema.ApiSchema;
import io.howdah.graphql.schema.SchemaChange;
import io.howdah.graphql.schema.SchemaChange.Effect;
import io.howdah.model.ReadModels;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.StartException;
import io.howdah.runtime.source.StartFailure;
import io.howdah.text.JsonMappers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah schema}: prints and compares API schemas, for builds. */
@Command(
        name = "schema",
        description = {
            "Prints an application's API schemas (GraphQL, AsyncAPI, OpenAPI), or compares one with an earlier version.",
            "Needs neither Kafka nor MongoDB."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(graphql | asyncapi | openapi | diff)",
        subcommands = {
            SchemaCommand.Print.class,
            DescriptionCommand.OfChannels.class,
            DescriptionCommand.OfRest.class,
            SchemaCommand.Diff.class
        })
final class SchemaCommand {

    /** Selects a GraphQL schema of an application. */
    static final class Choice {

        @Option(
                names = "--frontend",
                paramLabel = "name",
                defaultValue = "",
                description = "The frontend, a folder below graphql/; default: the schema of /graphql.")
        private String frontend = "";

        ApiSchema of(List<Path> folders) {
            ReadModels models = ReadModels.load(new ApplicationSources(folders).schemas());
            return ApiSchema.of(models, frontend)
                    .orElseThrow(() -> new StartException(
                            "--frontend=" + frontend + " must be the name of a folder below graphql/ that has SDL"));
        }
    }

    /** {@code howdah schema graphql}. */
    @Command(
            name = "graphql",
            description = "Prints the GraphQL schema that clients see, as sorted SDL.",
            mixinStandardHelpOptions = true)
    static final class Print implements Callable<Integer> {

        @Mixin
        private final Choice choice = new Choice();

        @Parameters(paramLabel = "folder", description = "Folders with graphql/; none for the demo.")
        private List<Path> folders = List.of();

        @Spec
        private @SuppressWarnings("NullAway.Init") CommandSpec spec;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            out.print(choice.of(folders).print());
            out.flush();
            return 0;
        }
    }

    /** {@code howdah schema diff}: exits with 0 if no client breaks, 1 if a client may break, 2 if the comparison fails. */
    @Command(
            name = "diff",
            description = "Compares an old schema with the current one, and prints the changes.",
            footer = "Exit code 1 if a client may break, 2 if the schemas cannot be compared.",
            mixinStandardHelpOptions = true)
    static final class Diff implements Callable<Integer> {

        private static final String FIX = "pass an output of `howdah schema graphql`, asyncapi or openapi";

        @Mixin
        private final Choice choice = new Choice();

        @Parameters(
                index = "0",
                paramLabel = "old",
                description = "File with an earlier output of `howdah schema graphql`, asyncapi or openapi.")
        private @SuppressWarnings("NullAway.Init") Path old;

        @Parameters(
                index = "1..*",
                paramLabel = "folder",
                description = "Folders with routes/, graphql/, application.properties; none for the demo.")
        private List<Path> folders = List.of();

        @Spec
        private @SuppressWarnings("NullAway.Init") CommandSpec spec;

        @Override
        public Integer call() {
            List<SchemaChange> changes;
            try {
                changes = changes(read(old));
            } catch (RuntimeException e) {
                // Not 1, which means that a client breaks.
                StartFailure.explain(e)
                        .lines()
                        .forEach(line -> spec.commandLine().getErr().println("howdah: " + line));
                return CommandLine.ExitCode.USAGE;
            }
            PrintWriter out = spec.commandLine().getOut();
            changes.forEach(
                    change -> out.println(change.effect().name().toLowerCase(Locale.ROOT) + ": " + change.what()));
            out.flush();
            return changes.stream().anyMatch(change -> change.effect() == Effect.BREAKING) ? 1 : 0;
        }

        /** Compares SDL or a JSON document; only the latter starts with a brace. */
        private List<SchemaChange> changes(String text) {
            if (!text.stripLeading().startsWith("{")) {
                return choice.of(folders).changesSince(schema(text));
            }
            JsonNode document = json(text);
            return Description.of(document)
                    .orElseThrow(() -> new StartException(old + " is no API schema; " + FIX))
                    .changesSince(document, folders);
        }

        private ApiSchema schema(String text) {
            try {
                return ApiSchema.parse(old.toString(), text);
            } catch (IllegalArgumentException e) {
                throw new StartException(String.valueOf(e.getMessage()), e);
            }
        }

        private JsonNode json(String text) {
            try {
                return JsonMappers.PLAIN.readTree(text);
            } catch (JsonProcessingException e) {
                JsonLocation location = e.getLocation();
                throw new StartException(
                        old + ":" + location.getLineNr() + ":" + location.getColumnNr() + ": "
                                + StartFailure.firstLine(e) + "; " + FIX,
                        e);
            }
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new StartException(file + " cannot be read (" + e + "); " + FIX, e);
            }
        }
    }
}
