package io.howdah.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.cli.AdminOptions;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code howdah ingest}: single records of topics. */
@Command(
        name = "ingest",
        description = "Skips a record that holds up its partition.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(skip)",
        subcommands = IngestCommand.Skip.class)
public final class IngestCommand {

    /** The command line makes it. */
    public IngestCommand() {}

    /** {@code howdah ingest skip}. */
    @Command(
            name = "skip",
            description = "Puts a record that MongoDB does not store, while it stores others, into the dead letters.",
            mixinStandardHelpOptions = true)
    static final class Skip implements Callable<Integer> {

        @Mixin
        private final AdminOptions options = new AdminOptions();

        @Parameters(index = "0", paramLabel = "model", description = "The model, an SDL type with @readModel.")
        private String model = "";

        @Parameters(
                index = "1",
                paramLabel = "record",
                description = "Where the record stands, as `howdah model list` says it: topic-partition@offset.")
        private String record = "";

        @Override
        public Integer call() throws InterruptedException {
            ModelCommand.change(
                    options,
                    model,
                    "skip",
                    Map.of("record", record),
                    answer -> skipped(answer) + " goes to the dead letters of its topic at its next retry");
            return 0;
        }

        private static String skipped(JsonNode answer) {
            return answer.path("skipped").asText();
        }
    }
}
