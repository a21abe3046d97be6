package io.howdah.cli.server;

import io.howdah.cli.Commands;
import java.util.List;

/** Commands that run a server, and those that operate it. */
public final class ServerCommands implements Commands {

    @Override
    public List<Object> commands() {
        return List.of(
                new RunCommand(),
                new ConfigCommand(),
                new DlqCommand(),
                new ResumeCommand(),
                new IngestCommand(),
                new ModelCommand(),
                new RebuildCommand(),
                new RoutesCommand(),
                new TailCommand(),
                new RevokeCommand(),
                new CursorCommand(),
                new ConnectionsCommand());
    }
}
