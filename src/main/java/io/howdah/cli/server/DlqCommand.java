package io.howdah.cli.server;

import picocli.CommandLine.Command;

/** {@code howdah dlq}: lists, shows, replays and discards dead letters. */
@Command(
        name = "dlq",
        description = "Lists, shows, replays and discards dead letters.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | show | replay | discard)",
        subcommands = {DlqList.class, DlqShow.class, DlqReplay.class, DlqDiscard.class})
public final class DlqCommand {

    static final String PATH = "/admin/dead-letters/";

    /** Called by picocli. */
    public DlqCommand() {}
}
