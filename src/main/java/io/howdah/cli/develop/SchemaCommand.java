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

/** {@code howdah schema}: what clients may ask and get, for their builds. It needs no Kafka and no MongoDB. */
@Command(
        name = "schema",
        description = "Prints what clients may ask and get, and says whether a change of it breaks them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(graphql | asyncapi | openapi | diff)",
        subcommands = {
            SchemaCommand.Print.class,
            DescriptionCommand.OfChannels.class,
            DescriptionCommand.OfRest.class,
            SchemaCommand.Diff.class
        })
final class SchemaCommand {

    /** Which schema of an application. */
    static final class Choice {

        @Option(
                names = "--frontend",
                paramLabel = "name",
                defaultValue = "",
                description = "The folder below graphql/ that declares it; without it the schema of /graphql.")
        private String frontend = "";

        ApiSchema of(List<Path> folders) {
            ReadModels models = ReadModels.load(new ApplicationSources(folders).schemas());
            return ApiSchema.of(models, frontend)
                    .orElseThrow(() -> new StartException(
                            "--frontend=" + frontend + " is no frontend; give a folder below graphql/ that has SDL"));
        }
    }

    /** {@code howdah schema graphql}. */
    @Command(
            name = "graphql",
            description = "Prints the schema in SDL, as clients see it: sorted, and the same each time.",
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

    /** {@code howdah schema diff}: 0 if no client breaks, 1 if one may, 2 if that cannot be told. */
    @Command(
            name = "diff",
            description =
                    "Compares a former print of a schema with the present one; ends with 1 if a client may break.",
            mixinStandardHelpOptions = true)
    static final class Diff implements Callable<Integer> {

        private static final String CURE = "give what `howdah schema` printed formerly";

        @Mixin
        private final Choice choice = new Choice();

        @Parameters(
                index = "0",
                paramLabel = "former",
                description = "What `howdah schema graphql`, asyncapi or openapi printed formerly.")
        private @SuppressWarnings("NullAway.Init") Path former;

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
                changes = changes(read(former));
            } catch (RuntimeException e) {
                // As 1 would say that a client breaks.
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

        /** Of the prints those that describe in JSON are objects, as no schema is. */
        private List<SchemaChange> changes(String print) {
            if (!print.stripLeading().startsWith("{")) {
                return choice.of(folders).changesSince(schema(print));
            }
            JsonNode document = json(print);
            return Description.of(document)
                    .orElseThrow(() -> new StartException(former + " describes no API; " + CURE))
                    .changesSince(document, folders);
        }

        private ApiSchema schema(String print) {
            try {
                return ApiSchema.parse(former.toString(), print);
            } catch (IllegalArgumentException e) {
                throw new StartException(String.valueOf(e.getMessage()), e);
            }
        }

        private JsonNode json(String print) {
            try {
                return JsonMappers.PLAIN.readTree(print);
            } catch (JsonProcessingException e) {
                JsonLocation place = e.getLocation();
                throw new StartException(
                        former + ":" + place.getLineNr() + ":" + place.getColumnNr() + ": " + StartFailure.firstLine(e)
                                + "; " + CURE,
                        e);
            }
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new StartException(file + " cannot be read (" + e + "); " + CURE, e);
            }
        }
    }
}
