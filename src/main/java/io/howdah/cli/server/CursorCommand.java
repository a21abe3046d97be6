package io.howdah.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.cli.AdminOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code howdah cursor}: manages the keys that encrypt cursors. */
@Command(
        name = "cursor",
        description = "Replaces the key that encrypts the cursors of clients.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(rotate)",
        subcommands = CursorCommand.Rotate.class)
public final class CursorCommand {

    /** Called by picocli. */
    public CursorCommand() {}

    /** {@code howdah cursor rotate}. */
    @Command(
            name = "rotate",
            description = {
                "Stores a new key, which all replicas use one minute later.",
                "Cursors of the previous key stay valid. Cursors of older keys become invalid."
            },
            mixinStandardHelpOptions = true)
    static final class Rotate implements Callable<Integer> {

        @Mixin
        private final AdminOptions options = new AdminOptions();

        @Override
        public Integer call() throws InterruptedException {
            JsonNode response = options.client().post("/admin/cursors/rotate");
            options.out()
                    .println(
                            options.isJson()
                                    ? response
                                    : "replicas use the new cursor key from "
                                            + response.path("usedFrom").asText() + " on");
            options.out().flush();
            return 0;
        }
    }
}
