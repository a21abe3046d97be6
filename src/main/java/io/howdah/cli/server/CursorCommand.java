package io.howdah.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.cli.AdminOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code howdah cursor}: the keys that encrypt cursors. */
@Command(
        name = "cursor",
        description = "Replaces the key that encrypts the cursors of clients.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(rotate)",
        subcommands = CursorCommand.Rotate.class)
public final class CursorCommand {

    /** The command line makes it. */
    public CursorCommand() {}

    /** {@code howdah cursor rotate}. */
    @Command(
            name = "rotate",
            description = {
                "Stores a new key, which all replicas use a minute later.",
                "Cursors of the key before it stay good, cursors of an older one do not."
            },
            mixinStandardHelpOptions = true)
    static final class Rotate implements Callable<Integer> {

        @Mixin
        private final AdminOptions options = new AdminOptions();

        @Override
        public Integer call() throws InterruptedException {
            JsonNode answer = options.client().post("/admin/cursors/rotate");
            options.out()
                    .println(
                            options.isJson()
                                    ? answer
                                    : "a new cursor key is used from "
                                            + answer.path("usedFrom").asText() + " on");
            options.out().flush();
            return 0;
        }
    }
}
