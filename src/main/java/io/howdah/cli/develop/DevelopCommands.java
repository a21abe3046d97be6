package io.howdah.cli.develop;

import io.howdah.cli.Commands;
import io.howdah.dev.DevServices;
import io.howdah.dev.mongo.EmbeddedMongo;
import io.howdah.tools.golden.GoldenDatabase;
import java.io.IOException;
import java.util.List;

/** The commands for those who make an application. */
public final class DevelopCommands implements Commands {

    @Override
    public List<Object> commands() {
        return List.of(
                new DevCommand(),
                new InitCommand(),
                new NewCommand(),
                new TestCommand(DevelopCommands::goldenDatabase),
                new LintCommand(DevelopCommands::goldenDatabase),
                new SchemaCommand(),
                new ExplainCommand(),
                new TokenCommand(),
                new CheckDependencies());
    }

    /** Starts a database for golden tests, of this process alone. */
    public static GoldenDatabase goldenDatabase() throws IOException {
        EmbeddedMongo server = EmbeddedMongo.start(DevServices.HOST, 0);
        return new GoldenDatabase(server.uri(), server::close);
    }
}
