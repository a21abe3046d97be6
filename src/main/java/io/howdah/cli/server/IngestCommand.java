package io.howdah.cli.server;

import io.howdah.cli.AdminOptions;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code howdah ingest}: handles single records of topics. */
@Command(
        name = "ingest",
        description = "Skips a record that blocks its partition.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(skip)",
        subcommands = IngestCommand.Skip.class)
public final class IngestCommand {

    /** Called by picocli. */
    public IngestCommand() {}

    /** {@code howdah ingest skip}. */
    @Command(
            name = "skip",
            description = "Sends a record that MongoDB refuses, while it accepts others, to the dead-letter topic.",
            mixinStandardHelpOptions = true)
    static final class Skip implements Callable<Integer> {

        @Mixin
        private final AdminOptions options = new AdminOptions();

        @Parameters(index = "0", paramLabel = "model", description = "The model, an SDL type with @readModel.")
        private String model = "";

        @Parameters(
                index = "1",
                paramLabel = "record",
                description = "Position of the record, <topic>-<partition>@<offset>, from `howdah model list`.")
        private String record = "";

        @Override
        public Integer call() throws InterruptedException {
            ModelCommand.change(
                    options,
                    model,
                    "skip",
                    Map.of("record", record),
                    response -> response.path("skipped").asText() + " goes to the dead-letter topic at its next retry");
            return 0;
        }
    }
}
