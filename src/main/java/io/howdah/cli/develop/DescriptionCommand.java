package io.howdah.cli.develop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.howdah.text.JsonMappers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a description in JSON: sorted, and the same each time. */
abstract class DescriptionCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMappers.SORTED;

    private final Description description;

    @Parameters(
            paramLabel = "folder",
            description = "Folders with routes/, graphql/, application.properties; none for the demo.")
    private List<Path> folders = List.of();

    @Spec
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    private DescriptionCommand(Description description) {
        this.description = description;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        // The line ends of a file that is kept must not depend on where it was made.
        out.print(JSON.writerWithDefaultPrettyPrinter()
                        .writeValueAsString(description.describe(folders))
                        .replace("\r\n", "\n")
                + "\n");
        out.flush();
        return 0;
    }

    /** {@code howdah schema asyncapi}. */
    @Command(
            name = "asyncapi",
            description = "Prints what /asyncapi.json says of the notification channels, with a host that is nobody's.",
            mixinStandardHelpOptions = true)
    static final class OfChannels extends DescriptionCommand {

        OfChannels() {
            super(Description.ASYNCAPI);
        }
    }

    /** {@code howdah schema openapi}. */
    @Command(
            name = "openapi",
            description = "Prints what /openapi.json says of the REST API, with a host that is nobody's.",
            mixinStandardHelpOptions = true)
    static final class OfRest extends DescriptionCommand {

        OfRest() {
            super(Description.OPENAPI);
        }
    }
}
