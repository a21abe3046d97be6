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

/** Prints a description in JSON with sorted keys. The same application always gives the same text. */
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
        // Line ends must not depend on the platform, because the output may be under version control.
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
            description =
                    "Prints the AsyncAPI document of the notification channels, like /asyncapi.json, with a placeholder"
                            + " host.",
            mixinStandardHelpOptions = true)
    static final class OfChannels extends DescriptionCommand {

        OfChannels() {
            super(Description.ASYNCAPI);
        }
    }

    /** {@code howdah schema openapi}. */
    @Command(
            name = "openapi",
            description = "Prints the OpenAPI document of the REST API, like /openapi.json, with a placeholder host.",
            mixinStandardHelpOptions = true)
    static final class OfRest extends DescriptionCommand {

        OfRest() {
            super(Description.OPENAPI);
        }
    }
}
